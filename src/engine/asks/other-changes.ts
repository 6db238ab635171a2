import type { Answer, Ask, Context } from '../../change/context.ts';
import { endedAs } from '../../change/ending.ts';
import type { ChangeState } from '../../change/aggregate/model.ts';
import { isFailure } from '../../core/outcome.ts';
import type { Flight } from '../flight.ts';
import type { Parts } from '../parts.ts';
import { circleThrough } from './wait-graph.ts';

/** What each dependency's policy says of how it stands: `block` waits and fails, `warn` and `allow` let go on. */
export async function dependencies(
  parts: Parts,
  state: ChangeState,
  tenant: string,
  flight: Flight,
): Promise<Answer> {
  const found: { id: string; policy: string; status: string; outcome: string | null }[] = [];
  for (const { id, policy } of state.dependencies) {
    const other = await flight.load(id);
    const status = other === null ? 'missing' : endedAs(other);
    found.push({ id, policy, status, outcome: other?.outcome ?? null });
  }
  const blocking = found.filter(({ policy }) => policy === 'block');
  const bad = blocking.find(endedBadly);
  if (bad !== undefined)
    return {
      kind: 'dependencies',
      state: 'failed',
      why: `${bad.id}, which this depends on, is ${bad.outcome ?? bad.status}`,
      seen: found,
    };
  const open = blocking.find(({ status }) => status === 'open' || status === 'failed');
  if (open !== undefined) {
    const circle = await circleThrough(parts, tenant, state, flight, 'dependencies');
    return {
      kind: 'dependencies',
      state: circle === null ? 'waiting' : 'cycle',
      why: circle ?? `${open.id}, which this depends on, is not finished`,
      seen: found,
    };
  }
  return { kind: 'dependencies', state: 'ready', why: 'every dependency is finished', seen: found };
}

/** Whether a change ended without being carried out, or not to the end; one that is gone counts as such. */
const endedBadly = ({
  status,
  outcome,
}: {
  readonly status: string;
  readonly outcome: string | null;
}): boolean =>
  status === 'rejected' || status === 'cancelled' || status === 'missing' || isFailure(outcome);

/** The dependencies of a change that ended badly, whatever their policy. */
export async function failedDependencies(
  state: ChangeState,
  flight: Flight,
): Promise<Extract<Answer, { kind: 'failed-dependencies' }>> {
  const failed: { readonly id: string; readonly ended: string }[] = [];
  for (const { id } of state.dependencies) {
    const other = await flight.load(id);
    const status = other === null ? 'missing' : endedAs(other);
    const outcome = other?.outcome ?? null;
    if (endedBadly({ status, outcome })) failed.push({ id, ended: outcome ?? status });
  }
  return { kind: 'failed-dependencies', failed };
}

/** Whether another change has ended, and how. */
export async function answerChange(
  parts: Parts,
  state: ChangeState,
  { change }: Extract<Ask, { kind: 'change' }>,
  { tenant }: Context,
  flight: Flight,
): Promise<Extract<Answer, { kind: 'change' }>> {
  const other = await flight.load(change);
  const seen = other === null ? null : { status: endedAs(other), outcome: other.outcome };
  if (other === null)
    return {
      kind: 'change',
      state: 'missing',
      outcome: null,
      why: `there is no change ${change} to wait for`,
      seen,
    };
  if (other.status !== 'open' && other.status !== 'failed')
    return {
      kind: 'change',
      state: 'ended',
      outcome: other.outcome,
      why: `${change} has ended: ${other.outcome ?? other.status}`,
      seen,
    };
  const circle = await circleThrough(parts, tenant, state, flight, { change });
  return {
    kind: 'change',
    state: circle === null ? 'waiting' : 'cycle',
    outcome: null,
    why: circle ?? `${change} is not finished`,
    seen,
  };
}
