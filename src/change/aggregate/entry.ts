import { goesOn } from '../../core/outcome.ts';
import { whoText } from '../requests/clauses.ts';
import type { World } from '../context.ts';
import { lockClaim } from '../requests/locks.ts';
import type { ChangeState, Who } from './model.ts';
import { escalatedTo } from '../requests/quorum.ts';
import { dueOf } from '../timers.ts';

/** What lists, the inbox and the timers need of a change without loading it. Plain and small. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly status: ChangeState['status'];
  readonly outcome: string | null;
  readonly phases: readonly string[];
  readonly type: string;
  readonly workflow: string;
  readonly systems: readonly string[];
  readonly labels: readonly string[];
  readonly author: string;
  /** What it waits for, and who was told something, as keys: see `waitingFor`. */
  readonly waiting_for: readonly string[];
  readonly score: number | null;
  /** The next instant at which something happens by itself, or null. */
  readonly due: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** When it ended, or null: what is said of it afterwards moves `updated_at` alone. */
  readonly closed_at: string | null;
}

export function entryOf(state: ChangeState): Entry {
  const score = state.risk?.['score'];
  return {
    id: state.id,
    title: state.fields.title,
    status: state.status,
    outcome: state.outcome,
    phases: state.phases.map(({ name }) => name),
    type: state.change_type,
    workflow: state.workflow.name,
    systems: state.fields.systems ?? [],
    labels: state.fields.labels ?? [],
    author: state.author,
    waiting_for: waitingFor(state),
    score: typeof score === 'number' ? score : null,
    due: dueOf(state),
    created_at: state.created_at,
    updated_at: state.updated_at,
    closed_at: goesOn(state.status) ? null : (state.closed_at ?? state.updated_at),
  };
}

/**
 * `role:NAME`, `person:ID`, `change:ID` and `lock:NAME` of all that a change waits for; while it is open also
 * `notice:` and the same for those who were told something, and `depends:ID` or `failed:ID` for each change that it
 * depends on.
 */
function waitingFor(state: ChangeState): readonly string[] {
  const keys = new Set<string>();
  for (const request of state.requests) {
    if ('by' in request)
      for (const who of [...request.by, ...escalatedTo(request)]) keys.add(waitKey(who));
    if (request.kind === 'dependency' || request.kind === 'window' || request.kind === 'lock')
      keys.add(worldKey(request.kind));
    if (request.kind === 'lock') for (const name of request.names) keys.add(lockClaim(name));
    if (request.kind === 'change') {
      keys.add(worldKey('dependency'));
      keys.add(`change:${request.change}`);
    }
    if (request.kind === 'dependency')
      for (const { id } of state.dependencies) keys.add(`change:${id}`);
  }
  if (state.status === 'open' || state.status === 'failed')
    for (const { id, failed } of state.dependencies) {
      keys.add(failed === undefined ? dependsKey(id) : failedKey(id));
      if (failed === undefined) keys.add(worldKey('dependency'));
    }
  if (state.status === 'open')
    for (const { to } of state.notices) {
      for (const who of to) keys.add(noticeKey(who));
      if (to.length === 0) keys.add(ADMINISTRATORS);
    }
  return [...keys];
}

export const waitKey = (who: Who): string => `${who.kind}:${whoText(who)}`;

/** Those who may administer the tenant, whoever they are. */
export const ADMINISTRATORS = 'notice:administrators';

export const noticeKey = (who: Who): string => `notice:${waitKey(who)}`;

/** All that wait for the world in one way, to be looked at when it may have changed. */
export const worldKey = (kind: World): string => `world:${kind}`;

/** Those that depend on a change of which nothing bad is known. */
export const dependsKey = (change: string): string => `depends:${change}`;

const FAILED = 'failed:';
const failedKey = (change: string): string => `${FAILED}${change}`;

/** The changes that one depends on and that ended badly. */
export const failedIn = (keys: readonly string[]): readonly string[] =>
  keys.flatMap((key) => (key.startsWith(FAILED) ? [key.slice(FAILED.length)] : []));

/** The keys of `waitingFor` that say whom or which change it waits for. */
export const isAsking = (key: string): boolean => !/^(?:notice|world|depends|failed):/u.test(key);
