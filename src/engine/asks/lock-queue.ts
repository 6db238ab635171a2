import { lockClaim, lockRequests } from '../../change/requests/locks.ts';
import type { LockRequest } from '../../change/aggregate/model.ts';
import type { Flight } from '../flight.ts';
import type { Parts } from '../parts.ts';
import { changesWaitingFor } from './waiting.ts';

type Wanted = Pick<LockRequest, 'names' | 'ticket'>;

export interface InTheWay {
  readonly change: string;
  readonly name: string;
  readonly how: 'holds' | 'asked-before';
}

/** Who keeps a request for a lock waiting: the holders, then those before it in the queue. */
export async function inTheWay(
  parts: Pick<Parts, 'store'>,
  tenant: string,
  { names, ticket }: Wanted,
  flight: Flight,
): Promise<readonly InTheWay[]> {
  const found: InTheWay[] = [];
  for (const name of names) {
    const holder = await flight.holder(lockClaim(name));
    if (holder !== null) found.push({ change: holder, name, how: 'holds' });
  }
  const waiting = await changesWaitingFor(parts.store, tenant, names.map(lockClaim));
  for (const id of new Set([...waiting, ...flight.changes])) {
    const other = await flight.load(id);
    for (const before of other === null ? [] : lockRequests(other)) {
      const name = before.names.find((one) => names.includes(one));
      if (name !== undefined && before.ticket < ticket)
        found.push({ change: id, name, how: 'asked-before' });
    }
  }
  return found;
}

/** Changes that wait for one of these names, in the order of their places in the queue. */
export async function queueFor(
  parts: Pick<Parts, 'store'>,
  tenant: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const places: { readonly change: string; readonly ticket: number }[] = [];
  for (const change of await changesWaitingFor(parts.store, tenant, names.map(lockClaim))) {
    const state = await parts.store.load(tenant, change);
    for (const request of state === null ? [] : lockRequests(state))
      if (request.names.some((name) => names.includes(name)))
        places.push({ change, ticket: request.ticket });
  }
  const inOrder = places.toSorted((a, b) => a.ticket - b.ticket).map(({ change }) => change);
  return [...new Set(inOrder)];
}

/** The names of all locks that some changes wait for. */
export async function wantedNames(
  parts: Pick<Parts, 'store'>,
  tenant: string,
  changes: readonly string[],
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const change of changes) {
    const state = await parts.store.load(tenant, change);
    for (const request of state === null ? [] : lockRequests(state))
      for (const name of request.names) names.add(name);
  }
  return [...names];
}
