import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('a risk', () => {
  interface Risk {
    risk_score: number;
    risk_level: string;
    effective_type: string;
    recommended_type: string;
    risk_factors: { points: number; reason: string; source: string }[];
    required_approvers: string[];
  }
  const assess = async (input: object): Promise<Risk> =>
    valueOf<Risk>(await house.as('dana')('risk', { description: '', ...input }));

  test('of the founding example is 68, each point with its reason and source', async () => {
    const risk = await assess({
      title: 'Update payment gateway',
      description: 'Security patch for CVE-2025-1234',
      change_type: 'normal',
      affected_systems: ['payment-api', 'checkout'],
    });
    expect(risk).toMatchObject({ risk_score: 68, effective_type: 'normal' });
    expect(risk.risk_factors.map(({ points }) => points)).toEqual([30, 0, 20, 8, 10]);
    for (const { reason, source } of risk.risk_factors) {
      expect(reason).not.toBe('');
      expect(source).toMatch(/^rules\/.+:\d+$/);
    }
    expect(risk.required_approvers).toEqual(['tech-lead', 'payment-lead']);
  });

  test('tells the type where none is declared, and records nothing', async () => {
    const before = (await house.records()).length;
    expect(await assess({ title: 'Fix a typo in the manual' })).toMatchObject({
      effective_type: 'standard',
    });
    expect(await house.records()).toHaveLength(before);
  });
});

describe('freezes', () => {
  test('start now and look ahead, where no period is given', async () => {
    const answer = valueOf(await house.as('dana')('freezes'));
    expect(answer).toMatchObject({
      frozen: false,
      business_hours: [
        { calendar: 'corporate', open: false, open_from: '2026-03-02T14:00:00.000Z' },
      ],
      next_slot: { from: '2026-03-02T09:00:00.000Z' },
    });
  });

  test.each([
    ['backwards', { from: '2026-03-02', to: '2026-03-01T00:00:00Z' }],
    ['longer than two years', { from: '2026-03-02', to: '2036-03-02' }],
    ['no day', { from: 'tomorrow' }],
    ['a day that does not exist', { from: '2026-02-30' }],
  ])('refuse a period that is %s', async (_, period) => {
    expect(codeOf(await house.as('dana')('freezes', period))).toBe('invalid-input');
  });
});

describe('the policy', () => {
  test('shows what it defines, each with its source', async () => {
    const policy = valueOf<{ id: string; workflows: { name: string; source: string }[] }>(
      await house.as('dana')('policy'),
    );
    expect(policy.id).toMatch(/^[0-9a-f]{64}$/);
    expect(policy.workflows.map(({ name }) => name)).toContain('basic-approval');
    for (const { source } of policy.workflows) expect(source).toMatch(/^workflows\/.+\.scm:\d+$/);
  });

  test('explains one workflow with its text', async () => {
    const one = valueOf<{ text: string; states: { name: string }[] }>(
      await house.as('dana')('workflow', { name: 'basic-approval' }),
    );
    expect(one.text).toMatch(/^\(define-lifecycle basic-approval/);
    expect(one.states.map(({ name }) => name)).toContain('approved');
    const listed = valueOf<{ workflows: unknown[] }>(
      await house.as('dana')('workflows', { name: 'basic-approval' }),
    );
    expect(listed.workflows).toEqual([one]);
  });

  test('knows what a misspelt workflow means', async () => {
    const refusal = refusalOf(await house.as('dana')('workflow', { name: 'basic-aproval' }));
    expect(refusal).toMatchObject({ code: 'not-found' });
    expect(refusal.message).toContain('basic-approval');
  });

  test('is checked as texts, with the place of each mistake', async () => {
    const files = [{ path: 'workflows/w.scm', text: '(define-workflow w\n  (aplies-to (type x))' }];
    const answer = valueOf<{
      clean: boolean;
      id: null;
      diagnostics: { file: string; line: number }[];
    }>(await house.as('dana')('policy_check', { files }));
    expect(answer).toMatchObject({ clean: false, id: null });
    expect(answer.diagnostics[0]).toMatchObject({ file: 'workflows/w.scm', line: 1 });
  });

  test.each(['../rules/a.scm', '/etc/a.scm', 'rules/../../a.scm', 'rules/a.txt'])(
    'is not read from %s',
    async (path) => {
      const outcome = await house.as('dana')('policy_check', { files: [{ path, text: '' }] });
      expect(codeOf(outcome)).toBe('invalid-input');
    },
  );

  test('is loaded again by whoever may', async () => {
    expect(codeOf(await house.as('dana')('policy_load'))).toBe('not-permitted');
    const loaded = valueOf<{ id: string }>(await house.as('vic')('policy_load'));
    expect(loaded.id).toBe(house.services.engine.policy().policy.id);
  });
});

describe('the journal', () => {
  test('verifies, and runs its changes again to the same requests', async () => {
    await house.as('dana')('create', {
      title: 'a',
      description: 'b',
      change_type: 'normal',
      submit: true,
    });
    const verified = valueOf(await house.as('ida')('audit_verify', { replay: true }));
    expect(verified).toMatchObject({ sound: true, changes: 1, replayed: 1, findings: [] });
  });

  test('is reported for a period, with no figure that has no data', async () => {
    interface Report {
      total_changes: number;
      figures: { success_rate: { value: number | null; why?: string } };
      changes: { id: string; chronology: unknown[] }[];
    }
    const report = valueOf<Report>(await house.as('ida')('audit_report'));
    expect(report.total_changes).toBe(1);
    expect(report.changes[0]?.chronology.length).toBeGreaterThan(3);
    expect(report.figures.success_rate).toMatchObject({ value: null });
    const before = { from: '2020-01-01', to: '2020-12-31' };
    expect(valueOf<Report>(await house.as('ida')('audit_report', before)).total_changes).toBe(0);
    expect(
      valueOf<Report>(await house.as('ida')('audit_report', { details: false })).changes,
    ).toEqual([]);
  });

  test('is reported as a table whose cells no spreadsheet runs', async () => {
    await house.as('dana')('create', { title: '=1+1', description: 'b', change_type: 'normal' });
    const outcome = await house.as('ida')('audit_report', { format: 'csv' });
    if (!outcome.ok || outcome.value.kind !== 'text') throw new Error('text');
    const [head, ...rows] = outcome.value.text.trim().split('\n');
    expect(head).toMatch(/^change,title,/);
    expect(rows.some((row) => row.includes(",'=1+1,"))).toBe(true);
    expect(rows.some((row) => /,=/.test(row))).toBe(false);
  });

  test('is exported line by line, the export itself recorded first', async () => {
    const outcome = await house.as('ida')('audit_journal');
    if (!outcome.ok || outcome.value.kind !== 'lines') throw new Error('lines');
    const lines: { seq: number; type: string; actor: { id: string } | null }[] = [];
    for await (const line of outcome.value.lines) lines.push(JSON.parse(line) as (typeof lines)[0]);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
    expect(lines.at(-1)).toMatchObject({ type: 'exported', actor: { id: 'ida' } });
  });
});
