import type { ChangeState, LockRequest, Request } from '../../change/aggregate/model.ts';
import type { Flight } from '../flight.ts';
import { inTheWay } from './lock-queue.ts';
import type { Parts } from '../parts.ts';

/** A change that another waits for, and in which words. */
interface Edge {
  readonly to: string;
  readonly how: string;
  /** For a lock that it holds. */
  readonly held: boolean;
}

type Wanted = Pick<LockRequest, 'names' | 'ticket'> | { readonly change: string } | 'dependencies';

/**
 * The circle of changes that a new wait of a change would close, as a sentence, or null. Changes wait for each other by
 * locks, dependencies that block, and `await-change`; a change counts as waiting as soon as one of its branches does. But
 * a branch that holds a lock asks for no other: whoever waits for what a change holds waits for no lock that the change
 * asks for elsewhere, unless the holder may wait for a phase that the asking branch opens.
 */
export async function circleThrough(
  parts: Parts,
  tenant: string,
  state: ChangeState,
  flight: Flight,
  wanted: Wanted,
): Promise<string | null> {
  const first =
    wanted === 'dependencies'
      ? dependencyEdges(state)
      : 'change' in wanted
        ? [{ to: wanted.change, how: 'waits for', held: false }]
        : (await lockEdges(parts, tenant, wanted, flight)).filter(({ to }) => to !== state.id);
  const seen = new Set<string>();
  const queue = first.map((edge): readonly Edge[] => [edge]);
  for (const path of queue) {
    const { to, held } = path.at(-1)!;
    const next = await flight.load(to);
    if (next === null || (next.status !== 'open' && next.status !== 'failed')) continue;
    const isApart = held && !next.requests.some(({ kind }) => kind === 'phase');
    if (to === state.id && !(isApart && isForLock(wanted))) return sentence(state.id, path);
    const arrival = isApart ? `${to} apart` : to;
    if (seen.has(arrival)) continue;
    seen.add(arrival);
    for (const edge of await edgesOf(parts, tenant, next, flight, isApart))
      if (edge.to !== next.id) queue.push([...path, edge]);
  }
  return null;
}

const isForLock = (wanted: Wanted): boolean => wanted !== 'dependencies' && 'ticket' in wanted;

const sentence = (from: string, path: readonly Edge[]): string =>
  `this would wait for ever: ${from} ${path.map(({ how, to }) => `${how} ${to}`).join(', which ')}`;

async function edgesOf(
  parts: Parts,
  tenant: string,
  state: ChangeState,
  flight: Flight,
  isApart: boolean,
): Promise<readonly Edge[]> {
  const edges: Edge[] = [];
  for (const request of state.requests)
    if (!(isApart && request.kind === 'lock'))
      edges.push(...(await edgesOfRequest(parts, tenant, state, request, flight)));
  return edges;
}

async function edgesOfRequest(
  parts: Parts,
  tenant: string,
  state: ChangeState,
  request: Request,
  flight: Flight,
): Promise<readonly Edge[]> {
  switch (request.kind) {
    case 'lock':
      return lockEdges(parts, tenant, request, flight);
    case 'change':
      return [{ to: request.change, how: 'waits for', held: false }];
    case 'dependency':
      return dependencyEdges(state);
    default:
      return [];
  }
}

const dependencyEdges = ({ dependencies }: ChangeState): readonly Edge[] =>
  dependencies
    .filter(({ policy }) => policy === 'block')
    .map(({ id }) => ({ to: id, how: 'depends on', held: false }));

async function lockEdges(
  parts: Parts,
  tenant: string,
  wanted: Pick<LockRequest, 'names' | 'ticket'>,
  flight: Flight,
): Promise<readonly Edge[]> {
  return (await inTheWay(parts, tenant, wanted, flight)).map(({ change, name, how }) => ({
    to: change,
    how: `waits for the lock ${name} of`,
    held: how === 'holds',
  }));
}
