import type { Core } from '../../machine/code.ts';
import { childrenOf, walk } from '../../language/compile/positions.ts';
import { Explorer, type Meaning } from '../../policy/conditions/explore.ts';
import { lasts, type Env, type Truths } from '../../policy/conditions/value.ts';
import { World } from '../../policy/conditions/world.ts';

type Test = Core & { readonly 0: 'if' };

/** What is known where control stands: what locals hold, and what earlier tests have told. */
interface State {
  readonly env: Env;
  readonly world: World;
}

/** Which ways a test may go where it stands, after the tests around and before it. */
export interface Guard {
  /** A world in which it holds, and one in which it does not; undefined where there is none: both where it is not asked. */
  readonly yes: World | undefined;
  readonly no: World | undefined;
  /** Whether it could hold if nothing stood before it. */
  readonly possible: boolean;
  /** Whether it asks about nothing: its answer is written out. */
  readonly constant: boolean;
}

/** With more states than these nothing is carried on. */
const STATES_MAX = 256;
const WAYS_MAX = 100_000;

/**
 * The tests of one definition. What a test has told is known behind it as long as nothing acts in between; of locals and
 * what is computed of them alone it stays known. Empty where the definition is too large to be decided.
 */
export function guardsIn(
  name: string,
  core: Core,
  meaning: Meaning,
  acts: (node: Core) => boolean,
): ReadonlyMap<Test, Guard> {
  const reading = new GuardReading(name, meaning, acts);
  reading.visit(core, [reading.start]);
  return reading.explorer.undecided ? new Map() : reading.found;
}

class GuardReading {
  readonly found = new Map<Test, Guard>();
  readonly explorer: Explorer;
  readonly start: State;
  private readonly acts: (node: Core) => boolean;

  constructor(name: string, meaning: Meaning, acts: (node: Core) => boolean) {
    this.explorer = new Explorer(meaning, WAYS_MAX);
    this.start = { env: { definition: name, locals: new Map() }, world: World.any };
    this.acts = acts;
  }

  visit(core: Core, given: readonly State[]): void {
    if (this.explorer.undecided) return;
    if (given.length === 0) {
      this.neverReached(core);
      return;
    }
    const states = given.length > STATES_MAX ? [this.start] : given;
    switch (core[0]) {
      case 'if':
        this.visitTest(core, states);
        return;
      case 'let':
        this.visitLet(core, states);
        return;
      case 'lambda':
        this.visit(core[3], states.map(lasting));
        return;
      default:
        this.inTurn(childrenOf(core), states);
    }
  }

  private neverReached(core: Core): void {
    const guard: Guard = { yes: undefined, no: undefined, possible: true, constant: true };
    walk(core, (node) => node[0] === 'if' && this.found.set(node, guard));
  }

  /** Visits nodes that are read one after the other; answers what is known behind the last. */
  private inTurn(nodes: readonly Core[], states: readonly State[]): readonly State[] {
    let known = states;
    for (const node of nodes) {
      this.visit(node, known);
      if (this.acts(node)) known = known.map(lasting);
    }
    return known;
  }

  private visitTest(node: Test, states: readonly State[]): void {
    const [, test, then, otherwise] = node;
    const yes: State[] = [];
    const no: State[] = [];
    for (const { env, world } of states) {
      const truths = this.explorer.truths(test, env, [world]);
      yes.push(...truths.yes.map((after) => ({ env, world: after })));
      no.push(...truths.no.map((after) => ({ env, world: after })));
    }
    if (yes.length + no.length > 0) {
      const alone = states.map(({ env }) => this.explorer.truths(test, env, [World.any]));
      this.found.set(node, {
        yes: yes[0]?.world,
        no: no[0]?.world,
        possible: alone.some((truths) => truths.yes.length > 0),
        constant: alone.every(asksNothing),
      });
    }
    this.visit(test, states);
    const after = this.acts(test) ? (all: State[]) => all.map(lasting) : (all: State[]) => all;
    this.visit(then, after(yes));
    this.visit(otherwise, after(no));
  }

  /** What acting comes to is known by the name of its local alone. */
  private visitLet(
    [, bindings, body]: Core & { readonly 0: 'let' },
    states: readonly State[],
  ): void {
    const inits = bindings.map(([, init]) => init);
    const known = this.inTurn(inits, states);
    const inner = bindings.reduce<readonly State[]>(
      (all, [local, init]) =>
        this.acts(init) || init[0] === 'lambda'
          ? all
          : all.flatMap(({ env, world }) =>
              this.explorer.read(init, env, world).map((way) => ({
                env: { ...env, locals: new Map(env.locals).set(local, way.value) },
                world: way.world,
              })),
            ),
      known,
    );
    this.visit(body, inner);
  }
}

const asksNothing = ({ yes, no }: Truths): boolean =>
  [...yes, ...no].every(({ examples }) => examples.length === 0);

/** What is still known when time has passed: a local then holds what a field was, and no longer what it is. */
const lasting = ({ env, world }: State): State => ({
  env: {
    ...env,
    locals: new Map([...env.locals].filter(([, value]) => lasts(value))),
  },
  world: world.lasting(),
});
