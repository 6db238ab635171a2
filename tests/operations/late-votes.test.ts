import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { madeBy } from './guarded.ts';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

/** A change that asks two people at once: the one who leads the team, and the one who answers for payments. */
const askingTwo = () =>
  madeBy(house, 'dana', {
    description: 'Security patch for CVE-2025-1234',
    change_type: 'normal',
    affected_systems: ['payment-api', 'checkout'],
    submit: true,
  });

const decide = (person: string, change: string, decision: string, request?: string) =>
  house.as(person)('decide', { change_id: change, decision, request });

async function lateVotes(change: string): Promise<readonly unknown[]> {
  const records = (await house.records()).filter((one) => one.change === change);
  return records
    .map(({ data }) => data as { request?: string; vote?: { by: string; standing: string } })
    .flatMap(({ request, vote }) => (vote?.standing === 'late' ? [[request, vote.by]] : []));
}

describe('a vote after the deciding one', () => {
  test('is kept as late with the request that asked its voter, which need not be named', async () => {
    const id = await askingTwo();
    await decide('tess', id, 'reject');
    expect(valueOf(await decide('pat', id, 'approve'))).toMatchObject({ status: 'rejected' });
    expect(await lateVotes(id)).toEqual([['review:payment-lead', 'pat']]);
  });

  test('is cast once', async () => {
    const id = await askingTwo();
    await decide('tess', id, 'reject');
    expect(codeOf(await decide('tess', id, 'approve'))).toBe('already-voted');
    await decide('pat', id, 'approve');
    expect(codeOf(await decide('pat', id, 'approve'))).toBe('already-voted');
  });

  test('is not for those who were not asked', async () => {
    const id = await askingTwo();
    await decide('tess', id, 'reject');
    expect(codeOf(await decide('max', id, 'approve'))).toBe('closed');
    expect(await lateVotes(id)).toEqual([]);
  });

  test('says which requests it could mean where these are several', async () => {
    const id = await askingTwo();
    const both = { ...house.principal('tess'), id: 'bea', roles: ['tech-lead', 'payment-lead'] };
    await decide('tess', id, 'reject');
    const answer = await house.invoke(both, 'decide', { change_id: id, decision: 'approve' });
    const refusal = refusalOf(answer);
    expect(refusal.code).toBe('ambiguous-request');
    expect(refusal.message).toContain('review:tech-lead, review:payment-lead');
  });

  test('counts as late while the change goes on, and another approval asks others', async () => {
    const id = await askingTwo();
    await decide('tess', id, 'approve');
    const lead = { ...house.principal('tess'), id: 'tom' };
    const late = await house.invoke(lead, 'decide', { change_id: id, decision: 'reject' });
    expect(valueOf(late)).toMatchObject({ status: 'open' });
    expect(await lateVotes(id)).toEqual([['review:tech-lead', 'tom']]);
  });
});

describe('a decision on a request that there is not', () => {
  test('is told what can be decided, with the nearest name', async () => {
    const id = await askingTwo();
    const refusal = refusalOf(await decide('tess', id, 'approve', 'review:techlead'));
    expect(refusal.code).toBe('not-awaited');
    expect(refusal.message).toContain('no decision on review:techlead');
    expect(refusal.message).toContain('to be decided: review:tech-lead, review:payment-lead');
    expect(refusal.message).toContain('did you mean review:tech-lead?');
    expect(refusal.message).not.toContain('expedite');
  });

  test('is told what is awaited where that is no decision', async () => {
    const id = await madeBy(house, 'dana', { change_type: 'normal' });
    const refusal = refusalOf(await decide('tess', id, 'approve'));
    expect(refusal.message).toContain('awaits no decision now; it awaits submit (signal)');
  });
});
