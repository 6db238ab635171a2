import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { durationSeconds } from '../../core/duration.ts';
import type { Core } from '../../machine/code.ts';
import { datumOf } from '../workflow/pure-calls.ts';
import type { Asked } from '../workflow/remarks.ts';
import type { Value } from '../workflow/value.ts';

/** Somebody who may be asked. */
export type Who =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'author' }
  /** Those who have one of the roles; which one is known only when it runs. */
  | { readonly kind: 'some'; readonly roles: readonly string[] }
  /** Nothing is known of them. */
  | { readonly kind: 'anybody' };

/** How many of those asked must say yes. */
export type Quorum =
  | { readonly kind: 'each' | 'all' | 'majority' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** What an approval demands of the people there are. */
export interface Demand {
  readonly name: string;
  readonly node: Core;
  readonly by: readonly Who[];
  /** Those who may decide too once it is late. */
  readonly escalated: readonly Who[];
  readonly exclude: readonly Who[];
  /** The approvals whose voters are excluded. */
  readonly excludesVoters: readonly Core[];
  readonly quorum: Quorum;
  readonly atLeast: number;
  readonly allowsAuthor: boolean;
  readonly distinct: string | null;
}

/** The demand of an approval; what is not written out counts for what is least: one yes, nobody excluded. */
export function demandOf({ name, node, clauses }: Asked): Demand {
  const atLeast = datumOf(clauses.get('at-least'));
  const distinct = datumOf(clauses.get('distinct'));
  const excluded = itemsIn(clauses.get('exclude')) ?? [];
  const by = whoIn(clauses.get('by'));
  const exclude = excluded.map(whoOf);
  const known = exclude.filter(isCertain);
  const counted = known.length === excluded.length && by.every(isCertain);
  return {
    name,
    node,
    by,
    escalated: escalatedIn(clauses),
    exclude: known,
    excludesVoters: excluded.flatMap((item) =>
      item.kind === 'someone' && item.who.kind === 'voters' ? [item.who.of] : [],
    ),
    quorum: quorumIn(clauses.get('quorum'), counted),
    atLeast: typeof atLeast === 'number' ? atLeast : 1,
    allowsAuthor: clauses.has('allow-author'),
    distinct: distinct === undefined ? null : (symbolName(distinct) ?? null),
  };
}

/** Whether it is known before it runs who it is. */
export const isCertain = ({ kind }: Who): boolean => kind !== 'some' && kind !== 'anybody';

/** Those to whom time escalates, as long as the request is not known to have ended before. */
function escalatedIn(clauses: Asked['clauses']): readonly Who[] {
  const escalations = clauses.get('escalate');
  if (escalations === undefined) return [];
  if (escalations.kind !== 'list') return [{ kind: 'anybody' }];
  const end = secondsIn(clauses.get('within')) ?? Infinity;
  const due = secondsIn(clauses.get('due'));
  return escalations.items.flatMap((item): readonly Who[] => {
    if (item.kind !== 'pair') return [{ kind: 'anybody' }];
    const after = secondsIn(item.head) ?? (datumOf(item.head) === false ? due : undefined) ?? 0;
    return after > end ? [] : whoIn(item.tail);
  });
}

/** A length of clock time that is written out. */
function secondsIn(value: Value | undefined): number | undefined {
  const text = datumOf(value);
  return typeof text === 'string' ? durationSeconds(text) : undefined;
}

/** Those named, each once. */
function whoIn(value: Value | undefined): readonly Who[] {
  const named = itemsIn(value)?.map(whoOf) ?? [{ kind: 'anybody' as const }];
  return [...new Map(named.map((who) => [canonicalJson(who), who])).values()];
}

const itemsIn = (value: Value | undefined): readonly Value[] | undefined =>
  value?.kind === 'list' ? value.items : undefined;

function whoOf(value: Value): Who {
  if (value.kind === 'someone' && value.who.kind === 'author') return { kind: 'author' };
  if (value.kind === 'someone' && value.who.kind === 'owner')
    return { kind: 'some', roles: value.who.roles };
  return whoOfDatum(datumOf(value)) ?? { kind: 'anybody' };
}

/** Who a datum names, as far as it names one. */
function whoOfDatum(datum: Datum | undefined): Who | undefined {
  if (datum === undefined) return undefined;
  const role = symbolName(datum);
  if (role !== undefined) return { kind: 'role', role };
  if (typeof datum === 'string') return { kind: 'person', person: datum };
  const [, person] = listItems(datum) ?? [];
  return typeof person === 'string' ? { kind: 'person', person } : undefined;
}

/** What is worked out when the request opens counts for one yes, and so does a share of who knows whom. */
function quorumIn(value: Value | undefined, counted: boolean): Quorum {
  const quorum = value === undefined ? ({ kind: 'each' } as const) : quorumOf(value);
  return counted || quorum.kind === 'each' || quorum.kind === 'count' ? quorum : ONE;
}

function quorumOf(value: Value): Quorum {
  if (value.kind === 'list') {
    const percent = datumOf(value.items[1]);
    return typeof percent === 'number' ? { kind: 'percent', percent } : ONE;
  }
  const datum = datumOf(value);
  if (typeof datum === 'number') return { kind: 'count', count: datum };
  const word = datum === undefined ? undefined : symbolName(datum);
  return word === 'each' || word === 'all' || word === 'majority' ? { kind: word } : ONE;
}

const ONE: Quorum = { kind: 'count', count: 1 };
