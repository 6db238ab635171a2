import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeView } from '../../src/operations/view.ts';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

interface Progress {
  id: string;
  status: string;
  current_stage: string | null;
  stages: { name: string; status: string }[];
  adrs: string[];
}

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const begin = (type: string, size: string, description = 'Fix FTS5 empty query crash') =>
  house.as('dana')('sdd_change', { type, size, description });
const advance = (content: string, more: object = {}) =>
  house.as('dana')('sdd_change_advance', { content, ...more });

/** The stages that each type and size goes through: the table of the founding document. */
const flows: { readonly [type: string]: readonly (readonly [size: string, stages: string])[] } = {
  fix: [
    ['small', 'describe tasks verify'],
    ['medium', 'describe spec tasks verify'],
    ['large', 'describe spec design tasks verify'],
  ],
  feature: [
    ['small', 'describe tasks verify'],
    ['medium', 'propose spec tasks verify'],
    ['large', 'propose spec clarify design tasks verify'],
  ],
  refactor: [
    ['small', 'scope tasks verify'],
    ['medium', 'scope design tasks verify'],
    ['large', 'scope spec design tasks verify'],
  ],
  enhancement: [
    ['small', 'describe tasks verify'],
    ['medium', 'propose spec tasks verify'],
    ['large', 'propose spec clarify design tasks verify'],
  ],
};
const everyFlow = Object.entries(flows).flatMap(([type, sizes]) =>
  sizes.map(([size, stages]) => [type, size, stages.split(' ')] as const),
);

describe.each(everyFlow)('a %s of size %s', (type, size, stages) => {
  test(`goes through its stages, one after another, and is completed by the last`, async () => {
    let progress = valueOf<Progress>(await begin(type, size));
    expect(progress.id).toBe('fix-fts5-empty-query-crash');
    for (const [at, stage] of stages.entries()) {
      expect(progress.stages.map(({ name }) => name)).toEqual(stages);
      expect(progress.stages.map(({ status }) => status)).toEqual(
        stages.map((_, n) => (n < at ? 'completed' : n === at ? 'in_progress' : 'pending')),
      );
      expect(progress.current_stage).toBe(stage);
      progress = valueOf<Progress>(await advance(`text of ${stage}`, { expected_stage: stage }));
    }
    expect(progress).toMatchObject({ current_stage: null });
    expect(progress.status).toMatch(/completed|archived/);
    const kept = await house.as('dana')('get', { change_id: progress.id, include: ['artifacts'] });
    expect(valueOf<ChangeView>(kept).artifacts.map(({ name, content }) => [name, content])).toEqual(
      stages.map((stage) => [`${stage}.md`, `text of ${stage}`]),
    );
  });
});

describe('the one active change', () => {
  test('keeps others from starting until it is done', async () => {
    valueOf(await begin('fix', 'small'));
    const refusal = refusalOf(await begin('feature', 'large', 'Another'));
    expect(refusal).toMatchObject({ code: 'already-held' });
    expect(refusal.message).toContain('fix-fts5-empty-query-crash');
    for (const content of ['a', 'b', 'c']) valueOf(await advance(content));
    expect(valueOf<Progress>(await begin('fix', 'small')).id).toBe('fix-fts5-empty-query-crash-2');
  });

  test('is what status shows, when no other is named', async () => {
    expect(codeOf(await house.as('dana')('sdd_change_status'))).toBe('not-found');
    expect(codeOf(await house.as('dana')('sdd_change_status', { change_id: 'nothing' }))).toBe(
      'not-found',
    );
    const { id } = valueOf<Progress>(await begin('fix', 'small'));
    expect(valueOf<Progress>(await house.as('tess')('sdd_change_status')).id).toBe(id);
  });

  test('does not advance twice when a call is repeated', async () => {
    valueOf(await begin('fix', 'small'));
    valueOf(await advance('a', { expected_stage: 'describe' }));
    const refusal = refusalOf(await advance('a', { expected_stage: 'describe' }));
    expect(refusal).toMatchObject({ code: 'wrong-stage' });
    expect(refusal.message).toContain('tasks');
  });

  test('advances once under a key, at each stage and after the last one too', async () => {
    valueOf(await begin('fix', 'small'));
    const answers: (Progress | undefined)[] = [];
    for (const [at, content] of ['a', 'b', 'c'].entries()) {
      const key = { idempotency_key: `k${at}` };
      const both = await Promise.all([advance(content, key), advance(content, key)]);
      const [first, second] = both.map((outcome) => valueOf<Progress>(outcome));
      expect(second).toEqual(first);
      expect(valueOf<Progress>(await advance(content, key))).toEqual(first);
      expect(first?.stages.filter(({ status }) => status === 'completed')).toHaveLength(at + 1);
      expect(codeOf(await advance('other', key))).toBe('key-reused');
      answers.push(first);
    }
    for (const [at, content] of ['a', 'b', 'c'].entries())
      expect(valueOf(await advance(content, { idempotency_key: `k${at}` }))).toEqual(answers[at]);
  });

  test.each(['', '   \n '])('does not advance with empty content', async (content) => {
    valueOf(await begin('fix', 'small'));
    expect(codeOf(await advance(content))).toBe('invalid-input');
  });

  test('has to be there to be advanced', async () => {
    expect(codeOf(await advance('a'))).toBe('not-awaited');
  });

  test.each([
    { type: 'chore', size: 'small', description: 'x' },
    { type: 'fix', size: 'huge', description: 'x' },
    { type: 'fix', size: 'small', description: '  ' },
  ])('is not started by %o', async (input) => {
    expect(codeOf(await house.as('dana')('sdd_change', input))).toBe('invalid-input');
  });
});

