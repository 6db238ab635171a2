import type { Diagnostic } from '../../core/diagnostic.ts';
import { explore } from '../net/explore.ts';
import { flatten } from '../net/flat-net.ts';
import { meterOf } from '../net/limits.ts';
import { immediateFirst } from '../net/soundness.ts';
import type { Resting } from './draft.ts';
import { toldNames } from './lock-order.ts';
import type { Reading } from './reading.ts';

/** What is told of a branch that waits for what cannot come because of a lock. */
export type LockDeadlock = Pick<Diagnostic, 'span' | 'message' | 'help' | 'related'>;

/**
 * Of branches of one change that have come to a halt: the wait for a phase under a lock that another branch wants, where
 * without the lock the wait would end. Undefined where locks are not to blame.
 */
export function lockDeadlock(
  marked: readonly number[],
  reading: Reading,
): LockDeadlock | undefined {
  const { drawn, places } = reading;
  const resting = marked.map((place) => drawn.resting[place]!);
  const held = new Set(resting.flatMap((place) => place.held ?? []));
  const wanted = [...new Set(resting.flatMap(({ wants }) => wants ?? []))];
  if (wanted.length === 0) return undefined;
  const waiting = marked.find((place) => {
    const { under } = drawn.resting[place]!;
    return under !== undefined && held.has(under) && wouldEnd(place, marked, reading);
  });
  const { under, stuck, node } = waiting === undefined ? none : drawn.resting[waiting]!;
  if (under === undefined) return undefined;
  const phase = stuck?.closed === undefined ? '' : ` for phase \`${stuck.closed.phase}\``;
  return {
    message: `this waits${phase} while it holds ${toldNames(under)}, which a branch beside it waits for: neither can go on`,
    span: places.spanOf(node),
    related: [
      { message: 'the lock is held from here', span: places.spanOf(under.node) },
      ...wanted.map((lock) => ({
        message: `here a branch waits for ${toldNames(lock)}`,
        span: places.spanOf(lock.node),
      })),
    ],
    help: 'wait for the phase before the lock is taken, open it before the other lock is asked for, or put an event beside the wait with `race` or `within`',
  };
}

const none: Partial<Resting> = {};

/** Whether a wait would end if nobody had to wait for a lock. */
function wouldEnd(waiting: number, marked: readonly number[], reading: Reading): boolean {
  const { drawn, limits } = reading;
  const free = drawn.withoutLocks;
  if (free === null) return false;
  // Both nets are of one draft, which names their places; the one has several for the ways in which a lock is waited for.
  const names = new Set(marked.map((place) => drawn.net.places[place]!.name));
  const wanted = new Set(marked.map((place) => drawn.resting[place]!.wants));
  const places = free.net.places.map((place, index) => {
    const { wants } = free.resting[index]!;
    const isMarked = wants === undefined ? names.has(place.name) : wanted.has(wants);
    return { ...place, tokens: isMarked ? 1 : 0 };
  });
  const at = places.findIndex(({ name }) => name === drawn.net.places[waiting]!.name);
  const { markings } = explore(
    flatten({ ...free.net, places }),
    meterOf(limits),
    immediateFirst(free.net),
  );
  for (let row = 0; row < markings.count; row += 1)
    if (markings.cells[row * markings.places + at] === 0) return true;
  return false;
}
