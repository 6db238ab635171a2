import { canonicalJson } from '../../core/canonical.ts';
import type { Datum } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import type { Arrival } from './context.ts';
import type { Call, Translation } from './translation.ts';

/** How an approval may end. */
export type Outcome = 'approved' | 'rejected' | 'revise' | 'expired' | 'stale';

/**
 * What is known of a value before anything runs. `key` is equal for equal knowledge: control that arrives with equal
 * knowledge is one state. What is followed is what decides where a workflow goes; the rest is `any`, of which every
 * test may go either way, or `data`, which in addition is no decision, condition or procedure.
 */
export type Value =
  | { readonly kind: 'any'; readonly key: string }
  /** `term`: how it is worked out of what a class of changes is known by, where one is looked at. */
  | { readonly kind: 'data'; readonly key: string; readonly term?: Core }
  | { readonly kind: 'constant'; readonly datum: Datum; readonly key: string }
  | {
      readonly kind: 'decision';
      readonly outcome: Outcome;
      readonly from: Core;
      readonly key: string;
    }
  /** The outcome of a decision, as a symbol that remembers which request it is the outcome of. */
  | {
      readonly kind: 'outcome';
      readonly outcome: Outcome;
      readonly from: Core;
      readonly key: string;
    }
  /** What `error` and the engine raise; `name` null where any is possible. */
  | { readonly kind: 'condition'; readonly name: string | null; readonly key: string }
  /** The identifier of a change that was opened, of which its workflow is known. */
  | { readonly kind: 'change'; readonly workflow: string; readonly key: string }
  /** Somebody who may be asked, known only when it runs. */
  | { readonly kind: 'someone'; readonly who: Someone; readonly key: string }
  | Procedure
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly key: string }
  | { readonly kind: 'pair'; readonly head: Value; readonly tail: Value; readonly key: string }
  | { readonly kind: 'values'; readonly items: readonly Value[]; readonly key: string };

/** Who it will be: the author of the change, the owner of a system, or those who said yes in an approval. */
export type Someone =
  | { readonly kind: 'author' }
  | { readonly kind: 'owner'; readonly roles: readonly string[] }
  | { readonly kind: 'voters'; readonly of: Core };

export type Procedure =
  | { readonly kind: 'global'; readonly name: string; readonly key: string }
  | {
      readonly kind: 'closure';
      readonly code: Core;
      readonly env: ReadonlyMap<number, Value>;
      readonly key: string;
    }
  /** What starts another branch of the nursery that made it. */
  | {
      readonly kind: 'spawner';
      readonly spawn: (call: Call, translation: Translation) => readonly Arrival[];
      readonly key: string;
    };

/** What a procedure's locals hold. */
export type Env = ReadonlyMap<number, Value>;

export const any: Value = { kind: 'any', key: '*' };
export const data: Value = { kind: 'data', key: 'd' };

export const workedOut = (term: Core): Value => ({
  kind: 'data',
  term,
  key: `d${canonicalJson(term)}`,
});

export const constant = (datum: Datum): Value => ({
  kind: 'constant',
  datum,
  key: `c${canonicalJson(datum)}`,
});
export const yes = constant(true);
export const no = constant(false);
export const nothing = constant(['u']);

export const decision = (outcome: Outcome, from: Core, id: number): Value => ({
  kind: 'decision',
  outcome,
  from,
  key: `!${outcome}${id}`,
});

export const outcomeOf = ({ outcome, from, key }: Value & { kind: 'decision' }): Value => ({
  kind: 'outcome',
  outcome,
  from,
  key: `o${key}`,
});

export const condition = (name: string | null): Value => ({
  kind: 'condition',
  name,
  key: `e${name ?? '*'}`,
});

export const changeOf = (workflow: string): Value => ({
  kind: 'change',
  workflow,
  key: `n${workflow}`,
});

export const someone = (who: Someone, id: string | number): Value => ({
  kind: 'someone',
  who,
  key: `w${who.kind} ${id}`,
});

export const globalProcedure = (name: string): Value => ({ kind: 'global', name, key: `g${name}` });

export const listOf = (items: readonly Value[]): Value =>
  items.length === 0
    ? constant(null)
    : { kind: 'list', items, key: `(${items.map(({ key }) => key).join(' ')})` };

export const pairOf = (head: Value, tail: Value): Value => ({
  kind: 'pair',
  head,
  tail,
  key: `(${head.key} . ${tail.key})`,
});

export const valuesOf = (items: readonly Value[]): Value => ({
  kind: 'values',
  items,
  key: `v(${items.map(({ key }) => key).join(' ')})`,
});

/** Which ways a test may go. */
export interface Truth {
  readonly then: boolean;
  readonly otherwise: boolean;
}

export function truthOf(value: Value): Truth {
  if (value.kind === 'any' || value.kind === 'data' || value.kind === 'someone')
    return { then: true, otherwise: true };
  const isFalse = value.kind === 'constant' && value.datum === false;
  return { then: !isFalse, otherwise: isFalse };
}

/** The procedures in a value, and in what those hold, each once. */
export function proceduresIn(value: Value): readonly Procedure[] {
  const seen = new Set<Value>([value]);
  for (const held of seen) for (const part of partsOf(held)) seen.add(part);
  return [...seen].filter(
    (held): held is Procedure =>
      held.kind === 'closure' || held.kind === 'global' || held.kind === 'spawner',
  );
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'list':
    case 'values':
      return value.items;
    case 'pair':
      return [value.head, value.tail];
    case 'closure':
      return [...value.env.values()];
    default:
      return [];
  }
}

export const holdsProcedure = (value: Value): boolean => proceduresIn(value).length > 0;
