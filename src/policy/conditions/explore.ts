import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import { domains, type Domain, type Test } from './domain.ts';
import { knownCall } from './known-calls.ts';
import type { Linear } from './linear.ts';
import type { Order } from './numbers.ts';
import type { Subject } from './subject.ts';
import {
  callText,
  datumValue,
  keyOf,
  lasts,
  type Env,
  type Truths,
  type Value,
  type Way,
} from './value.ts';
import type { World } from './world.ts';

/** What the names in an expression mean. */
export interface Meaning {
  /** The code of a procedure or value that is read where it is spoken of; undefined for one that is not looked into. */
  readonly own: (name: string) => Core | undefined;
  /** Whether two calls of it with equal arguments, one right after the other, have equal values. */
  readonly isSteady: (name: string) => boolean;
  readonly localName: (definition: string, local: number) => string;
  /** Undefined for a field, fact or procedure of whose values nothing is known. */
  readonly domainOf: (kind: 'field' | 'fact' | 'call', name: string) => Domain | undefined;
}

/** A call that fails, the operand that is no number, as authors would write them. */
export interface Failure {
  readonly text: string;
  readonly operand: string;
  readonly world: World;
}

/** Ways looked at for one question; with more it stays undecided. */
const WAYS_MAX = 100_000;
/** What a question about several subjects at once costs, in ways. */
const WAYS_OF_RELATIONS = 10;
/** Expressions and calls within each other. */
const DEPTH_MAX = 200;

/**
 * Reads pure expressions in every way that they may go, dividing the world at each test. Where an expression raises,
 * its way ends. Numbers count by their value, exact or not; NaN, and what is lost when inexact ones are rounded, is not
 * thought of.
 */
export class Explorer {
  /** True once a limit was reached: what was not found may then exist all the same. */
  undecided = false;
  /** Where a field or fact is read that has no value and nothing to stand for it: the program fails there. */
  readonly missing: { readonly subject: Subject; readonly world: World }[] = [];
  /** Where something that is no number is compared or worked with: the program fails there. */
  readonly failing: Failure[] = [];
  readonly meaning: Meaning;
  private readonly waysMax: number;
  private ways = 0;
  private depth = 0;
  private unsteady = 0;
  /** The procedures whose bodies are being read: what calls itself is not looked into again. */
  private readonly inside = new Set<string>();
  private readonly changing = new Map<string, ReadonlySet<number>>();

  constructor(meaning: Meaning, waysMax = WAYS_MAX) {
    this.meaning = meaning;
    this.waysMax = waysMax;
  }

  /** The worlds in which an expression holds, and those in which it does not. */
  truths(core: Core, env: Env, worlds: readonly World[]): Truths {
    const yes: World[] = [];
    const no: World[] = [];
    for (const world of worlds) {
      for (const way of this.read(core, env, world)) {
        const truth = this.truthOf(way);
        yes.push(...truth.yes);
        no.push(...truth.no);
      }
    }
    return { yes, no };
  }

  truthOf({ value, world }: Way): Truths {
    if (value.kind === 'subject') return this.asked(value.subject, { kind: 'true' }, world);
    const isFalse = value.kind === 'datum' && value.datum === false;
    return isFalse ? { yes: [], no: [world] } : { yes: [world], no: [] };
  }

  asked(subject: Subject, test: Test, world: World): Truths {
    const [yes, no] = world.split(subject, test);
    return this.noted({ yes: yes === undefined ? [] : [yes], no: no === undefined ? [] : [no] });
  }

  /** Where a sum of numbers stands so to zero. */
  compared(sum: Linear, order: Order, world: World): Truths {
    this.ways += WAYS_OF_RELATIONS;
    return this.noted(world.compare(sum, order));
  }

  /** Where two subjects have equal values. */
  equated(one: Subject, other: Subject, world: World): Truths {
    this.ways += WAYS_OF_RELATIONS;
    return this.noted(world.equate(one, other));
  }

  private noted(truths: Truths): Truths {
    if ([...truths.yes, ...truths.no].some(({ undecided }) => undecided)) this.undecided = true;
    return truths;
  }

  /** Each way in which an expression comes to a value. */
  read(core: Core, env: Env, world: World): readonly Way[] {
    this.ways += 1;
    if (this.ways > this.waysMax || this.depth > DEPTH_MAX) this.undecided = true;
    if (this.undecided) return [];
    this.depth += 1;
    const ways = this.readNode(core, env, world);
    this.depth -= 1;
    return ways;
  }

  private readNode(core: Core, env: Env, world: World): readonly Way[] {
    switch (core[0]) {
      case 'const':
        return [{ value: datumValue(core[1]), world }];
      case 'ref':
        return [{ value: this.local(core[1], env), world }];
      case 'global':
        return this.global(core[1], world);
      case 'lambda':
      case 'case-lambda':
        return [{ value: { kind: 'closure', code: core, env }, world }];
      case 'set':
      case 'set-global':
        return this.read(core[2], env, world).map((way) => ({ ...way, value: datumValue(['u']) }));
      case 'if': {
        const { yes, no } = this.truths(core[1], env, [world]);
        return [
          ...yes.flatMap((each) => this.read(core[2], env, each)),
          ...no.flatMap((each) => this.read(core[3], env, each)),
        ];
      }
      case 'seq': {
        const parts = core.slice(1) as Core[];
        return parts.reduce<readonly Way[]>(
          (ways, part) => ways.flatMap((way) => this.read(part, env, way.world)),
          [{ value: datumValue(['u']), world }],
        );
      }
      case 'let':
        return this.readEach(
          core[1].map(([, value]) => value),
          env,
          world,
        ).flatMap(({ values, world: after }) =>
          this.read(core[2], bound(env, core[1], values), after),
        );
      case 'letrec':
        return this.readLetrec(core, env, world);
      case 'call':
        return this.readEach(core.slice(1) as Core[], env, world).flatMap(
          ({ values: [procedure, ...args], world: after }) => this.apply(procedure!, args, after),
        );
    }
  }

