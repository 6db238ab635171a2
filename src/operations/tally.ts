import type { Principal } from '../access/principal.ts';
import { refusalCodes, type Refusal } from '../core/refusal.ts';
import { actorOf } from './actor.ts';
import { StoreFault } from '../engine/ports.ts';
import type { Operation } from './operation.ts';
import type { Services } from './services.ts';

const WINDOW_MS = 60_000;
const MAX_ENTRIES = 10_000;

/** Statuses of refusals that say something about the caller: no permission, wrong moment, stale, against a rule. */
const counted: ReadonlySet<number> = new Set([403, 409, 412, 422]);

/**
 * Writes refusals to the journal: one record a principal, operation and change each minute, with the number of those
 * not written since the one before. Memory is bounded: the oldest entries are forgotten first.
 */
export function createTally(services: Services) {
  const last = new Map<string, { readonly at: number; silent: number }>();
  return async (
    principal: Principal,
    operation: Operation,
    input: unknown,
    refusal: Refusal,
  ): Promise<void> => {
    if (!counted.has(refusalCodes[refusal.code][0])) return;
    const change = changeNamed(input);
    const key = JSON.stringify([principal.tenant, principal.id, operation.name, change]);
    const before = last.get(key);
    const now = services.now();
    if (before !== undefined && now - before.at < WINDOW_MS) {
      before.silent += 1;
      return;
    }
    last.delete(key);
    last.set(key, { at: now, silent: 0 });
    if (last.size > MAX_ENTRIES) last.delete(last.keys().next().value ?? key);
    const silent = before?.silent ?? 0;
    try {
      await services.engine.note(principal.tenant, 'refused', actorOf(principal), {
        operation: operation.name,
        change,
        code: refusal.code,
        not_recorded: silent,
      });
    } catch (fault) {
      if (!(fault instanceof StoreFault)) throw fault;
      // A no stays a no where the store takes no records; the next that it takes counts this one.
      last.set(key, { at: -Infinity, silent: silent + 1 });
    }
  };
}

function changeNamed(input: unknown): string | null {
  const named =
    typeof input === 'object' && input !== null && 'change_id' in input ? input.change_id : null;
  return typeof named === 'string' ? named.slice(0, 100) : null;
}
