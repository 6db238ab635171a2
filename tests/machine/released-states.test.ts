import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/json.ts';
import { compileUnit } from '../../src/language/compile/compile.ts';
import { link } from '../../src/machine/program.ts';
import { STATE_VERSION, openRequests } from '../../src/machine/state/state.ts';
import type { ReleasedState } from '../fixtures/states/released-state.ts';
import { said } from '../fixtures/states/released-state.ts';
import { advance } from './scheme.ts';

const folder = new URL('../fixtures/states/', import.meta.url);
const versions = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const states = versions.flatMap((version) =>
  readdirSync(new URL(`${version}/`, folder)).map((file) => ({ version, file })),
);
const read = ({ version, file }: (typeof states)[number]): ReleasedState =>
  JSON.parse(readFileSync(new URL(`${version}/${file}`, folder), 'utf8')) as ReleasedState;

it('has states of the present version', () => {
  expect(versions).toContain(`v${String(STATE_VERSION)}`);
});

describe.each(states)('$version/$file', (where) => {
  const { units, roots, state, answers, outcome } = read(where);

  it('has every unit under the hash of its content', () => {
    for (const [hash, unit] of Object.entries(units))
      expect(sha256(canonicalJson(unit))).toBe(hash);
  });

  it('goes on from its units alone as it did where it was written', () => {
    const linked = link(new Map(Object.entries(units)), roots, compileUnit);
    if (!linked.ok) throw new Error(linked.error.failure.message);
    let now = state;
    let ended: unknown;
    for (const { value, said: expected } of answers) {
      const [request] = openRequests(now);
      const step = advance(linked.value, now, { kind: 'answer', request: request!, value });
      expect(said(step.outputs)).toEqual(expected);
      now = JSON.parse(JSON.stringify(step.state)) as typeof now;
      ended = step.outcome;
    }
    expect(ended).toEqual(outcome);
  });
});