  private readLetrec(
    [, bindings, body]: Core & { readonly 0: 'letrec' },
    env: Env,
    world: World,
  ): readonly Way[] {
    // A closure that speaks of itself finds nothing under its own name: what it answers is not known.
    let states: readonly { readonly env: Env; readonly world: World }[] = [{ env, world }];
    for (const binding of bindings) {
      states = states.flatMap((state) =>
        this.read(binding[1], state.env, state.world).map((way) => ({
          env: bound(state.env, [binding], [way.value]),
          world: way.world,
        })),
      );
    }
    return states.flatMap((state) => this.read(body, state.env, state.world));
  }

  private readEach(
    cores: readonly Core[],
    env: Env,
    world: World,
  ): readonly { readonly values: readonly Value[]; readonly world: World }[] {
    return cores.reduce<readonly { values: readonly Value[]; world: World }[]>(
      (states, core) =>
        states.flatMap((state) =>
          this.read(core, env, state.world).map((way) => ({
            values: [...state.values, way.value],
            world: way.world,
          })),
        ),
      [{ values: [], world }],
    );
  }

  private local(local: number, env: Env): Value {
    const text = this.meaning.localName(env.definition, local);
    if (this.changes(env.definition).has(local)) return this.unknown(text, domains.anything);
    const known = env.locals.get(local);
    if (known !== undefined) return known;
    const key = `${env.definition}#${local}`;
    return computed({ key, text, name: text, domain: domains.anything, lasting: true });
  }

  /** The locals of a definition that it assigns to. */
  private changes(definition: string): ReadonlySet<number> {
    const known = this.changing.get(definition);
    if (known !== undefined) return known;
    const found = new Set<number>();
    const core = this.meaning.own(definition);
    if (core !== undefined) walk(core, (node) => node[0] === 'set' && found.add(node[1]));
    this.changing.set(definition, found);
    return found;
  }

  private global(name: string, world: World): readonly Way[] {
    const core = this.meaning.own(name);
    if (core === undefined || isLambda(core))
      return [{ value: { kind: 'procedure', name }, world }];
    const [only, another] = this.read(core, { definition: name, locals: new Map() }, world);
    if (only !== undefined && another === undefined && only.world === world) return [only];
    const subject = { key: name, text: name, name, domain: domains.anything, lasting: true };
    return [{ value: computed(subject), world }];
  }

  private apply(procedure: Value, args: readonly Value[], world: World): readonly Way[] {
    if (procedure.kind === 'closure') {
      const body = entered(procedure.code, procedure.env, args);
      if (body !== undefined) return this.read(body.core, body.env, world);
    }
    if (procedure.kind !== 'procedure')
      return [{ value: this.unknown('a computed value', domains.anything), world }];
    const { name } = procedure;
    const known = knownCall(name, args, world, this);
    if (known !== undefined) return known;
    const own = this.meaning.own(name);
    const env = { definition: name, locals: new Map<number, Value>() };
    const body = own === undefined ? undefined : entered(own, env, args);
    if (body === undefined || this.inside.has(name) || !this.meaning.isSteady(name))
      return [{ value: this.term(name, args), world }];
    this.inside.add(name);
    const ways = this.read(body.core, body.env, world);
    this.inside.delete(name);
    return ways;
  }

  /** The value of a call that is not looked into: equal calls have equal values. */
  term(name: string, args: readonly Value[], domain?: Domain): Value {
    const text = callText(name, args);
    const values = domain ?? this.meaning.domainOf('call', name) ?? domains.anything;
    if (!this.meaning.isSteady(name)) return this.unknown(text, values);
    const lasting =
      !readsTheWorld.has(name) &&
      this.meaning.own(name) === undefined &&
      args.every((arg) => arg.kind !== 'procedure' && lasts(arg));
    const key = `(${[name, ...args.map(keyOf)].join(' ')})`;
    return computed({ key, text, name: text, domain: values, lasting });
  }

  /** A value of which nothing is known, each time another. */
  private unknown(text: string, domain: Domain): Value {
    this.unsteady += 1;
    return computed({ key: `?${this.unsteady}`, text, name: text, domain, lasting: true });
  }
}

/** What answers differently as time passes or others act. */
const readsTheWorld = new Set([
  'now',
  'actor',
  'payload',
  'has-role?',
  'artifact-text',
  'mentions?',
  'fact',
  '%field',
  '%field?',
]);

const computed = (subject: Omit<Subject, 'kind'>): Value => ({
  kind: 'subject',
  subject: { ...subject, kind: 'computed' },
});

const isLambda = (core: Core): boolean => core[0] === 'lambda' || core[0] === 'case-lambda';

function bound(
  { definition, locals }: Env,
  bindings: readonly (readonly [number, Core])[],
  values: readonly Value[],
): Env {
  const inner = new Map(locals);
  bindings.forEach(([local], index) => inner.set(local, values[index]!));
  return { definition, locals: inner };
}

/** The body of a procedure with its parameters bound; undefined where it takes another number of arguments. */
function entered(
  code: Core,
  env: Env,
  args: readonly Value[],
): { readonly core: Core; readonly env: Env } | undefined {
  if (code[0] !== 'lambda') return undefined;
  const [, parameters, rest, body] = code;
  if (rest !== null || parameters.length !== args.length) return undefined;
  const bindings = parameters.map((local): readonly [number, Core] => [local, body]);
  return { core: body, env: bound(env, bindings, args) };
}
