import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/verify/net/limits.ts';
import { decideSoundness } from '../../src/verify/net/soundness.ts';
import { readNet } from '../../src/verify/notation/read.ts';
import { root } from '../policy/shipped-files.ts';
import { run } from './process.ts';

const soundOf = (text: string): unknown => {
  const read = readNet(new TextEncoder().encode(text));
  return read.ok ? decideSoundness(read.value, defaultLimits).sound : read.error;
};

test('a workflow is written as a net that others can verify', async () => {
  const { status, out } = await run(['graph', 'normal-change', root, '--format', 'pnml']);
  expect(status).toBe(0);
  expect(soundOf(out)).toBe(true);
});

test('a workflow is written as BPMN where its elements say it all, and else what they do not is named', async () => {
  const plain = await run(['graph', 'feature-large', root, '--format', 'bpmn']);
  expect(plain.out).toContain('<task id="t2" name="propose"/>');
  expect(soundOf(plain.out)).toBe(true);
  const cancels = await run(['graph', 'normal-change', root, '--format', 'bpmn']);
  expect(cancels.status).toBe(1);
  expect(cancels.out).toBe('');
  expect(cancels.err).toContain('no element of BPMN says the same as the reset arcs of');
});
