import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Datum } from '../../src/core/datum.ts';
import type { Condition, RuleDefinition } from '../../src/policy/definitions.ts';
import { judgeByClosures, judgeByEngine } from '../../src/risk/judge.ts';
import { createReader, type Reader } from '../../src/risk/reading.ts';
import { condition, world } from './conditions.ts';
import { policyOf } from './policy.ts';

interface World {
  readonly fields: { readonly [name: string]: Datum };
  readonly facts: { readonly [name: string]: Datum };
  readonly answers: { readonly [procedure: string]: Datum | null };
}

const readerOf = ({ fields, facts, answers }: World): Reader =>
  createReader(
    (procedure) => {
      const value = answers[procedure];
      return value === undefined
        ? { ok: false, error: { message: `${procedure} failed` } }
        : { ok: true, value: { value, reads: [procedure], roles: {} } };
    },
    {
      now: '2026-03-02T09:00:00Z',
      actor: null,
      payload: null,
      author: 'dana',
      fields,
      facts,
      artifacts: {},
      roles: null,
    },
  );

const span = { file: 'rules/test.scm', start: 0, end: 1 };
const rule = (when: Condition, index: number): RuleDefinition => ({
  name: `rule-${index}`,
  doc: null,
  span,
  when,
  require: null,
  addRisk: null,
  tags: [],
  because: null,
});
const judgement = async (conditions: readonly Condition[], given: World) => {
  const policy = policyOf({ rules: conditions.map(rule) });
  const [engine, closures] = [readerOf(given), readerOf(given)];
  return {
    engine: await judgeByEngine({ policy, model: null, reader: engine }),
    closures: judgeByClosures({ policy, model: null, reader: closures }),
    engineReads: new Set(engine.reads()),
    closureReads: new Set(closures.reads()),
  };
};
const compare = (parts: Partial<Extract<Condition, { kind: 'compare' }>>): Condition => ({
  kind: 'compare',
  subject: 'field',
  name: 'custom.n',
  operator: '=',
  value: 3,
  span,
  ...parts,
});
const empty: World = { fields: {}, facts: {}, answers: {} };

describe('json-rules-engine and the closures', () => {
  test('answer alike for any rules and any world, errors included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(condition, { maxLength: 4 }), world, async (conditions, given) => {
        const { engine, closures } = await judgement(conditions, given);
        expect(engine).toEqual(closures);
      }),
      { numRuns: 600 },
    );
  });

  test('read the same fields of one rule: parts that are not needed are not looked at', async () => {
    await fc.assert(
      fc.asyncProperty(condition, world, async (only, given) => {
        const { engine, engineReads, closureReads } = await judgement([only], given);
        fc.pre(engine.ok);
        expect(engineReads).toEqual(closureReads);
      }),
      { numRuns: 400 },
    );
  });

  test('keep runs of one engine apart that overlap in time', async () => {
    const policy = policyOf({
      rules: Array.from({ length: 30 }, (_, index) => rule(compare({ value: index % 3 }), index)),
    });
    const run = async (index: number) => {
      // Each starts a few turns after the one before, so that some end while others begin.
      for (let turn = 0; turn < index * 3; turn += 1) await Promise.resolve();
      const reader = readerOf({ ...empty, fields: { 'custom.n': index % 4 } });
      return judgeByEngine({ policy, model: null, reader });
    };
    const all = await Promise.all(Array.from({ length: 100 }, (_, index) => run(index)));
    for (const [index, held] of all.entries()) {
      expect(held).toMatchObject({ ok: true, value: { length: index % 4 === 3 ? 0 : 10 } });
    }
  });
});

describe('a comparison', () => {
  const holds = async (
    parts: Partial<Extract<Condition, { kind: 'compare' }>>,
    fields: World['fields'],
  ) => {
    const { engine } = await judgement([compare(parts)], { ...empty, fields });
    return engine.ok ? engine.value.length === 1 : engine.error.code;
  };

  test.each<[string, Parameters<typeof compare>[0], World['fields'], boolean | string]>([
    [
      'does not take text for a number',
      { operator: '>', value: 9 },
      { 'custom.n': '10' },
      'wrong-type',
    ],
    [
      'does not take text for a word',
      { name: 'custom.n', value: ['y', 'a'] },
      { 'custom.n': 'a' },
      false,
    ],
    [
      'knows a word when it sees it',
      { name: 'environment', value: ['y', 'a'] },
      { environment: ['y', 'a'] },
      true,
    ],
    [
      'is exact: a third is no double',
      { operator: '<', value: ['q', '1', '3'] },
      { 'custom.n': ['f', 0.333] },
      true,
    ],
    [
      'is exact beyond what doubles hold',
      { operator: '>', value: 9007199254740991 },
      { 'custom.n': ['b', '9007199254740992'] },
      true,
    ],
    ['of what is missing is an error', { operator: '!=', value: 1 }, {}, 'missing-field'],
    ['takes the default for what is missing', { operator: '<', value: 1, default: 0 }, {}, true],
    [
      'of no list with a list is an error',
      { name: 'systems', operator: 'intersects', value: ['l', ['y', 'a']] },
      { systems: ['y', 'a'] },
      'wrong-type',
    ],
    [
      'with not-a-number holds in no direction',
      { operator: '>=', value: 0 },
      { 'custom.n': ['f', 'nan'] },
      false,
    ],
    ['with infinity holds', { operator: '<', value: ['f', 'inf'] }, { 'custom.n': 3 }, true],
  ])('%s', async (_, parts, fields, expected) => {
    expect(await holds(parts, fields)).toBe(expected);
  });

  test('in a rule that fails names the place in the text', async () => {
    const { engine } = await judgement([compare({})], empty);
    expect(engine).toMatchObject({
      ok: false,
      error: { code: 'missing-field', source: 'rules/test.scm:1' },
    });
  });
});
