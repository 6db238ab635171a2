import type { Datum } from '../../core/datum.ts';
import { endedAs } from '../../change/ending.ts';
import { list, symbol } from '../../core/datum.ts';
import { isFailure } from '../../core/outcome.ts';
import { frozenAt, type Subject } from '../../risk/freezes.ts';
import type { Policy } from '../../policy/definitions.ts';
import type { IndexEntry, Store } from '../ports.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
/** Closed changes looked at for each system; more would not move the share by a point. */
const PER_SYSTEM_MAX = 100;

/**
 * What the past says of systems: `history-count`, closed changes of a year; `success-rate`, the exact share of these
 * that succeeded (absent without any); `last-change-days`, whole days since the last of them (absent likewise);
 * `conflicts`, other open changes of these systems. `change` is the one that is asked about, where it exists.
 */
export async function historyFacts(
  store: Pick<Store, 'list'>,
  tenant: string,
  { systems, change }: { readonly systems: readonly string[]; readonly change: string | null },
  now: string,
): Promise<{ readonly [name: string]: Datum }> {
  const closed = new Map<string, IndexEntry>();
  const open = new Set<string>();
  const since = new Date(Date.parse(now) - YEAR_DAYS * DAY_MS).toISOString();
  for (const system of systems) {
    const page = await store.list(tenant, { system, limit: PER_SYSTEM_MAX });
    for (const entry of page.items) {
      if (entry.id === change) continue;
      if (entry.status === 'open' || entry.status === 'failed') open.add(entry.id);
      else if (entry.updated_at >= since && implemented(entry)) closed.set(entry.id, entry);
    }
  }
  const facts: { [name: string]: Datum } = { 'history-count': closed.size, conflicts: open.size };
  if (closed.size === 0) return facts;
  const succeeded = [...closed.values()].filter(({ outcome }) => !isFailure(outcome)).length;
  const last = [...closed.values()].reduce(
    (latest, { updated_at: at }) => (at > latest ? at : latest),
    '',
  );
  return {
    ...facts,
    'success-rate': share(succeeded, closed.size),
    'last-change-days': Math.floor((Date.parse(now) - Date.parse(last)) / DAY_MS),
  };
}

/** Rejected and cancelled changes never touched a system. */
const implemented = (entry: IndexEntry): boolean => endedAs(entry) === 'completed';

function share(part: number, whole: number): Datum {
  let [a, b] = [part, whole];
  while (b !== 0) [a, b] = [b, a % b];
  return part % whole === 0 ? part / whole : ['q', String(part / a), String(whole / a)];
}

/** What the catalogue and the calendars in force say: `criticality`, the highest of the systems; `owners`; `frozen` now. */
export function standingFacts(
  policy: Pick<Policy, 'definitions' | 'files'>,
  subject: Subject,
  now: string,
): { readonly [name: string]: Datum } {
  const known = policy.definitions.systems.filter(({ name }) => subject.systems?.includes(name));
  const ratings = known.flatMap(({ criticality }) => criticality ?? []);
  const owners = [...new Set(known.flatMap(({ owner }) => owner ?? []))];
  const facts = {
    owners: list(...owners.map(symbol)),
    frozen: frozenAt(policy, now, subject).length > 0,
  };
  return ratings.length === 0 ? facts : { ...facts, criticality: Math.max(...ratings) };
}
