import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const change = { title: 'Rotate the key', description: 'Yearly.', change_type: 'normal' };

describe('the door', () => {
  test('refuses a parameter that does not exist and names the nearest one', async () => {
    const refusal = refusalOf(await house.as('dana')('create', { ...change, descripton: 'x' }));
    expect(refusal.code).toBe('unknown-parameter');
    expect(refusal.message).toContain('`description`');
  });

  test('names every wrong input by its pointer', async () => {
    const outcome = await house.as('dana')('create', { title: '', affected_systems: [7] });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    const paths = outcome.ok ? [] : (outcome.error.errors ?? []).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['/title', '/description', '/affected_systems/0']),
    );
  });

  test.each([
    ['half a character', '\ud800'],
    ['a NUL', 'a\0b'],
  ])('refuses text with %s', async (_, title) => {
    expect(codeOf(await house.as('dana')('create', { ...change, title }))).toBe('invalid-input');
  });

  test('refuses data nested deeper than can be kept', async () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
    expect(codeOf(await house.as('dana')('create', { ...change, custom: { deep } }))).toBe(
      'invalid-input',
    );
  });

  test('lets nobody in without a credential, except to ask whether the server is there', async () => {
    expect(codeOf(await house.invoke(null, 'list', {}))).toBe('unauthenticated');
    expect(valueOf(await house.invoke(null, 'live', {}))).toMatchObject({ status: 'live' });
    expect(valueOf(await house.invoke(null, 'ready', {}))).toMatchObject({ status: 'ready' });
  });

  test('asks the policy whether the caller may, and says who could', async () => {
    const refusal = refusalOf(await house.as('dana')('audit_journal'));
    expect(refusal.code).toBe('not-permitted');
    expect(refusal.message).toContain('auditor');
  });

  test('says what is wrong before it says who may', async () => {
    expect(codeOf(await house.as('dana')('audit_verify', { replai: true }))).toBe(
      'unknown-parameter',
    );
  });

  test('records refusals: one a principal, operation and change each minute, with the count of the others', async () => {
    const own = await openHouse();
    try {
      const { id } = valueOf<{ id: string }>(await own.as('dana')('create', change));
      const forbidden = () => own.as('dana')('decide', { change_id: id, decision: 'approve' });
      await forbidden();
      await forbidden();
      await forbidden();
      own.clock.advance(61_000);
      await forbidden();
      const refused = (await own.records()).filter(({ type }) => type === 'refused');
      expect(refused.map(({ data }) => data)).toEqual([
        expect.objectContaining({ operation: 'decide', change: id, not_recorded: 0 }),
        expect.objectContaining({ operation: 'decide', change: id, not_recorded: 2 }),
      ]);
      expect(refused[0]?.actor?.id).toBe('dana');
    } finally {
      await own.close();
    }
  });

  test('knows no operation by another name', async () => {
    expect(codeOf(await house.as('dana')('creat', {}))).toBe('not-found');
  });
});
