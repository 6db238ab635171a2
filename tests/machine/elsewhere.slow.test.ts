import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runPolicyTests } from '../../src/engine/policies/policy-tests.ts';
import type { Program } from '../../src/machine/program.ts';
import type * as Run from '../../src/machine/run.ts';
import type { Step } from '../../src/machine/run.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { emptyView } from '../../src/machine/view.ts';
import type { Policy } from '../../src/policy/definitions.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { baseLibrary, programOf, raisedAs, readCases } from '../language/conformance-case.ts';
import { root } from '../policy/shipped-files.ts';
import { openElsewhere, told, type Elsewhere } from './elsewhere.ts';
import { programs } from './programs.ts';
import { advance, program, unitsOfText } from './scheme.ts';

const patterns = readdirSync(join(root, 'workflows/patterns')).map(
  (name) => `workflows/patterns/${name}`,
);

/** Where each step of the engine is made once more, and what the programs that it runs are made of. */
const theatre = vi.hoisted(() => ({
  second: null as Elsewhere | null,
  policy: null as Policy | null,
}));

vi.mock('../../src/machine/run.ts', async (original) => {
  const real = await original<typeof Run>();
  const step: typeof Run.step = (of, state, event, view, budget) => {
    const whole = real.step(of, state, event, view, budget);
    const { second, policy } = theatre;
    if (second === null || policy === null || !whole.ok) return whole;
    second.know(of, policy);
    const pieces = second.step(of, state, event, view);
    expect(pieces.ok && told(pieces.value)).toEqual(told(whole.value));
    return whole;
  };
  return { ...real, step };
});

let second: Elsewhere;
beforeAll(async () => {
  second = await openElsewhere();
});
afterAll(() => second.close());

/** How a program's root ends that waits for nothing. */
function endOf(of: Program, name: string): Step['outcome'] {
  const result = second.step(of, null, { kind: 'start', workflow: name }, emptyView);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.outcome;
}

describe('a program, stopped at every call, whose states go on in another process', () => {
  const folder = join(root, 'tests/language/conformance');
  const library = baseLibrary();
  it.each(readdirSync(folder).sort())('of the language, %s, comes to the same ends', (name) => {
    const file = readCases(readFileSync(join(folder, name), 'utf8'), name);
    const { program: linked, units, roots, each } = programOf(file, library);
    second.know(linked, { units: Object.fromEntries(units), roots });
    const before = second.carried();
    const ends = each.map((one) => {
      if ('refused' in one) return `refused ${one.refused}`;
      const outcome = endOf(linked, one.name);
      return outcome.kind === 'raised'
        ? raisedAs(outcome.value)
        : 'value' in outcome && outcome.value;
    });
    expect(ends).toEqual(file.cases.map(({ expected }) => expected));
    expect(second.carried() - before).toBeGreaterThan(file.cases.length);
  });

  it.each(Object.entries(programs))('of %s comes to the same end', (_, text) => {
    const linked = program(text);
    const { units, roots } = unitsOfText(text);
    second.know(linked, { units: Object.fromEntries(units), roots });
    expect(endOf(linked, 'main')).toEqual(
      advance(linked, null, { kind: 'start', workflow: 'main' }).outcome,
    );
  });
});

describe('a change, stopped at every call, whose states go on in another process', () => {
  afterEach(() => {
    Object.assign(theatre, { second: null, policy: null });
  });

  it.each(['.', ...patterns])('under the policy %s does what its tests say', async (path) => {
    const { policy } = await loadPolicy(join(root, path), { tests: true });
    if (policy === null) throw new Error(`${path} does not load`);
    const before = second.carried();
    Object.assign(theatre, { second, policy });
    const reports = await runPolicyTests(policy, memoryStore);
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    expect(second.carried() - before).toBeGreaterThan(reports.length);
  });
});
