import type { Datum } from '../../core/datum.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Core, CoreCases } from '../../machine/code.ts';
import { walk } from './positions.ts';

/** The core of one definition with its nodes and calls numbered and its variables sorted out. */
export type Node =
  | { readonly kind: 'const'; readonly datum: Datum }
  | { readonly kind: 'ref'; readonly variable: Variable }
  | { readonly kind: 'set'; readonly variable: Variable; readonly value: Node }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'set-global'; readonly name: string; readonly value: Node }
  | { readonly kind: 'if'; readonly test: Node; readonly then: Node; readonly otherwise: Node }
  | { readonly kind: 'seq'; readonly bodies: readonly Node[] }
  | { readonly kind: 'let'; readonly bindings: readonly Binding[]; readonly body: Node }
  | { readonly kind: 'letrec'; readonly bindings: readonly Binding[]; readonly body: Node }
  | LambdaNode
  | CallNode;

export interface CallNode {
  readonly kind: 'call';
  readonly operator: Node;
  readonly operands: readonly Node[];
  readonly site: number;
}

export interface LambdaNode {
  readonly kind: 'lambda';
  readonly procedure: ProcedureInfo;
}

export interface Binding {
  readonly variable: Variable;
  readonly value: Node;
}

/** A local variable; `boxed` is settled before any code of its scope but the earlier values of its `letrec` is read. */
export interface Variable {
  readonly owner: ProcedureInfo;
  boxed: boolean;
}

export interface ProcedureInfo {
  readonly ordinal: number;
  readonly node: number;
  readonly parent: ProcedureInfo | null;
  /** The `letrec` variable that names it: inside, the procedure itself. */
  readonly self: Variable | null;
  /** Free variables in order of their first occurrence. */
  readonly free: Set<Variable>;
  clauses: readonly {
    readonly parameters: readonly Variable[];
    readonly rest: Variable | null;
    readonly body: Node;
  }[];
  /** The node of each call of its own, by the call's number. */
  readonly siteNodes: number[];
}

/** The definition's expression as the body of a procedure without parameters. `ordinals` counts the unit's lambdas. */
export function analyse(core: Core, ordinals: { next: number }): ProcedureInfo {
  const assigned = new Set<number>();
  walk(core, (node) => node[0] === 'set' && assigned.add(node[1]));
  return new Analysis(ordinals, assigned).run(core);
}

class Analysis {
  private readonly ordinals: { next: number };
  private readonly assigned: ReadonlySet<number>;
  private readonly variables = new Map<number, Variable>();
  /** `letrec` variables whose value is not there yet at the place being read. */
  private readonly pending = new Set<Variable>();
  private nodes = 0;

  constructor(ordinals: { next: number }, assigned: ReadonlySet<number>) {
    this.ordinals = ordinals;
    this.assigned = assigned;
  }

  run(core: Core): ProcedureInfo {
    const top = procedureInfo(-1, 0, null, null);
    top.clauses = [{ parameters: [], rest: null, body: this.read(core, top) }];
    return top;
  }

  private read(core: Core, owner: ProcedureInfo): Node {
    const number = this.nodes;
    this.nodes += 1;
    switch (core[0]) {
      case 'const':
        return { kind: 'const', datum: core[1] };
      case 'ref':
        return { kind: 'ref', variable: this.use(core[1], owner) };
      case 'set':
        return {
          kind: 'set',
          variable: this.use(core[1], owner),
          value: this.read(core[2], owner),
        };
      case 'global':
        return { kind: 'global', name: core[1] };
      case 'set-global':
        return { kind: 'set-global', name: core[1], value: this.read(core[2], owner) };
      case 'if':
        return {
          kind: 'if',
          test: this.read(core[1], owner),
          then: this.read(core[2], owner),
          otherwise: this.read(core[3], owner),
        };
      case 'seq':
        return { kind: 'seq', bodies: core.slice(1).map((body) => this.read(body as Core, owner)) };
      case 'let': {
        const values = core[1].map(([, value]) => this.read(value, owner));
        const bindings = core[1].map(([local], at) => ({
          variable: this.bind(local, owner),
          value: values[at]!,
        }));
        return { kind: 'let', bindings, body: this.read(core[2], owner) };
      }
      case 'letrec':
        return this.readLetrec(core, owner);
      case 'lambda':
      case 'case-lambda':
        return this.readLambda(core, owner, null, number);
      case 'call': {
        const site = owner.siteNodes.push(number) - 1;
        const operator = this.read(core[1], owner);
        return {
          kind: 'call',
          operator,
          operands: core.slice(2).map((operand) => this.read(operand as Core, owner)),
          site,
        };
      }
      default:
        return unreachable(core);
    }
  }

  private readLetrec(
    core: Extract<Core, readonly ['letrec', ...unknown[]]>,
    owner: ProcedureInfo,
  ): Node {
    const variables = core[1].map(([local]) => this.bind(local, owner));
    for (const variable of variables) this.pending.add(variable);
    const bindings = core[1].map(([, value], at) => {
      const variable = variables[at]!;
      if (!isLambda(value)) {
        const read = this.read(value, owner);
        this.pending.delete(variable);
        return { variable, value: read };
      }
      // Neighbouring lambdas are made together, so none of them is pending for the others.
      for (let next = at; next < variables.length && isLambda(core[1][next]![1]); next += 1)
        this.pending.delete(variables[next]!);
      const number = this.nodes;
      this.nodes += 1;
      return {
        variable,
        value: this.readLambda(value, owner, variable.boxed ? null : variable, number),
      };
    });
    return { kind: 'letrec', bindings, body: this.read(core[2], owner) };
  }

  private readLambda(
    core: LambdaCore,
    owner: ProcedureInfo,
    self: Variable | null,
    number: number,
  ): LambdaNode {
    const info = procedureInfo(this.ordinals.next, number, owner, self);
    this.ordinals.next += 1;
    const clauses = core[0] === 'lambda' ? [core] : core.slice(1);
    info.clauses = clauses.map((clause) => {
      if (core[0] === 'case-lambda') this.nodes += 1;
      const [, parameters, rest, body] = clause as Lambda;
      return {
        parameters: parameters.map((local) => this.bind(local, info)),
        rest: rest === null ? null : this.bind(rest, info),
        body: this.read(body, info),
      };
    });
    return { kind: 'lambda', procedure: info };
  }

  private bind(local: number, owner: ProcedureInfo): Variable {
    const variable: Variable = { owner, boxed: this.assigned.has(local) };
    this.variables.set(local, variable);
    return variable;
  }

  private use(local: number, user: ProcedureInfo): Variable {
    const variable = this.variables.get(local);
    if (variable === undefined)
      throw new Error(`core refers to local ${local}, which nothing binds`);
    if (this.pending.has(variable)) variable.boxed = true;
    for (
      let info: ProcedureInfo | null = user;
      info !== null && info !== variable.owner;
      info = info.parent
    ) {
      if (info.self === variable) break;
      info.free.add(variable);
    }
    return variable;
  }
}

type Lambda = Extract<Core, readonly ['lambda', ...unknown[]]>;
type LambdaCore = Lambda | CoreCases;

const isLambda = (core: Core): core is LambdaCore =>
  core[0] === 'lambda' || core[0] === 'case-lambda';

const procedureInfo = (
  ordinal: number,
  node: number,
  parent: ProcedureInfo | null,
  self: Variable | null,
): ProcedureInfo => ({
  ordinal,
  node,
  parent,
  self,
  free: new Set(),
  clauses: [],
  siteNodes: [],
});
