import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, refusalOf, valueOf, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('a stage that goes on without an earlier text is handed in with why that is not needed', async () => {
  const dana = house.as('dana');
  const { id } = valueOf<{ id: string }>(
    await dana('sdd_change', { type: 'fix', size: 'small', description: 'Empty query' }),
  );
  valueOf(await dana('sdd_change_advance', { content: 'It crashes.' }));
  valueOf(await dana('task', { change_id: id, name: 'tasks', payload: { steps: 'none' } }));

  const proof = { content: 'It holds.', expected_stage: 'verify' };
  expect(refusalOf(await dana('sdd_change_advance', proof)).message).toContain('tasks.md');
  const payload = { waived: 'One line is changed.' };
  expect(valueOf(await dana('sdd_change_advance', { ...proof, payload }))).toMatchObject({
    current_stage: null,
    status: 'archived',
  });
});
