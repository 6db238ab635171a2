import { describe, expect, test } from 'vitest';
import { auditReporter, type AuditReport } from '../../src/audit/report.ts';
import { guardCell, reportRows } from '../../src/audit/report-rows.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import { at, journal } from './journals.ts';

const judge = { id: 'joe', kind: 'person', roles: ['judge'] } as const;
const robot = { id: 'bot', kind: 'agent', roles: [], for: 'joe' } as const;

const approval = {
  id: 1,
  request: 'review',
  kind: 'approval',
  by: [
    { kind: 'role', role: 'judge' },
    { kind: 'person', person: 'sue' },
  ],
  quorum_text: '1 of 2',
};

const records = journal([
  {
    change: 'C-1',
    type: 'created',
    hours: 0,
    data: {
      author: 'ann',
      change_type: 'kind-a',
      declared_type: 'kind-b',
      workflow: { name: 'flow', policy: 'p1' },
      fields: {
        title: '=cmd()',
        environment: 'live',
        systems: ['s'],
        justification: 'why not',
        rollback_plan: 'back',
      },
    },
  },
  {
    change: 'C-1',
    type: 'assessed',
    hours: 0,
    data: { assessment: { score: 42, level: 'middling' } },
  },
  { change: 'C-1', type: 'opened', hours: 1, data: { request: approval } },
  {
    change: 'C-1',
    type: 'voted',
    hours: 2,
    by: robot,
    data: {
      id: 1,
      request: 'review',
      vote: {
        by: 'bot',
        for: 'joe',
        decision: 'approve',
        standing: 'advice',
        reason: 'looks fine',
        conditions: [],
      },
    },
  },
  {
    change: 'C-1',
    type: 'voted',
    hours: 5,
    by: judge,
    data: {
      id: 1,
      request: 'review',
      vote: {
        by: 'joe',
        decision: 'approve',
        standing: 'counted',
        reason: 'read it',
        conditions: ['at night'],
      },
    },
  },
  {
    change: 'C-1',
    type: 'decided',
    hours: 5,
    by: judge,
    data: {
      decision: {
        id: 1,
        request: 'review',
        outcome: 'approved',
        how: 'voted',
        reason: null,
        conditions: ['at night'],
      },
    },
  },
  { change: 'C-1', type: 'closed', hours: 10, data: { status: 'completed', outcome: 'done' } },
  {
    change: 'C-2',
    type: 'created',
    hours: 11,
    data: { change_type: 'kind-c', fields: { title: 'Two' } },
  },
  {
    change: 'C-2',
    type: 'decided',
    hours: 11,
    data: {
      decision: {
        id: 4,
        request: 'skipped-one',
        outcome: 'approved',
        how: 'skipped',
        reason: 'small',
        conditions: [],
      },
    },
  },
  { change: 'C-2', type: 'closed', hours: 13, data: { status: 'completed', outcome: 'failed' } },
  { change: null, type: 'exported', hours: 14, data: { what: 'report' } },
  { change: 'C-3', type: 'created', hours: 30, data: { nothing: 'known' } },
]);

function report(
  from: string | null,
  to: string | null,
  of: readonly AuditRecord[] = records,
): AuditReport {
  const reporter = auditReporter({ from, to, urgentTypes: ['kind-c'] });
  for (const record of of) reporter.take(record);
  return reporter.report();
}

