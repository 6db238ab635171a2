import { listItems, type Datum } from '../../core/datum.ts';
import { alist } from '../../core/datum-json.ts';
import type { Refusal } from '../../core/refusal.ts';
import { ClauseError } from './clauses.ts';
import type { Answer, Caused, Decision } from '../context.ts';
import type { ChangeState, LockRequest, Request } from '../aggregate/model.ts';
import type { Opened } from './request-base.ts';
import { clockwork, type Transition } from '../transition.ts';
import { park, refuseWait } from './waits.ts';

/** The claim that holding a name is in the store. */
export const lockClaim = (name: string): string => `lock:${name}`;

/** Every name of a change's own: what commits take when it appears and release when it is gone. */
export const claimsOf = (state: ChangeState | null): readonly string[] =>
  state === null
    ? []
    : [
        ...(state.active_claim === null ? [] : [state.active_claim]),
        ...state.locks.flatMap(({ names }) => names.map(lockClaim)),
      ];

/** The waits of a change for locks. */
export const lockRequests = ({ requests }: Pick<ChangeState, 'requests'>): readonly LockRequest[] =>
  requests.filter((request) => request.kind === 'lock');

/**
 * Whether all that a change waits for is another branch of its own, so that nothing from outside can move it: phases that
 * branches open, locks that branches hold or have asked for before, and waits for what is beside them.
 */
export function waitsForItself(state: Pick<ChangeState, 'status' | 'requests' | 'locks'>): boolean {
  const { status, requests, locks } = state;
  const isOwn = (wanted: LockRequest): boolean => {
    const before = lockRequests(state).filter(({ ticket }) => ticket < wanted.ticket);
    return [...locks, ...before].some((one) =>
      one.names.some((name) => wanted.names.includes(name)),
    );
  };
  const isInside = (request: Request): boolean =>
    request.kind === 'phase' ||
    request.kind === 'never' ||
    (request.kind === 'lock' && isOwn(request));
  return status === 'open' && requests.length > 0 && requests.every(isInside);
}

/** A place in the queue for a name: its ticket, the name, and whether it has come to the front. */
type Place = readonly [ticket: number, name: string, how: 'holds' | 'waits'];

const placesOf = (
  { ticket, names }: Pick<LockRequest, 'ticket' | 'names'>,
  how: Place[2],
): readonly Place[] => names.map((name) => [ticket, name, how]);

/**
 * Names for which a change had a place, before a command or on the way through it, that it has no more, or now at the
 * front: whoever waits for one may look again, to have it or to say who is before it.
 */
export function movedNames(
  before: ChangeState | null,
  after: ChangeState,
  events: readonly Caused[],
): readonly string[] {
  const placed = (state: ChangeState): readonly Place[] => [
    ...state.locks.flatMap((lock) => placesOf(lock, 'holds')),
    ...lockRequests(state).flatMap((request) => placesOf(request, 'waits')),
  ];
  const passed = events.flatMap(({ event }): readonly Place[] => {
    if (event.type === 'locked') return placesOf(event.data, 'holds');
    const opened = event.type === 'opened' ? event.data.request : null;
    return opened?.kind === 'lock' ? placesOf(opened, 'waits') : [];
  });
  const still = new Set(placed(after).map(String));
  const gone = [...(before === null ? [] : placed(before)), ...passed].filter(
    (place) => !still.has(String(place)),
  );
  return [...new Set(gone.map(([, name]) => name))];
}

export function askForLock(transition: Transition, output: Opened): Decision {
  const names = namesOf(output.clauses);
  return transition.ask({ kind: 'lock', request: output.id, names, ticket: null }, output);
}

function namesOf(clauses: Datum): readonly string[] {
  const names = listItems(alist(clauses)['names'] ?? null) ?? [];
  if (names.length > 0 && names.every((name) => typeof name === 'string')) return names;
  throw new ClauseError('a lock wants the name of what is held, or a list of names');
}

/** Lets the branch have the names, or lets it wait at its place in the queue. */
export function settleLock(
  transition: Transition,
  names: readonly string[],
  id: number,
  output: Opened | null,
  answer: Extract<Answer, { kind: 'lock' }>,
): Refusal | null {
  const { ticket, why, seen } = answer;
  const request = `lock:${names.join(',')}`;
  switch (answer.state) {
    case 'granted':
      return transition.advance(
        { type: 'locked', data: { id, request, names, ticket, seen } },
        { event: { kind: 'answer', request: id, value: ticket }, payload: null },
        clockwork,
      );
    case 'cycle':
      return refuseWait(transition, id, output, answer);
    case 'waiting':
      return park(transition, id, output, answer, (base) => ({
        ...base,
        request,
        key: names.join(','),
        kind: 'lock',
        names,
        ticket,
        why,
      }));
  }
}

/** Gives back the names of a lock that its branch has left. */
export function unlock(transition: Transition, ticket: Datum): void {
  const lock = transition.state.locks.find((one) => one.ticket === ticket);
  if (lock === undefined) throw new Error('a lock was left that the change does not hold');
  const { names } = lock;
  transition.emit({ type: 'unlocked', data: { ticket: lock.ticket, names } }, clockwork);
}
