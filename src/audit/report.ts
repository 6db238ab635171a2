import { isFailure } from '../core/outcome.ts';
import {
  happening,
  tellStory,
  type ChangeStory,
  type Happening,
  type StoryTeller,
} from './change-story.ts';
import type { AuditRecord, Head } from './record.ts';

/** A figure and how many cases it is made of; or none, and why there is none. */
export type Figure =
  { readonly value: number; readonly of: number } | { readonly value: null; readonly why: string };

export interface AuditReport {
  readonly v: 1;
  /** `from` is in the period, `to` is not; null where the period is open. */
  readonly period: { readonly from: string | null; readonly to: string | null };
  /** The journal up to the end of the period, which anyone can hold the report against. */
  readonly journal: { readonly records: number; readonly head: Head | null };
  /** Changes with a record in the period; they are shown as they were at its end. */
  readonly total_changes: number;
  readonly by_status: Counts;
  readonly by_type: Counts;
  readonly by_risk: Counts;
  readonly by_environment: Counts;
  readonly urgent_changes: readonly string[];
  /** Those whose program failed, and those that were carried out and failed or were rolled back. */
  readonly failed_changes: readonly string[];
  readonly figures: {
    readonly lead_time_hours: Figure;
    /** Of the changes that were carried out: what was rejected or cancelled says nothing of it. */
    readonly success_rate: Figure;
    readonly urgent_rate: Figure;
    readonly approval_rate: Figure;
    readonly approval_hours: Figure;
  };
  readonly changes: readonly ChangeStory[];
  /** What was recorded in the period beside changes, by kind: policies put in force, refusals, people, exports. */
  readonly beside_changes: Counts;
  readonly other_records: readonly Happening[];
}

export type Counts = { readonly [name: string]: number };

export interface ReportOptions {
  readonly from: string | null;
  readonly to: string | null;
  /** The types of change that the policy handles out of turn. */
  readonly urgentTypes: readonly string[];
}

export interface Reporter {
  /** The next record of the journal, from the first on: what a change was before the period is part of its story. */
  take(record: AuditRecord): void;
  report(): AuditReport;
}

/** Makes the report of a period from a tenant's records, in their order; its memory grows with the changes reported. */
export function auditReporter(options: ReportOptions): Reporter {
  const from = options.from === null ? -Infinity : Date.parse(options.from);
  const to = options.to === null ? Infinity : Date.parse(options.to);
  const tellers = new Map<string, StoryTeller>();
  const touched = new Set<string>();
  const others: Happening[] = [];
  let records = 0;
  let head: Head | null = null;
  return {
    take(record) {
      const time = Date.parse(record.time);
      if (time >= to) return;
      records += 1;
      head = { seq: record.seq, hash: record.hash };
      if (record.change === null) {
        if (time >= from) others.push(happening(record));
        return;
      }
      const teller = tellers.get(record.change) ?? tellStory(record);
      tellers.set(record.change, teller);
      teller.take(record);
      if (time >= from) touched.add(record.change);
    },
    report() {
      const stories = [...touched].map((change) => tellers.get(change)!.story());
      const closed = stories.filter(({ closed_at: at }) => at !== null && Date.parse(at) >= from);
      const urgent = stories.filter(
        ({ type }) => type !== null && options.urgentTypes.includes(type),
      );
      return {
        v: 1,
        period: { from: options.from, to: options.to },
        journal: { records, head },
        total_changes: stories.length,
        by_status: count(stories, ({ status }) => status),
        by_type: count(stories, ({ type }) => type),
        by_risk: count(stories, ({ risk_level: level }) => level),
        by_environment: count(stories, ({ environment }) => environment),
        urgent_changes: urgent.map(({ id }) => id),
        failed_changes: stories.filter(failed).map(({ id }) => id),
        figures: {
          lead_time_hours: mean(closed.map(leadHours), 'no change was closed in the period'),
          success_rate: share(
            closed.filter(carriedOut),
            ({ outcome }) => !isFailure(outcome),
            'no change was carried out in the period',
          ),
          urgent_rate: share(
            stories,
            (story) => urgent.includes(story),
            'no change has a record in the period',
          ),
          ...approvalFigures(stories, from),
        },
        changes: stories,
        beside_changes: count(others, ({ what }) => what),
        other_records: others,
      };
    },
  };
}

function approvalFigures(
  stories: readonly ChangeStory[],
  from: number,
): Pick<AuditReport['figures'], 'approval_rate' | 'approval_hours'> {
  const decided = stories
    .flatMap(({ approvals }) => approvals)
    .filter(
      ({ decided_at: at, votes }) => at !== null && Date.parse(at) >= from && votes.length > 0,
    );
  const hours = decided.map(({ opened_at: opened, decided_at: at }) =>
    hoursBetween(opened, at ?? opened),
  );
  const none = 'no approval that people voted in ended in the period';
  return {
    approval_rate: share(decided, ({ outcome }) => outcome === 'approved', none),
    approval_hours: mean(hours, none),
  };
}

/** Names in order; what has no value is counted under the empty name, so that the sum is the total. */
function count<T>(items: readonly T[], name: (item: T) => string | null): Counts {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = name(item) ?? 'not given';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the history of risk counts it: neither rejected nor cancelled. A change that was put away is told as it ended. */
const carriedOut = ({ status }: ChangeStory): boolean => status === 'completed';

const failed = (story: ChangeStory): boolean =>
  story.status === 'failed' || (carriedOut(story) && isFailure(story.outcome));

const leadHours = ({ created_at: created, closed_at: closed }: ChangeStory): number =>
  hoursBetween(created, closed ?? created);

const hoursBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / 3_600_000;

function mean(values: readonly number[], why: string): Figure {
  if (values.length === 0) return { value: null, why };
  const sum = values.reduce((total, value) => total + value, 0);
  return { value: rounded(sum / values.length), of: values.length };
}

function share<T>(items: readonly T[], holds: (item: T) => boolean, why: string): Figure {
  if (items.length === 0) return { value: null, why };
  return { value: rounded(items.filter(holds).length / items.length), of: items.length };
}

/** Four places: more would claim what a mean of journal times does not hold. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
