import type { Answer, Ask, Context } from '../../change/context.ts';
import { after } from '../../change/instants.ts';
import type { Length } from '../../change/requests/clauses.ts';
import type { ChangeState, Who } from '../../change/aggregate/model.ts';
import { list, symbol } from '../../core/datum.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { unreachable } from '../../core/unreachable.ts';
import { effectiveRoles } from '../../access/roles.ts';
import { addBusiness, calendarNamed } from '../../risk/calendar.ts';
import { freezesBetween, type Subject } from '../../risk/freezes.ts';
import { nextSlot, standing as standingAt } from '../../risk/slots.ts';
import { assessmentDatum } from '../../risk/datum.ts';
import type { Flight } from '../flight.ts';
import { answerLock } from './locks.ts';
import { answerChange, dependencies, failedDependencies } from './other-changes.ts';
import { assessFields } from './risk.ts';
import type { Parts } from '../parts.ts';

/**
 * Answers a change's question. Calendars, freezes, systems and roles are those of the policy in force; risk is that of
 * the policy the change is pinned to.
 */
export async function answer(
  parts: Parts,
  state: ChangeState,
  ask: Exclude<Ask, { kind: 'open-change' }>,
  context: Context,
  flight: Flight,
): Promise<Result<Answer, Refusal>> {
  switch (ask.kind) {
    case 'opening':
      return opening(parts, ask, context);
    case 'risk':
      return risk(parts, state, ask, context);
    case 'window':
      return ok(window(parts, state, ask, context));
    case 'outlook':
      return ok(outlook(parts, state, context));
    case 'failed-dependencies':
      return ok(await failedDependencies(state, flight));
    case 'dependencies':
      return ok(await dependencies(parts, state, context.tenant, flight));
    case 'lock':
      return ok(await answerLock(parts, state, ask, context, flight));
    case 'change':
      return ok(await answerChange(parts, state, ask, context, flight));
    default:
      return unreachable(ask);
  }
}

async function opening(
  parts: Parts,
  ask: Extract<Ask, { kind: 'opening' }>,
  context: Context,
): Promise<Result<Answer, Refusal>> {
  const instants: string[] = [];
  for (const length of ask.lengths) {
    const instant = instantOf(parts, length, context.now);
    if (!instant.ok) return instant;
    instants.push(instant.value);
  }
  const people = ask.who.length === 0 ? [] : await asked(parts, ask.who, context.tenant);
  return ok({
    kind: 'opening',
    people,
    instants,
    seen: {
      ...inForce(parts, context),
      people: people.map(({ id, kind, roles }) => ({ id, kind, roles })),
    },
  });
}

/** The policy in force, where it is another than the record's own, to which the change is pinned. */
function inForce(parts: Parts, context: Context): { readonly policy?: string } {
  const { policy } = parts.policies.current();
  return policy.id === context.policy.id ? {} : { policy: policy.id };
}

function instantOf(parts: Parts, length: Length, now: string): Result<string, Refusal> {
  if (length.kind === 'clock') return ok(after(now, length.seconds));
  const { definitions } = parts.policies.current().policy;
  const calendar = calendarNamed(definitions, length.calendar);
  const instant = calendar.ok ? addBusiness(now, length.duration, calendar.value) : calendar;
  return instant.ok
    ? ok(new Date(instant.value).toISOString())
    : err(refuse('program-failed', `a due time could not be worked out: ${instant.error.message}`));
}

/** Everyone who is asked or excluded, with the roles that matter. */
async function asked(
  parts: Parts,
  who: readonly Who[],
  tenant: string,
): Promise<Extract<Answer, { kind: 'opening' }>['people']> {
  const { definitions } = parts.policies.current().policy;
  const roles = new Set(who.flatMap((one) => (one.kind === 'role' ? [one.role] : [])));
  const persons = new Set(who.flatMap((one) => (one.kind === 'person' ? [one.person] : [])));
  const members = await parts.roster.members(tenant);
  return members
    .map(({ id, kind, roles: given }) => ({
      id,
      kind,
      roles: effectiveRoles(definitions, given).filter((role) => roles.has(role)),
    }))
    .filter(({ id, roles: held }) => held.length > 0 || persons.has(id));
}

async function risk(
  parts: Parts,
  state: ChangeState,
  ask: Extract<Ask, { kind: 'risk' }>,
  context: Context,
): Promise<Result<Answer, Refusal>> {
  const running = await parts.policies.pinned(state.workflow.policy);
  const question = {
    fields: state.fields,
    type: state.change_type,
    author: state.author,
    tenant: context.tenant,
    now: context.now,
    roles: context.roles,
    model: ask.model,
    change: state.id,
    known: state.risk,
  };
  const result = await assessFields(parts, running, question);
  if (!result.ok) return result;
  const { assessment, inputs, seen } = result.value;
  return ok({
    kind: 'risk',
    assessment: assessment as unknown as JsonObject,
    reads: assessment.reads,
    value: list(assessmentDatum(assessment), list(...assessment.reads.map(symbol))),
    inputs,
    seen,
  });
}

function window(
  parts: Parts,
  state: ChangeState,
  ask: Extract<Ask, { kind: 'window' }>,
  context: Context,
): Answer {
  const { policy } = parts.policies.current();
  const standing = standingAt(policy, context.now, subjectOf(state), ask.calendar);
  const seen: Json = { ...inForce(parts, context), standing: standing as unknown as Json };
  if (standing.kind === 'open')
    return {
      kind: 'window',
      open: true,
      until: null,
      look: null,
      why: 'no freeze holds the change and a window is open',
      override: [],
      seen,
    };
  const override: readonly Who[] = (standing.override ?? []).map((role) => ({
    kind: 'role',
    role,
  }));
  const until = standing.next === null ? null : new Date(standing.next.from).toISOString();
  const { turn: look, held } = standing;
  return { kind: 'window', open: false, until, look, why: held.text, override, seen };
}

const subjectOf = ({ fields, change_type }: ChangeState): Subject => ({
  systems: fields.systems ?? [],
  environment: fields.environment ?? null,
  type: change_type,
});

/**
 * The freezes from now, or from the planned start, until the change may first go ahead, and those in the time that is
 * planned for it.
 */
function outlook(parts: Parts, state: ChangeState, context: Context): Answer {
  const { policy } = parts.policies.current();
  const { planned_start: start = context.now, planned_end: end } = state.fields;
  const subject = subjectOf(state);
  const from = latest(context.now, start);
  const slot = nextSlot(policy, from, subject);
  const to = latest(slot?.from ?? from, end ?? from);
  const freezes = freezesBetween(policy, { from, to: to === from ? null : to }, subject);
  return {
    kind: 'outlook',
    freezes: freezes.map(({ name, label, kind, from, to, time_zone, override }) => ({
      name,
      label,
      kind,
      from,
      to,
      time_zone,
      override,
    })),
    next_slot: slot,
    seen: { ...inForce(parts, context), from, to },
  };
}

const latest = (one: string, other: string): string =>
  Date.parse(other) > Date.parse(one) ? other : one;
