import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { durationSeconds } from '../../core/duration.ts';
import type { Core } from '../../machine/code.ts';
import { datumOf } from '../workflow/pure-calls.ts';
import type { Asked } from '../workflow/remarks.ts';
import type { Value } from '../workflow/value.ts';

/** Somebody who may be asked: all who have a role, or one person. */
export type Who =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'person'; readonly person: string };

/** How many of those asked must say yes. */
export type Quorum =
  | { readonly kind: 'each' | 'all' | 'majority' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** What an approval demands of the people there are. */
export interface Demand {
  readonly name: string;
  readonly node: Core;
  /** Null where it is worked out when the approval opens. */
  readonly by: readonly Who[] | null;
  /** Whether `by` is one of those whom models and rules may call for. */
  readonly routed: boolean;
  /** Those who may decide too once it is late. */
  readonly escalated: readonly Who[];
  readonly exclude: readonly Who[];
  readonly quorum: Quorum;
  readonly atLeast: number;
  readonly allowsAuthor: boolean;
  readonly distinct: string | null;
}

/** The demand of an approval; what is not written out counts for what is least: one yes, nobody excluded. */
export function demandOf({ name, node, clauses }: Asked): Demand {
  const atLeast = datumOf(clauses.get('at-least'));
  const distinct = datumOf(clauses.get('distinct'));
  return {
    name,
    node,
    by: whoIn(clauses.get('by')),
    routed: false,
    escalated: escalatedIn(clauses),
    exclude: whoIn(clauses.get('exclude')) ?? [],
    quorum: clauses.has('quorum') ? quorumOf(clauses.get('quorum')) : { kind: 'each' },
    atLeast: typeof atLeast === 'number' ? atLeast : 1,
    allowsAuthor: clauses.has('allow-author'),
    distinct: distinct === undefined ? null : (symbolName(distinct) ?? null),
  };
}

/** Those to whom time escalates, as long as the request is not known to have ended before. */
function escalatedIn(clauses: Asked['clauses']): readonly Who[] {
  const escalations = clauses.get('escalate');
  if (escalations?.kind !== 'list') return [];
  const end = secondsIn(clauses.get('within')) ?? Infinity;
  const due = secondsIn(clauses.get('due'));
  return escalations.items.flatMap((item) => {
    if (item.kind !== 'pair') return [];
    const after = secondsIn(item.head) ?? (datumOf(item.head) === false ? due : undefined) ?? 0;
    return after > end ? [] : (whoIn(item.tail) ?? []);
  });
}

/** A length of clock time that is written out. */
function secondsIn(value: Value | undefined): number | undefined {
  const text = datumOf(value);
  return typeof text === 'string' ? durationSeconds(text) : undefined;
}

/** Those named, each once; null where one of them is not known before the approval opens. */
function whoIn(value: Value | undefined): readonly Who[] | null {
  if (value?.kind !== 'list') return null;
  const found = new Map<string, Who>();
  for (const item of value.items) {
    const who = whoOf(datumOf(item));
    if (who === undefined) return null;
    found.set(canonicalJson(who), who);
  }
  return [...found.values()];
}

function whoOf(datum: Datum | undefined): Who | undefined {
  if (datum === undefined) return undefined;
  const role = symbolName(datum);
  if (role !== undefined) return { kind: 'role', role };
  if (typeof datum === 'string') return { kind: 'person', person: datum };
  const [, person] = listItems(datum) ?? [];
  return typeof person === 'string' ? { kind: 'person', person } : undefined;
}

/** What is worked out when the request opens counts for one yes. */
function quorumOf(value: Value | undefined): Quorum {
  if (value?.kind === 'list') {
    const percent = datumOf(value.items[1]);
    return typeof percent === 'number' ? { kind: 'percent', percent } : ONE;
  }
  const datum = datumOf(value);
  if (typeof datum === 'number') return { kind: 'count', count: datum };
  const word = datum === undefined ? undefined : symbolName(datum);
  return word === 'each' || word === 'all' || word === 'majority' ? { kind: word } : ONE;
}

const ONE: Quorum = { kind: 'count', count: 1 };