describe('an audit report', () => {
  test('counts the changes of a period by what they were at its end', () => {
    const whole = report(null, at(20));
    expect(whole).toMatchObject({
      total_changes: 2,
      by_status: { completed: 2 },
      by_type: { 'kind-a': 1, 'kind-c': 1 },
      by_risk: { 'not given': 1, middling: 1 },
      by_environment: { 'not given': 1, live: 1 },
      urgent_changes: ['C-2'],
      failed_changes: ['C-2'],
      journal: { records: 11, head: { seq: 11, hash: records[10]?.hash } },
    });
    expect(report(null, at(4)).by_status).toEqual({ open: 1 });
  });

  test('has a change with anything in the period, and its whole story up to its end', () => {
    const late = report(at(5), at(12));
    expect(late.changes.map(({ id, chronology }) => [id, chronology.length])).toEqual([
      ['C-1', 7],
      ['C-2', 2],
    ]);
    expect(report(at(14), at(20)).changes).toEqual([]);
  });

  test('computes its figures from the journal', () => {
    expect(report(null, at(20)).figures).toEqual({
      lead_time_hours: { value: 6, of: 2 },
      success_rate: { value: 0.5, of: 2 },
      urgent_rate: { value: 0.5, of: 2 },
      approval_rate: { value: 1, of: 1 },
      approval_hours: { value: 4, of: 1 },
    });
  });

  test('counts as failures what was carried out and failed, and nothing that was not carried out', () => {
    const ended = (status: string, outcome: string, change: string) => [
      { change, type: 'created', data: {} },
      { change, type: 'closed', data: { status, outcome } },
    ];
    const several = journal([
      ...ended('completed', 'successful', 'C-1'),
      ...ended('completed', 'rolled-back', 'C-2'),
      ...ended('rejected', 'rejected', 'C-3'),
      ...ended('cancelled', 'cancelled', 'C-4'),
      { change: 'C-5', type: 'created', data: {} },
      { change: 'C-5', type: 'failed', data: { message: 'no such field' } },
      { change: 'C-6', type: 'created', data: {} },
      { change: 'C-6', type: 'failed', data: { message: 'no such field' } },
      { change: 'C-6', type: 'retried', data: {} },
    ]);
    const { figures, failed_changes, by_status } = report(null, null, several);
    expect(figures.success_rate).toEqual({ value: 0.5, of: 2 });
    expect(failed_changes).toEqual(['C-2', 'C-5']);
    expect(by_status).toEqual({ cancelled: 1, completed: 2, failed: 1, open: 1, rejected: 1 });
    const refused = journal(ended('rejected', 'rejected', 'C-3'));
    expect(report(null, null, refused).figures.success_rate).toEqual({
      value: null,
      why: 'no change was carried out in the period',
    });
  });

  test('tells what was recorded in the period beside changes', () => {
    const beside = journal([
      { change: null, type: 'policy-activated', hours: 0, data: { policy: 'p1', commit: 'c1' } },
      {
        change: null,
        type: 'refused',
        hours: 2,
        by: judge,
        data: { operation: 'decide', change: 'C-1', code: 'not-permitted' },
      },
      {
        change: null,
        type: 'principal-added',
        hours: 3,
        data: { id: 'bot', for: 'joe', roles: ['judge'] },
      },
    ]);
    const { beside_changes, other_records } = report(at(1), at(9), beside);
    expect(beside_changes).toEqual({ 'principal-added': 1, refused: 1 });
    expect(other_records).toMatchObject([
      { seq: 2, who: 'joe', what: 'refused', detail: 'decide: C-1: not-permitted' },
      { seq: 3, what: 'principal-added', detail: 'bot: joe: judge' },
    ]);
    expect(report(null, null, beside).other_records[0]).toMatchObject({
      what: 'policy-activated',
      detail: 'p1: c1',
    });
  });

  test('tells a decision that was sent as a signal among the approvals', () => {
    const signal = (id: number, name: string) => ({
      change: 'C-1',
      type: 'opened',
      hours: 1,
      data: {
        request: { id, kind: 'signal', request: name, name, by: [{ kind: 'role', role: 'judge' }] },
      },
    });
    const decided = journal([
      { change: 'C-1', type: 'created', hours: 0, data: {} },
      signal(1, 'submit'),
      signal(2, 'approve'),
      signal(3, 'reject'),
      {
        change: 'C-1',
        type: 'voted',
        hours: 2,
        by: robot,
        data: { id: 3, vote: { by: 'bot', for: 'joe', decision: 'reject', standing: 'advice' } },
      },
      {
        change: 'C-1',
        type: 'signalled',
        hours: 3,
        by: judge,
        data: { id: 2, name: 'approve', payload: { reason: 'read it', conditions: ['at night'] } },
      },
      { change: 'C-1', type: 'withdrawn', hours: 3, data: { id: 3, request: 'reject' } },
    ]);
    const [story] = report(null, null, decided).changes;
    expect(story?.approvals).toMatchObject([
      {
        request: 'approve',
        asked: ['judge'],
        outcome: 'approved',
        how: 'voted',
        conditions: ['at night'],
        votes: [
          { by: 'bot', decision: 'reject', standing: 'advice' },
          { by: 'joe', decision: 'approve', standing: 'counted', reason: 'read it' },
        ],
      },
    ]);
    expect(story?.chronology[5]).toMatchObject({ what: 'signalled', why: 'read it' });
  });

  test('says of a figure without data that there is none, never zero', () => {
    for (const figure of Object.values(report(at(15), at(16)).figures)) {
      expect(figure).toMatchObject({ value: null, why: expect.stringMatching(/^no /) as string });
    }
    expect(report(at(25), null).figures.lead_time_hours).toEqual({
      value: null,
      why: 'no change was closed in the period',
    });
  });

  test('tells who did what, when, why, and the chain of approvals', () => {
    const [story, skipped] = report(null, at(20)).changes;
    expect(story).toMatchObject({
      id: 'C-1',
      author: 'ann',
      type: 'kind-a',
      declared_type: 'kind-b',
      justification: 'why not',
      rollback_plan: 'back',
      test_plan: null,
      risk_score: 42,
      created_at: at(0),
      closed_at: at(10),
    });
    expect(story?.approvals).toEqual([
      {
        request: 'review',
        asked: ['judge', 'sue'],
        needed: '1 of 2',
        opened_at: at(1),
        votes: [
          {
            by: 'bot',
            acting_for: 'joe',
            decision: 'approve',
            standing: 'advice',
            at: at(2),
            reason: 'looks fine',
            conditions: [],
          },
          {
            by: 'joe',
            acting_for: null,
            decision: 'approve',
            standing: 'counted',
            at: at(5),
            reason: 'read it',
            conditions: ['at night'],
          },
        ],
        outcome: 'approved',
        how: 'voted',
        decided_at: at(5),
        reason: null,
        conditions: ['at night'],
      },
    ]);
    expect(story?.chronology[3]).toMatchObject({
      who: 'bot',
      acting_for: 'joe',
      what: 'voted',
      detail: 'review: approve',
      why: 'looks fine',
      seq: 4,
    });
    expect(skipped?.approvals).toMatchObject([
      { request: 'skipped-one', how: 'skipped', reason: 'small', votes: [] },
    ]);
  });

  test('is made of records that say nothing it knows, too', () => {
    const strange = journal([
      { change: 'C-9', type: 'created', data: { fields: 7, workflow: null } },
      { change: 'C-9', type: 'voted', data: { id: 'x', vote: [] } },
      { change: 'C-9', type: 'decided', data: {} },
      { change: 'C-9', type: 'something-new', data: { list: [1] } },
    ]);
    expect(report(null, null, strange).changes[0]?.chronology.map(({ what }) => what)).toEqual([
      'created',
      'voted',
      'decided',
      'something-new',
    ]);
  });
});

describe('the rows of a report', () => {
  test('are the chronologies under one row of names, with as many cells in each', () => {
    const rows = [...reportRows(report(null, at(20)))];
    expect(rows).toHaveLength(1 + 7 + 3 + 1);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows[1]?.slice(0, 2)).toEqual(['C-1', "'=cmd()"]);
  });

  test.each(['=1+1', '+1', '-1', '@a', '\t=1', ' =1', '\r1', '\n', '＝1', '\u0000=1'])(
    'do not let %j run',
    (text) => {
      expect(guardCell(text)).toBe(`'${text}`);
    },
  );
  test.each(['', 'a=1', 'C-1', '2030-01-01', "'=1"])('leave %j alone', (text) => {
    expect(guardCell(text)).toBe(text);
  });
});
