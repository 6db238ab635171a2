import type { Datum } from '../../src/core/datum.ts';
import type { Core } from '../../src/machine/code.ts';

/**
 * A slow evaluator of core that shares nothing with the machine: environments are maps, continuations are closures of
 * the host on a trampoline. It knows the few primitives that random programs use.
 */
export interface Answer {
  readonly effects: readonly number[];
  /** The written value, `error`, or undefined where the fuel was used up. */
  readonly value: string | undefined;
}

type Val = number | boolean | null | 'unspecified' | PairVal | ProcVal | ContVal;
interface PairVal {
  car: Val;
  cdr: Val;
}
interface ProcVal {
  readonly apply: (args: readonly Val[], k: Cont) => Bounce;
}
interface ContVal {
  readonly k: Cont;
}
type Cont = (value: Val) => Bounce;
type Bounce = () => Bounce | null;
type Env = ReadonlyMap<number, { value: Val | undefined }>;

class Failed extends Error {}

export function reference(core: Core, fuel: number): Answer {
  const effects: number[] = [];
  let result: Val = 'unspecified';
  const machine = new Reference(effects);
  let bounce: Bounce | null = () =>
    machine.eval(core, new Map(), (value) => {
      result = value;
      return () => null;
    });
  try {
    for (let left = fuel; bounce !== null; left -= 1) {
      if (left === 0) return { effects, value: undefined };
      bounce = bounce();
    }
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    return { effects, value: 'error' };
  }
  return { effects, value: show(result) };
}

class Reference {
  private readonly effects: number[];
  constructor(effects: number[]) {
    this.effects = effects;
  }

  eval(core: Core, env: Env, k: Cont): Bounce {
    switch (core[0]) {
      case 'const':
        return () => k(valueOf(core[1]));
      case 'ref': {
        const { value } = env.get(core[1])!;
        if (value === undefined) throw new Failed();
        return () => k(value);
      }
      case 'set':
        return () =>
          this.eval(core[2], env, (value) => {
            env.get(core[1])!.value = value;
            return () => k('unspecified');
          });
      case 'if':
        return () =>
          this.eval(
            core[1],
            env,
            (test) => () => this.eval(test === false ? core[3] : core[2], env, k),
          );
      case 'seq': {
        const bodies = core.slice(1) as Core[];
        const go = (at: number): Bounce =>
          this.eval(bodies[at]!, env, (value) =>
            at === bodies.length - 1 ? () => k(value) : () => go(at + 1),
          );
        return () => go(0);
      }
      case 'let':
        return () =>
          this.evalAll(
            core[1].map(([, value]) => value),
            env,
            (values) => {
              const inner = new Map(env);
              core[1].forEach(([local], at) => inner.set(local, { value: values[at]! }));
              return () => this.eval(core[2], inner, k);
            },
          );
      case 'letrec': {
        const inner = new Map(env);
        for (const [local] of core[1]) inner.set(local, { value: undefined });
        const go = (at: number): Bounce => {
          const binding = core[1][at];
          if (binding === undefined) return () => this.eval(core[2], inner, k);
          return this.eval(binding[1], inner, (value) => {
            inner.get(binding[0])!.value = value;
            return () => go(at + 1);
          });
        };
        return () => go(0);
      }
      case 'lambda': {
        const procedure: ProcVal = {
          apply: (args, back) => {
            if (args.length !== core[1].length) throw new Failed();
            const inner = new Map(env);
            core[1].forEach((local, at) => inner.set(local, { value: args[at]! }));
            return () => this.eval(core[3], inner, back);
          },
        };
        return () => k(procedure);
      }
      case 'call':
        return () => this.call(core.slice(1) as Core[], env, k);
      default:
        throw new Error(`random programs have no ${core[0]}`);
    }
  }

  private evalAll(cores: readonly Core[], env: Env, k: (values: Val[]) => Bounce): Bounce {
    const go = (at: number, done: readonly Val[]): Bounce =>
      at === cores.length
        ? () => k([...done])
        : this.eval(cores[at]!, env, (value) => () => go(at + 1, [...done, value]));
    return go(0, []);
  }

  private call([operator, ...operands]: readonly Core[], env: Env, k: Cont): Bounce {
    if (operator![0] === 'global') {
      const name = operator[1];
      return this.evalAll(operands, env, (values) => this.primitive(name, values, k));
    }
    return this.evalAll([operator!, ...operands], env, ([procedure, ...values]) =>
      this.apply(procedure!, values, k),
    );
  }

  private apply(procedure: Val, values: readonly Val[], k: Cont): Bounce {
    if (typeof procedure === 'object' && procedure !== null && 'apply' in procedure)
      return procedure.apply(values, k);
    throw new Failed();
  }

  private primitive(name: string, values: readonly Val[], k: Cont): Bounce {
    const [a, b] = values as readonly [Val, Val];
    switch (name) {
      case '%call/cc':
        return this.apply(a, [{ k }], k);
      case '%throw':
        if (typeof a === 'object' && a !== null && 'k' in a) return a.k(b);
        throw new Failed();
      case '%effect':
        this.effects.push(b as number);
        return () => k('unspecified');
      default:
        return () => k(plain(name, a, b));
    }
  }
}

const num = (value: Val): number => {
  if (typeof value !== 'number') throw new Failed();
  return value;
};

const pair = (value: Val): PairVal => {
  if (typeof value === 'object' && value !== null && 'car' in value) return value;
  throw new Failed();
};

function plain(name: string, a: Val, b: Val): Val {
  switch (name) {
    case '+':
      return num(a) + num(b);
    case '-':
      return num(a) - num(b);
    case '<':
      return num(a) < num(b);
    case '=':
      return num(a) === num(b);
    case 'cons':
      return { car: a, cdr: b };
    case 'car':
      return pair(a).car;
    case 'cdr':
      return pair(a).cdr;
    case 'set-car!':
      pair(a).car = b;
      return 'unspecified';
    case 'null?':
      return a === null;
    case 'pair?':
      return typeof a === 'object' && a !== null && 'car' in a;
    case 'not':
      return a === false;
    case 'eq?':
      return a === b;
    default:
      throw new Error(`no primitive ${name}`);
  }
}

const valueOf = (datum: Datum): Val => datum as number | boolean | null;

/** As the machine's values are shown in the test: what is no data is named by its kind; depth is bounded. */
function show(value: Val, depth = 0): string {
  if (depth > 6) return '…';
  if (value === null) return '()';
  if (value === 'unspecified') return 'unspecified';
  if (typeof value !== 'object') return String(value);
  if ('car' in value) return `(${show(value.car, depth + 1)} . ${show(value.cdr, depth + 1)})`;
  return 'procedure';
}
