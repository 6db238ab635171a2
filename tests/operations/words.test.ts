import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phrase } from '../../src/cli/phrasing/phrase.ts';
import { openHouse, valueOf, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());

interface Change {
  readonly id: string;
  readonly status: string;
  readonly decisions: readonly { readonly [name: string]: unknown }[];
}

const plain = pc.createColors(false);
const shown = async (person: string, operation: string, input: object = {}): Promise<string> =>
  phrase(operation, valueOf(await house.as(person)(operation, input)), plain);

async function submitted(): Promise<string> {
  const made = await house.as('dana')('create', {
    title: 'Rotate the signing key',
    description: 'Yearly.',
    environment: 'production',
    affected_systems: ['payment-api'],
    change_type: 'normal',
    submit: true,
  });
  return valueOf<Change>(made).id;
}

const agent = {
  id: 'tessbot',
  name: 'tessbot',
  kind: 'agent',
  roles: ['tech-lead'],
  tenant: 'default',
  actingFor: 'tess',
} as const;

test('why a change was sent back stands wherever its author looks', async () => {
  const id = await submitted();
  const why = 'Please add a rollback plan';
  valueOf(await house.as('tess')('decide', { change_id: id, decision: 'revise', reason: why }));

  const change = valueOf<Change>(await house.as('dana')('get', { change_id: id }));
  expect(change.decisions[0]).toMatchObject({
    request: 'review:tech-lead',
    outcome: 'revise',
    by: ['tess'],
    reason: why,
    void: true,
    votes: [{ by: 'tess', decision: 'revise', standing: 'counted', reason: why }],
  });
  for (const [operation, input] of [
    ['get', { change_id: id }],
    ['explain', { change_id: id }],
    ['history', { change_id: id }],
    ['inbox', {}],
    ['status', {}],
  ] as const)
    expect(await shown('dana', operation, input), operation).toContain(why);
});

test('the author is told of a revision until people are asked again', async () => {
  const id = await submitted();
  valueOf(
    await house.as('tess')('decide', {
      change_id: id,
      decision: 'revise',
      reason: 'Who is on call?',
    }),
  );
  expect(await shown('dana', 'inbox')).toContain(
    'tess asked for a revision in review:tech-lead: “Who is on call?”',
  );
  expect(await shown('pat', 'inbox')).not.toContain('Who is on call?');
  valueOf(await house.as('dana')('signal', { change_id: id, name: 'resubmit' }));
  expect(await shown('dana', 'inbox')).not.toContain('Who is on call?');
  expect(await shown('tess', 'explain', { change_id: id })).toContain('Who is on call?');
});

test('what a yes depends on is seen by those who carry the change out', async () => {
  const id = await submitted();
  const condition = 'only after 18:00';
  for (const person of ['tess', 'pat'])
    valueOf(
      await house.as(person)('decide', {
        change_id: id,
        decision: 'approve',
        conditions: person === 'pat' ? [condition] : [],
      }),
    );
  for (const operation of ['get', 'explain', 'history'])
    expect(await shown('dana', operation, { change_id: id }), operation).toContain(
      `on condition: ${condition}`,
    );
  expect(await shown('dana', 'inbox')).toContain(condition);
  const change = valueOf<Change>(await house.as('dana')('get', { change_id: id }));
  expect(change.decisions).toContainEqual(
    expect.objectContaining({ outcome: 'approved', conditions: [condition] }),
  );
});

test('why a change was rejected stays with it', async () => {
  const id = await submitted();
  valueOf(
    await house.as('tess')('decide', {
      change_id: id,
      decision: 'reject',
      reason: 'It has no way back.',
    }),
  );
  const change = valueOf<Change>(await house.as('dana')('get', { change_id: id }));
  expect(change).toMatchObject({
    status: 'rejected',
    decisions: [
      { outcome: 'rejected', reason: 'It has no way back.' },
      { outcome: 'withdrawn', votes: [] },
    ],
  });
  for (const operation of ['get', 'explain', 'history'])
    expect(await shown('dana', operation, { change_id: id }), operation).toContain(
      'It has no way back.',
    );
});

test('a vote of an agent is shown as advice, with how sure it is', async () => {
  const id = await submitted();
  valueOf(
    await house.invoke(agent, 'decide', {
      change_id: id,
      request: 'review:tech-lead',
      decision: 'approve',
      reason: 'The plan can be followed.',
      confidence: 0.8,
    }),
  );
  const advice = 'tessbot for tess: advises: approve (80 % sure): “The plan can be followed.”';
  for (const operation of ['get', 'explain', 'history'])
    expect(await shown('dana', operation, { change_id: id }), operation).toContain(advice);
});

test('the report as CSV has the conditions of each vote in a column', async () => {
  const outcome = await house.as('ida')('audit_report', { format: 'csv' });
  if (!outcome.ok || outcome.value.kind !== 'text') throw new Error('no CSV');
  const [head, ...rows] = outcome.value.text.trimEnd().split('\n');
  expect(head?.split(',').at(-1)).toBe('conditions');
  const voted = rows.filter((row) => row.includes(',voted,') && row.includes(',pat,'));
  expect(voted.map((row) => row.split(',').at(-1))).toEqual(['only after 18:00']);
});

describe('where a workflow waits for decisions as signals', () => {
  const decided = async (decision: object): Promise<string> => {
    const { id } = valueOf<Change>(
      await house.as('dana')('create', {
        title: 'Read this',
        description: 'Please.',
        change_type: 'basic',
        submit: true,
      }),
    );
    valueOf(await house.as('tess')('decide', { change_id: id, ...decision }));
    return id;
  };

  test('why it was rejected stays with the change', async () => {
    const id = await decided({ decision: 'reject', reason: 'It says nothing.' });
    const change = valueOf<Change>(await house.as('dana')('get', { change_id: id }));
    expect(change.decisions).toMatchObject([
      { request: 'reject', outcome: 'rejected', by: ['tess'], reason: 'It says nothing.' },
    ]);
    for (const operation of ['get', 'explain', 'history'])
      expect(await shown('dana', operation, { change_id: id }), operation).toContain(
        'It says nothing.',
      );
  });

  test('what a yes depends on stays with the change', async () => {
    const id = await decided({ decision: 'approve', conditions: ['only after 20:00'] });
    for (const operation of ['get', 'explain', 'history'])
      expect(await shown('dana', operation, { change_id: id }), operation).toContain(
        'on condition: only after 20:00',
      );
  });
});
