import { listItems, symbol, type Datum } from '../../core/datum.ts';
import { canonicalJson } from '../../core/canonical.ts';
import type { Core } from '../../machine/code.ts';
import { bodyOf, conditionTruths, procedureTruths } from '../../policy/conditions/condition.ts';
import { domains } from '../../policy/conditions/domain.ts';
import { Explorer, type Meaning } from '../../policy/conditions/explore.ts';
import type { Env, Value as Known } from '../../policy/conditions/value.ts';
import { World } from '../../policy/conditions/world.ts';
import type {
  Condition,
  Definitions,
  RiskModelDefinition,
  WorkflowDefinition,
} from '../../policy/definitions.ts';
import * as values from '../workflow/value.ts';
import type { Value } from '../workflow/value.ts';

/** So many lists of approvers are looked at for one workflow. */
const LISTS_MAX = 48;
/** Procedures within each other that a list is worked out by. */
const DEPTH_MAX = 20;

/** One way in which a list comes to be, and the changes for which it does. */
export interface Way {
  readonly who: readonly Value[];
  readonly world: World;
}

/** So many ways in which rules may hold together are looked at; beyond, rules are added one at a time. */
const WAYS_MAX = 512;

/**
 * The lists of people whom a model, and the rules on top of it, may call for where a workflow assesses its changes: each
 * way in which the model's approvers may be worked out for such a change, with those whom the rules that hold for it add.
 * Null where too much would have to be tried. Tests of anything but fields and facts may go either way; any system may
 * be the one whose owner is asked.
 */
export function waysRouted(
  { approvers }: RiskModelDefinition,
  workflow: WorkflowDefinition,
  definitions: Definitions,
  meaning: Meaning,
): readonly Way[] | null {
  const routing = new Routing(meaning, definitions);
  const worlds = worldsOf(workflow, routing.explorer);
  const own = approvers === null ? worlds.map(nobody) : routing.asked(approvers, worlds);
  const requiring = definitions.rules.flatMap(({ when, require }) =>
    require === null ? [] : [{ when, require }],
  );
  const together = allTogether(own, requiring, new Routing(meaning, definitions));
  const ways = together ?? oneAtATime(own, requiring, routing);
  const found = new Set(ways.map(listKey));
  return routing.explorer.undecided || found.size > LISTS_MAX ? null : ways;
}

/** Those who are asked, each once. */
export const peopleOf = ({ who }: Way): readonly Value[] => [
  ...new Map(who.map((one) => [one.key, one])).values(),
];

/** Equal for ways that ask the same people in the same order. */
export const listKey = (way: Way): string =>
  peopleOf(way)
    .map(({ key }) => key)
    .join(' ');

interface Requiring {
  readonly when: Condition;
  readonly require: string;
}

/** The lists with those whom the rules add that may hold for one change; null where too many sets of them may. */
function allTogether(
  own: readonly Way[],
  rules: readonly Requiring[],
  routing: Routing,
): readonly Way[] | null {
  let ways = own;
  for (const { when, require } of rules) {
    ways = ways.flatMap(({ who, world }) => {
      const { yes, no } = conditionTruths(when, [world], routing.explorer);
      const more = routing.asked(require, yes);
      return [
        ...more.map((added) => ({ who: [...who, ...added.who], world: added.world })),
        ...no.map((without) => ({ who, world: without })),
      ];
    });
    if (ways.length > WAYS_MAX || routing.explorer.undecided) return null;
  }
  return new Set(ways.map(listKey)).size > LISTS_MAX ? null : ways;
}

/** The lists as they are, and with what each rule adds by itself. */
const oneAtATime = (
  own: readonly Way[],
  rules: readonly Requiring[],
  routing: Routing,
): readonly Way[] => [
  ...own,
  ...rules.flatMap(({ when, require }) =>
    own.flatMap(({ who, world }) =>
      routing
        .asked(require, conditionTruths(when, [world], routing.explorer).yes)
        .map((added) => ({ who: [...who, ...added.who], world: added.world })),
    ),
  ),
];

/** The changes that a workflow is for. */
export function worldsOf(
  { appliesTo: { types, when } }: WorkflowDefinition,
  explorer: Explorer,
): readonly World[] {
  const [type] = explorer.read(
    ['call', ['global', '%field'], ['const', symbol('type')]],
    { definition: '', locals: new Map() },
    World.any,
  );
  const start =
    types === null || type?.value.kind !== 'subject'
      ? World.any
      : (type.world.with(type.value.subject, domains.oneOf(types)) ?? World.any);
  return when === null ? [start] : procedureTruths(when, [start], explorer).yes;
}

