import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phrase } from '../../src/cli/phrasing/phrase.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import type { Outcome } from '../../src/operations/operation.ts';
import type { ChangeView } from '../../src/operations/view.ts';
import { policyDirectory } from '../engine/world.ts';
import { shippedTexts } from '../policy/shipped-files.ts';
import { openHouse, valueOf, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const input = { title: 'Turn the switch', description: 'From left to right.' };

const refusal = (outcome: Outcome): Refusal => {
  if (outcome.ok) throw new Error('it was not refused');
  return outcome.error;
};
const flaws = async (operation: string, given: object) => {
  const { code, errors } = refusal(await house.as('dana')(operation, given));
  return [code, ...(errors ?? []).map(({ path, message }) => `${path} ${message}`)];
};

describe('a field whose words the policy closes', () => {
  test.each([
    ['Production', 'production'],
    ['prodution', 'production'],
    ['prod', 'production'],
    ['STAGING', 'staging'],
  ])('refuses %s and names %s', async (given, meant) => {
    const [code, flaw] = await flaws('create', { ...input, environment: given });
    expect(code).toBe('invalid-input');
    expect(flaw).toBe(
      `/environment \`${given}\` is no environment of the policy: did you mean \`${meant}\`? (it has production, staging, test, development, dev, qa, sandbox, demo, training)`,
    );
  });

  test('refuses every such word at once, with its place', async () => {
    const [, ...told] = await flaws('create', {
      ...input,
      priority: 'urgentest',
      urgency: 'soonish',
      size: 'Small',
    });
    expect(told.map((each) => each.split(' ')[0])).toEqual(['/priority', '/urgency', '/size']);
  });

  test('takes a word with blanks around it for the word', async () => {
    const change = valueOf<ChangeView>(
      await house.as('dana')('create', { ...input, environment: ' production ' }),
    );
    expect(change.fields['environment']).toBe('production');
    expect(change.warnings).toEqual([]);
  });

  test('refuses an edit, a risk and a question about freezes in the same words', async () => {
    const { id, version } = valueOf<ChangeView>(await house.as('dana')('create', input));
    const word = { environment: 'Production' };
    const said = await flaws('create', { ...input, ...word });
    expect(await flaws('edit', { change_id: id, ...word })).toEqual(said);
    expect(await flaws('risk', { ...input, ...word })).toEqual(said);
    expect(await flaws('freezes', word)).toEqual(said);
    expect(valueOf<ChangeView>(await house.as('dana')('get', { change_id: id })).version).toBe(
      version,
    );
  });

  test('are told with the policy in force', async () => {
    const { fields } = valueOf<{ fields: { name: string; words: string[] }[] }>(
      await house.as('dana')('policy'),
    );
    expect(fields.find(({ name }) => name === 'priority')?.words).toEqual([
      'low',
      'medium',
      'high',
      'critical',
    ]);
  });
});

describe('a type that the policy does not have', () => {
  test('is refused by risk and freezes with the nearest', async () => {
    for (const [operation, given] of [
      ['risk', { ...input, change_type: 'Normal' }],
      ['freezes', { change_type: 'Normal' }],
    ] as const) {
      const [code, flaw] = await flaws(operation, given);
      expect(code).toBe('invalid-input');
      expect(flaw).toContain(
        '/change_type `Normal` is no type of the policy: did you mean `normal`?',
      );
    }
  });
});

describe('a system that the catalogue does not have', () => {
  const misspelt = { ...input, affected_systems: ['paymnt-api', 'checkout'] };
  const text = 'the policy knows no system `paymnt-api`; did you mean `payment-api`?';
  const warning = {
    kind: 'word',
    text,
    about: 'affected_systems',
    from: null,
    to: null,
    next_slot: null,
  };

  test('is warned of in the change, in why and on the command line, and on the record', async () => {
    const change = valueOf<ChangeView>(await house.as('dana')('create', misspelt));
    expect(change.warnings).toEqual([warning]);
    expect(phrase('create', change, pc.createColors(false))).toContain(`warning: ${text}`);
    const why = valueOf<{ warnings: string[] }>(
      await house.as('dana')('explain', { change_id: change.id }),
    );
    expect(why.warnings).toEqual([text]);
    const created = (await house.records()).find(
      (record) => record.type === 'created' && record.change === change.id,
    );
    expect(created?.data['unknown_words']).toEqual([
      { field: 'systems', word: 'paymnt-api', nearest: 'payment-api' },
    ]);
  });

  test('is warned of by risk and freezes', async () => {
    for (const [operation, given] of [
      ['risk', misspelt],
      ['freezes', { system: misspelt.affected_systems }],
    ] as const) {
      const view = valueOf<{ warnings: string[] }>(await house.as('dana')(operation, given));
      expect(view.warnings).toEqual([text]);
      expect(phrase(operation, view, pc.createColors(false))).toContain(`warning: ${text}`);
    }
  });

  test('is warned of no more once it is corrected, and stays while other fields are edited', async () => {
    const { id } = valueOf<ChangeView>(await house.as('dana')('create', misspelt));
    const edit = async (fields: object) =>
      valueOf<ChangeView>(await house.as('dana')('edit', { change_id: id, ...fields })).warnings;
    expect(await edit({ title: 'Turn it twice' })).toEqual([warning]);
    expect(await edit({ affected_systems: ['payment-api', 'checkout'] })).toEqual([]);
    expect(await edit({ affected_systems: ['attic'] })).toMatchObject([
      { text: 'the policy knows no system `attic`' },
    ]);
  });
});

describe('a policy that closes no field', () => {
  test('warns of a word that its rules compare with nothing', async () => {
    const texts: { [path: string]: string } = { ...(await shippedTexts()) };
    delete texts['rules/fields.scm'];
    const open = await openHouse(undefined, undefined, await policyDirectory(texts));
    const warnings = async (fields: object) =>
      valueOf<ChangeView>(await open.as('dana')('create', { ...input, ...fields })).warnings.map(
        ({ text }) => text,
      );
    expect(await warnings({ environment: 'prodution' })).toEqual([
      'no rule of the policy knows `prodution` as environment; did you mean `production`?',
    ]);
    expect(await warnings({ environment: 'staging', labels: ['anything'] })).toEqual([]);
    expect(await warnings({ environment: 'lab' })).toEqual([
      'no rule of the policy knows `lab` as environment',
    ]);
    // One word sets itself apart from all others.
    expect(await warnings({ priority: 'high' })).toEqual([]);
    expect(await warnings({ priority: 'Critical' })).toEqual([
      'no rule of the policy knows `Critical` as priority; did you mean `critical`?',
    ]);
    // No rule asks how soon it is wanted, so that any word will do.
    expect(await warnings({ urgency: 'soonish' })).toEqual([]);
    await open.close();
  });
});

describe('fields that contradict each other', () => {
  const start = '2026-03-05T09:00:00Z';
  const before = '2026-03-05T08:00:00Z';

  test('a change that would end before it starts is refused', async () => {
    expect(await flaws('create', { ...input, planned_start: start, planned_end: before })).toEqual([
      'invalid-input',
      `/planned_end is before \`planned_start\`, ${start}`,
    ]);
    const { id } = valueOf<ChangeView>(
      await house.as('dana')('create', { ...input, planned_end: start }),
    );
    const late = '2026-03-06T09:00:00Z';
    expect(await flaws('edit', { change_id: id, planned_start: late })).toEqual([
      'invalid-input',
      `/planned_start is after \`planned_end\`, ${start}`,
    ]);
    const both = { change_id: id, planned_start: before, planned_end: late };
    expect(valueOf<ChangeView>(await house.as('dana')('edit', both)).fields).toMatchObject({
      planned_start: before,
      planned_end: late,
    });
  });

  test('a dependency that is named twice is refused, whatever its policy', async () => {
    const { id } = valueOf<ChangeView>(await house.as('dana')('create', input));
    expect(await flaws('create', { ...input, depends_on: [id, { id, policy: 'warn' }] })).toEqual([
      'invalid-input',
      `/depends_on/1 names ${id} a second time`,
    ]);
  });

  test('a period whose last day is before its first is refused; one day is a period', async () => {
    expect(await flaws('freezes', { from: '2026-12-02', to: '2026-12-01' })).toEqual([
      'invalid-input',
      '/to is before `from`',
    ]);
    expect((await house.as('dana')('freezes', { from: '2026-12-02', to: '2026-12-02' })).ok).toBe(
      true,
    );
  });
});
