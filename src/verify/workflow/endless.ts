import type { Diagnostic } from '../../core/diagnostic.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { CodeBase } from './code-base.ts';

/**
 * Procedures that only compute and of which no call returns, since each of their paths calls one of them again. What acts
 * is drawn, and decided in the net; what only computes comes to its budget, and the command is refused, which may be what
 * its author wants to see: a warning. Of several that call each other the first is told of.
 */
export function endlessFindings(names: readonly string[], code: CodeBase): readonly Diagnostic[] {
  const procedures = proceduresIn(names, code);
  const returning = new Set<Core>();
  for (let grown = true; grown;) {
    grown = false;
    for (const { lambda } of procedures.all) {
      if (returning.has(lambda) || !new Paths(procedures, returning).returns(lambda[3])) continue;
      returning.add(lambda);
      grown = true;
    }
  }
  const endless = procedures.all.filter(({ lambda }) => !returning.has(lambda));
  const told = new Set<Core>();
  return endless.flatMap(({ lambda, name }): readonly Diagnostic[] => {
    const calls = procedures.callsIn(lambda).filter(({ called }) => !returning.has(called));
    const around = reachedFrom(lambda, procedures, returning);
    const again = calls.find(({ called }) => called === lambda || around.has(called));
    if (again === undefined || !around.has(lambda) || told.has(lambda) || code.acts(lambda))
      return [];
    for (const each of around) told.add(each);
    const message = `every call of \`${name}\` comes to this one, so that none ever returns`;
    const help = 'let a test before it end the recursion';
    return [
      { severity: 'warning', code: 'livelock', message, span: code.spanOf(again.node), help },
    ];
  });
}

type Lambda = Core & { readonly 0: 'lambda' };

interface Procedures {
  readonly all: readonly { readonly name: string; readonly lambda: Lambda }[];
  /** The procedure that an operator names, where it is known to be one and never another. */
  readonly calledBy: (operator: Core) => Lambda | undefined;
  readonly callsIn: (lambda: Lambda) => readonly { readonly node: Core; readonly called: Lambda }[];
}

function proceduresIn(names: readonly string[], code: CodeBase): Procedures {
  const globals = new Map<string, Lambda>();
  const locals = new Map<string, Lambda>();
  const definitions = new Map<Core, string>();
  const all: { name: string; lambda: Lambda }[] = [];
  for (const name of names) {
    const core = code.own(name);
    if (core === undefined) continue;
    if (isLambda(core)) {
      globals.set(name, core);
      all.push({ name, lambda: core });
    }
    const mutated = code.mutated(name);
    walk(core, (node) => {
      definitions.set(node, name);
      if (node[0] !== 'letrec') return;
      for (const [local, value] of node[1]) {
        if (mutated.has(local) || !isLambda(value)) continue;
        locals.set(`${name} ${local}`, value);
        all.push({ name: 'this loop', lambda: value });
      }
    });
  }
  const calledBy = (operator: Core): Lambda | undefined => {
    if (operator[0] === 'global') return globals.get(operator[1]);
    if (operator[0] !== 'ref') return undefined;
    return locals.get(`${definitions.get(operator) ?? ''} ${operator[1]}`);
  };
  const callsIn: Procedures['callsIn'] = (lambda) => {
    const found: { node: Core; called: Lambda }[] = [];
    walk(lambda[3], (node) => {
      const called = node[0] === 'call' ? calledBy(node[1]) : undefined;
      if (called !== undefined) found.push({ node, called });
    });
    return found;
  };
  return { all, calledBy, callsIn };
}

const isLambda = (core: Core): core is Lambda => core[0] === 'lambda';

/** Whether some path through code comes to its end, where of the procedures only some are known to return. */
class Paths {
  private readonly procedures: Procedures;
  private readonly returning: ReadonlySet<Core>;

  constructor(procedures: Procedures, returning: ReadonlySet<Core>) {
    this.procedures = procedures;
    this.returning = returning;
  }

  returns(node: Core): boolean {
    switch (node[0]) {
      case 'const':
      case 'ref':
      case 'global':
      case 'lambda':
      case 'case-lambda':
        return true;
      case 'set':
      case 'set-global':
        return this.returns(node[2]);
      case 'if':
        return this.returns(node[1]) && (this.returns(node[2]) || this.returns(node[3]));
      case 'seq':
        return this.all(node.slice(1) as Core[]);
      case 'let':
      case 'letrec':
        return this.all([...node[1].map(([, value]) => value), node[2]]);
      case 'call':
        return this.all(node.slice(1) as Core[]) && this.comesBack(node[1]);
    }
  }

  private all(nodes: readonly Core[]): boolean {
    return nodes.every((node) => this.returns(node));
  }

  private comesBack(operator: Core): boolean {
    if (isLambda(operator)) return this.returns(operator[3]);
    const called = this.procedures.calledBy(operator);
    return called === undefined || this.returning.has(called);
  }
}

/** The procedures that never return and that one of them comes to by calls. */
function reachedFrom(
  from: Lambda,
  { callsIn }: Procedures,
  returning: ReadonlySet<Core>,
): ReadonlySet<Core> {
  const found = new Set<Lambda>();
  const pending = [from];
  for (let next = pending.pop(); next !== undefined; next = pending.pop())
    for (const { called } of callsIn(next)) {
      if (returning.has(called) || found.has(called)) continue;
      found.add(called);
      pending.push(called);
    }
  return found;
}