const nobody = (world: World): Way => ({ who: [], world });

/** What puts lists together, from left to right. */
const joining: ReadonlySet<string> = new Set([
  '%who',
  'list',
  'append',
  'cons',
  'delete-duplicates',
]);

class Routing {
  readonly explorer: Explorer;
  private readonly meaning: Meaning;
  private readonly definitions: Definitions;
  private depth = 0;

  constructor(meaning: Meaning, definitions: Definitions) {
    this.explorer = new Explorer(meaning);
    this.meaning = meaning;
    this.definitions = definitions;
  }

  /** The lists that a generated procedure answers. */
  asked(procedure: string, worlds: readonly World[]): readonly Way[] {
    const core = bodyOf(procedure, this.meaning);
    const env = { definition: procedure, locals: new Map() };
    return core === undefined ? [] : worlds.flatMap((world) => this.read(core, env, world));
  }

  private read(core: Core, env: Env, world: World): readonly Way[] {
    switch (core[0]) {
      case 'if': {
        const { yes, no } = this.explorer.truths(core[1], env, [world]);
        return [
          ...yes.flatMap((each) => this.read(core[2], env, each)),
          ...no.flatMap((each) => this.read(core[3], env, each)),
        ];
      }
      case 'seq':
        return this.read(core.at(-1) as Core, env, world);
      case 'let':
        return this.bound(core[1], env, env, world).flatMap((state) =>
          this.read(core[2], state.env, state.world),
        );
      case 'call':
        return this.readCall(core, env, world);
      default:
        return this.computed(core, env, world);
    }
  }

  private readCall(core: Core & { readonly 0: 'call' }, env: Env, world: World): readonly Way[] {
    const [, procedure, ...operands] = core as readonly ['call', Core, ...Core[]];
    const name = procedure[0] === 'global' ? procedure[1] : '';
    if (joining.has(name)) return this.joined(operands, env, world);
    if (name === 'owner-of-most-critical') {
      const others = this.joined(operands, env, world);
      const owners = this.owners().map((who) => ({ who: [who], world }));
      return [...owners, ...others];
    }
    const own = this.meaning.own(name);
    if (own?.[0] !== 'lambda' || own[2] !== null || this.depth >= DEPTH_MAX)
      return this.computed(core, env, world);
    const bindings = own[1].map((local, at): readonly [number, Core] => [local, operands[at]!]);
    const inner: Env = { definition: name, locals: new Map() };
    this.depth += 1;
    const ways = this.bound(bindings, env, inner, world).flatMap((state) =>
      this.read(own[3], state.env, state.world),
    );
    this.depth -= 1;
    return ways;
  }

  private joined(operands: readonly Core[], env: Env, world: World): readonly Way[] {
    return operands.reduce<readonly Way[]>(
      (ways, operand) =>
        ways.flatMap((way) =>
          this.read(operand, env, way.world).map((next) => ({
            who: [...way.who, ...next.who],
            world: next.world,
          })),
        ),
      [{ who: [], world }],
    );
  }

  /** Surroundings in which locals hold what is worked out in others. */
  private bound(
    bindings: readonly (readonly [number, Core])[],
    from: Env,
    into: Env,
    world: World,
  ): readonly { readonly env: Env; readonly world: World }[] {
    return bindings.reduce<readonly { env: Env; world: World }[]>(
      (states, [local, init]) =>
        states.flatMap((state) =>
          this.explorer.read(init, from, state.world).map((way) => ({
            env: { ...state.env, locals: new Map(state.env.locals).set(local, way.value) },
            world: way.world,
          })),
        ),
      [{ env: into, world }],
    );
  }

  private computed(core: Core, env: Env, world: World): readonly Way[] {
    return this.explorer
      .read(core, env, world)
      .map((way) => ({ who: this.named(way.value), world: way.world }));
  }

  /** Those whom a value names; somebody unknown for what is not known. */
  private named(value: Known): readonly Value[] {
    return value.kind === 'datum' ? flat(value.datum) : [values.any];
  }

  private owners(): readonly Value[] {
    const owners = this.definitions.systems.flatMap(({ owner }) => (owner === null ? [] : [owner]));
    return [...new Set(owners)].map((owner) => values.constant(symbol(owner)));
  }
}

/** Who is in a list of lists, as far as the list is well formed. */
function flat(datum: Datum): readonly Value[] {
  if (datum === null || datum === false) return [];
  const items = listItems(datum);
  if (items === undefined || canonicalJson(items[0] ?? null) === PERSON)
    return [values.constant(datum)];
  return items.flatMap(flat);
}

const PERSON = canonicalJson(symbol('person'));
