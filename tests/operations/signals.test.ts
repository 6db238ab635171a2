import { afterEach, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/registry.ts';
import { signalPermissions } from '../../src/change/permissions.ts';
import { asAgent, emergency, guarded, madeBy } from './guarded.ts';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

let house: House;
afterEach(() => house.close());

const typesOf = async ({ records }: House, change: string): Promise<readonly string[]> =>
  (await records()).filter((one) => one.change === change).map(({ type }) => type);

describe('a signal that an operation of its own delivers', () => {
  test('is refused to whom that operation is forbidden, by that permission', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { ...emergency, submit: true });
    const bot = asAgent(house, 'dana');
    for (const name of ['expedite', 'cancel']) {
      const refusal = refusalOf(await bot('signal', { change_id: id, name }));
      expect(refusal.code).toBe('not-permitted');
      expect(refusal.message).toContain(`${name} change`);
    }
    const seen = valueOf<{ waiting: { request: string }[] }>(
      await house.as('dana')('get', { change_id: id }),
    );
    expect(seen.waiting.map(({ request }) => request)).not.toContain('expedited-review');
  });

  test('is refused under NAME:KEY too', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { ...emergency, submit: true });
    const answer = await asAgent(house, 'dana')('signal', { change_id: id, name: 'cancel:now' });
    expect(codeOf(answer)).toBe('not-permitted');
  });

  test('stays with those who may', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { ...emergency, submit: true });
    const sent = await house.as('dana')('signal', { change_id: id, name: 'expedite' });
    expect(sent.ok).toBe(true);
  });

  test('hands no change in for those who may not submit one, at its making neither', async () => {
    house = await guarded('(forbid (submit change) (by agent))');
    const bot = asAgent(house, 'dana');
    const draft = { title: 'Rename a page', description: 'As agreed.', change_type: 'normal' };
    const { id } = valueOf<{ id: string }>(await bot('create', draft));
    for (const [operation, input] of [
      ['submit', { change_id: id }],
      ['signal', { change_id: id, name: 'submit' }],
      ['create', { ...draft, submit: true }],
    ] as const)
      expect(codeOf(await bot(operation, input)), operation).toBe('not-permitted');
    expect(valueOf(await house.as('dana')('list'))).toMatchObject({ items: [{ id }] });
    expect((await house.as('dana')('submit', { change_id: id })).ok).toBe(true);
  });

  test('goes no further than the credential', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', emergency);
    const ceiling = [
      { action: 'read', object: 'change' },
      { action: 'send', object: 'signal' },
    ];
    const limited = { ...house.principal('dana'), ceiling };
    const answer = await house.invoke(limited, 'signal', { change_id: id, name: 'submit' });
    expect(codeOf(answer)).toBe('not-permitted');
  });

  test('needs what the operation of its name needs', () => {
    const named = operations.filter(({ name }) => Object.hasOwn(signalPermissions, name));
    expect(named.map(({ name }) => name).sort()).toEqual(['cancel', 'expedite', 'submit']);
    const all: { readonly [name: string]: object } = signalPermissions;
    for (const { name, permission } of named) expect(permission).toBe(all[name]);
  });
});

interface Seen {
  readonly status: string;
  readonly outcome: string | null;
  readonly waiting: readonly { readonly request: string; readonly votes: readonly object[] }[];
}

describe('a decision that a workflow awaits as a signal', () => {
  const said = { decision: 'approve', reason: 'Read.', conditions: ['only after 18:00'] };

  test('is advice where an agent makes it, kept beside the request for the people who decide', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { change_type: 'basic', submit: true });
    const bot = asAgent(house, 'tess');
    const advised = valueOf<Seen>(
      await bot('decide', { change_id: id, ...said, confidence: 0.75 }),
    );
    expect(advised.status).toBe('open');
    expect(advised.waiting.find(({ request }) => request === 'approve')?.votes).toMatchObject([
      {
        by: 'tessbot',
        for: 'tess',
        decision: 'approve',
        standing: 'advice',
        reason: 'Read.',
        conditions: ['only after 18:00'],
        confidence: 0.75,
      },
    ]);
    const decided = await house.as('tess')('decide', { change_id: id, decision: 'approve' });
    expect(valueOf<Seen>(decided)).toMatchObject({ status: 'completed', outcome: 'approved' });
  });

  test('is sent by no agent as a signal', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { change_type: 'basic', submit: true });
    const bot = asAgent(house, 'tess');
    for (const name of ['approve', 'reject'])
      expect(codeOf(await bot('signal', { change_id: id, name }))).toBe('agent-advises');
    expect(await typesOf(house, id)).not.toContain('closed');
  });

  test('is made by no agent where the shipped policy names it otherwise', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { change_type: 'security-review' });
    await house.as('dana')('signal', { change_id: id, name: 'submit-security' });
    const bot = asAgent(house, 'vic');
    for (const name of ['security-approve', 'security-reject'])
      expect(codeOf(await bot('signal', { change_id: id, name }))).toBe('not-accepted');
    expect((await house.as('vic')('signal', { change_id: id, name: 'security-approve' })).ok).toBe(
      true,
    );
  });

  test('keeps its conditions and how sure it was', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { change_type: 'basic', submit: true });
    await house.as('tess')('decide', { change_id: id, ...said, confidence: 0.5 });
    const sent = (await house.records()).findLast(({ type }) => type === 'signalled');
    expect(sent?.data['payload']).toEqual({
      reason: 'Read.',
      conditions: ['only after 18:00'],
      confidence: 0.5,
    });
  });

  test('may be named as `waiting` names it', async () => {
    house = await openHouse();
    const id = await madeBy(house, 'dana', { change_type: 'basic', submit: true });
    const named = { change_id: id, request: 'approve', decision: 'approve' };
    expect(valueOf<Seen>(await house.as('tess')('decide', named)).outcome).toBe('approved');
  });
});
