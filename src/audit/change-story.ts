import type { JsonObject } from '../core/json.ts';
import { tellApprovals, type Approval } from './approvals.ts';
import { numberIn, objectIn, textIn, textsIn } from './read-data.ts';
import type { AuditRecord } from './record.ts';

/** One thing that happened to a change. */
export interface Happening {
  readonly seq: number;
  readonly time: string;
  readonly who: string | null;
  /** The person for whom an agent acted. */
  readonly acting_for: string | null;
  readonly what: string;
  readonly detail: string | null;
  readonly why: string | null;
  /** What a yes depends on. */
  readonly conditions: readonly string[];
  readonly policy: string | null;
  readonly rule: string | null;
  readonly hash: string;
}

/** A change as an auditor asks for it: who, what, when, why, and the chain of approvals. */
export interface ChangeStory {
  readonly id: string;
  readonly title: string | null;
  readonly author: string | null;
  readonly declared_type: string | null;
  readonly type: string | null;
  readonly workflow: string | null;
  readonly policy: string | null;
  readonly environment: string | null;
  readonly systems: readonly string[];
  readonly justification: string | null;
  readonly implementation_plan: string | null;
  readonly rollback_plan: string | null;
  readonly test_plan: string | null;
  readonly risk_level: string | null;
  readonly risk_score: number | null;
  readonly status: string;
  readonly outcome: string | null;
  readonly created_at: string;
  readonly closed_at: string | null;
  readonly approvals: readonly Approval[];
  readonly chronology: readonly Happening[];
}

export interface StoryTeller {
  /** The next record of the change. */
  take(record: AuditRecord): void;
  story(): ChangeStory;
}

/** Tells the story of one change from its records; events of kinds it does not know stand in the chronology only. */
export function tellStory(first: AuditRecord): StoryTeller {
  let story: Omit<ChangeStory, 'approvals' | 'chronology'> = {
    ...UNKNOWN,
    id: first.change ?? '',
    created_at: first.time,
  };
  const approvals = tellApprovals();
  const chronology: Happening[] = [];
  return {
    take(record) {
      chronology.push(happening(record));
      story = { ...story, ...toldBy(record) };
      approvals.take(record);
    },
    story: () => ({ ...story, approvals: approvals.told(), chronology }),
  };
}

const UNKNOWN = {
  ...{
    title: null,
    author: null,
    declared_type: null,
    type: null,
    workflow: null,
    policy: null,
    environment: null,
  },
  ...{ justification: null, implementation_plan: null, rollback_plan: null, test_plan: null },
  ...{ risk_level: null, risk_score: null, outcome: null, closed_at: null },
  systems: [],
  status: 'open',
} as const;

/** What a record says anew of the change as a whole. */
function toldBy({ type, time, data }: AuditRecord): Partial<ChangeStory> {
  switch (type) {
    case 'created':
    case 'converted':
      return {
        ...fieldsOf(data),
        ...present('author', textIn(data, 'author')),
        ...present('declared_type', textIn(data, 'declared_type')),
        ...present('type', textIn(data, 'change_type')),
        ...present('workflow', textIn(objectIn(data, 'workflow'), 'name')),
        ...present('policy', textIn(objectIn(data, 'workflow'), 'policy')),
      };
    case 'edited':
    case 'field-set':
      return fieldsOf(data);
    case 'assessed': {
      const assessment = objectIn(data, 'assessment');
      return { risk_level: textIn(assessment, 'level'), risk_score: numberIn(assessment, 'score') };
    }
    case 'failed':
      return { status: 'failed' };
    case 'retried':
      return { status: 'open' };
    case 'closed':
      return {
        status: textIn(data, 'status') ?? 'closed',
        outcome: textIn(data, 'outcome'),
        closed_at: time,
      };
    default:
      return {};
  }
}

function fieldsOf(data: JsonObject): Partial<ChangeStory> {
  const fields = objectIn(data, 'fields');
  if (Object.keys(fields).length === 0) return {};
  return {
    title: textIn(fields, 'title'),
    environment: textIn(fields, 'environment'),
    systems: textsIn(fields, 'systems'),
    justification: textIn(fields, 'justification'),
    implementation_plan: textIn(fields, 'implementation_plan'),
    rollback_plan: textIn(fields, 'rollback_plan'),
    test_plan: textIn(fields, 'test_plan'),
  };
}

const present = (name: keyof ChangeStory, value: string | null): Partial<ChangeStory> =>
  value === null ? {} : { [name]: value };

export function happening(record: AuditRecord): Happening {
  const { seq, time, actor, type, data, policy, rule, hash } = record;
  const parts = ['vote', 'decision', 'payload'].map((name) => objectIn(data, name));
  return {
    seq,
    time,
    who: actor?.id ?? null,
    acting_for: actor?.for ?? null,
    what: type,
    detail: detailOf(type, data),
    why:
      parts.map((part) => textIn(part, 'reason')).find((text) => text !== null) ??
      textIn(data, 'reason') ??
      textIn(data, 'why') ??
      textIn(data, 'text'),
    conditions: parts.flatMap((part) => textsIn(part, 'conditions')),
    policy,
    rule,
    hash,
  };
}

/** What the event was about, in a few words. */
function detailOf(type: string, data: JsonObject): string | null {
  switch (type) {
    case 'created':
      return textIn(objectIn(data, 'fields'), 'title');
    case 'edited':
      return textsIn(data, 'edited').join(', ') || null;
    case 'entered':
      return textIn(data, 'label') ?? textIn(data, 'name');
    case 'opened':
      return textIn(objectIn(data, 'request'), 'request');
    case 'voted':
      return words(textIn(data, 'request'), textIn(objectIn(data, 'vote'), 'decision'));
    case 'decided': {
      const decision = objectIn(data, 'decision');
      return words(textIn(decision, 'request'), textIn(decision, 'outcome'));
    }
    case 'assessed': {
      const assessment = objectIn(data, 'assessment');
      return words(textIn(assessment, 'level'), numberIn(assessment, 'score')?.toString() ?? null);
    }
    case 'converted':
      return words(textIn(data, 'from'), textIn(objectIn(data, 'workflow'), 'name'));
    case 'closed':
      return words(textIn(data, 'status'), textIn(data, 'outcome'));
    case 'failed':
      return textIn(data, 'message');
    case 'policy-activated':
      return words(textIn(data, 'policy'), textIn(data, 'commit'));
    case 'refused':
      return words(textIn(data, 'operation'), textIn(data, 'change'), textIn(data, 'code'));
    case 'principal-added':
    case 'principal-changed':
      return words(textIn(data, 'id'), textIn(data, 'for'), textsIn(data, 'roles').join(', '));
    case 'exported':
      return textIn(data, 'what');
    case 'dependency-failed':
      return words(textIn(data, 'change'), textIn(data, 'ended'));
    case 'freeze-foreseen':
      return null;
    default:
      return textIn(data, 'request') ?? textIn(data, 'name') ?? textIn(data, 'adr');
  }
}

const words = (...parts: readonly (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(': ') || null;