describe('a decision', () => {
  interface Recorded {
    adr: { id: string; status: string; change_id: string | null; decision: string };
    topic_key: string;
    locations: string[];
  }
  const decision = { title: 'Use a journal', context: 'c', decision: 'd', rationale: 'r' };
  const record = async (more: object = {}): Promise<Recorded> =>
    valueOf<Recorded>(await house.as('dana')('sdd_adr', { ...decision, ...more }));

  test('is kept in memory where no change is active', async () => {
    const { adr, topic_key, locations } = await record();
    expect(adr).toMatchObject({ id: 'ADR-001', status: 'accepted', change_id: null });
    expect(topic_key).toBe('adr/house/use-a-journal');
    expect(locations).toEqual(['memory:adr/house/use-a-journal']);
  });

  test('is linked to the active change, with its text', async () => {
    const { id } = valueOf<Progress>(await begin('fix', 'small'));
    const { adr, locations } = await record({ alternatives_rejected: 'a table' });
    expect(adr.change_id).toBe(id);
    expect(locations).toContain(`changes/${id}/adrs/${adr.id}.md`);
    const shown = await house.as('dana')('get', { change_id: id, include: ['artifacts'] });
    const { artifacts, adrs } = valueOf<ChangeView>(shown);
    expect(adrs).toEqual([adr.id]);
    const file = artifacts.find(({ name }) => name === `adrs/${adr.id}.md`);
    expect(file?.content).toContain('## Alternatives Rejected\n\na table');
  });

  test('with the same title replaces what was recorded; another title is another number', async () => {
    await record({ status: 'proposed' });
    const again = await record({ decision: 'changed' });
    expect(again.adr).toMatchObject({ id: 'ADR-001', status: 'accepted', decision: 'changed' });
    expect((await record({ title: 'Use a table' })).adr.id).toBe('ADR-002');
  });

  test.each([false, true])(
    'of one title has one number, however many record it at once (with a change active: %s)',
    async (active) => {
      if (active) valueOf(await begin('fix', 'small'));
      const recorded = await Promise.all([1, 2, 3, 4, 5, 6].map(() => record()));
      expect(new Set(recorded.map(({ adr }) => adr.id))).toEqual(new Set(['ADR-001']));
      const titles = ['Use a table', 'Use a tree', 'Use  a Table'];
      const others = await Promise.all(titles.map((title) => record({ title })));
      expect(others.map(({ adr }) => adr.id)).toEqual(['ADR-002', 'ADR-003', 'ADR-002']);
    },
  );

  test('of a title that reads otherwise replaces none, though both have the same slug', async () => {
    const titles = ['Use C', 'Use C++', 'Use C#', '架构一', '架构二', 'use c'];
    const recorded = [];
    for (const title of titles) recorded.push(await record({ title }));
    expect(recorded.map(({ adr }) => adr.id)).toEqual(
      ['001', '002', '003', '004', '005', '001'].map((n) => `ADR-${n}`),
    );
    expect(recorded.map(({ topic_key }) => topic_key)).toEqual([
      'adr/house/use-c',
      'adr/house/use-c-2',
      'adr/house/use-c-3',
      'adr/house/unnamed-change',
      'adr/house/unnamed-change-2',
      'adr/house/use-c',
    ]);
  });

  test.each([false, true])(
    'is recorded once under a key, and no other one is (with a change active: %s)',
    async (active) => {
      if (active) valueOf(await begin('fix', 'small'));
      const key = { idempotency_key: 'k1' };
      const first = await record(key);
      await record({ decision: 'newer' });
      const saved = (await house.records()).length;
      expect(await record(key)).toEqual(first);
      expect(await house.records()).toHaveLength(saved);
      const other = { ...decision, ...key, decision: 'another' };
      expect(codeOf(await house.as('dana')('sdd_adr', other))).toBe('key-reused');
    },
  );

  test.each(['title', 'context', 'decision', 'rationale'])('needs its %s', async (name) => {
    const outcome = await house.as('dana')('sdd_adr', { ...decision, [name]: ' ' });
    expect(codeOf(outcome)).toBe('invalid-input');
  });
});
