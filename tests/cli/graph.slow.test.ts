import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/verify/net/limits.ts';
import { decideSoundness } from '../../src/verify/net/soundness.ts';
import { readNet } from '../../src/verify/notation/read.ts';
import { root } from '../policy/shipped-files.ts';
import { inProcess as run } from './in-process.ts';

const soundOf = (text: string): unknown => {
  const read = readNet(new TextEncoder().encode(text));
  return read.ok ? decideSoundness(read.value, defaultLimits).sound : read.error;
};

test('a workflow is written as a net that others can verify', async () => {
  const { status, out } = await run(['graph', 'normal-change', root, '--format', 'pnml']);
  expect(status).toBe(0);
  expect(soundOf(out)).toBe(true);
});

test.each(readdirSync('workflows/patterns').filter((file) => file.endsWith('.scm')))(
  '%s is written as a net that is as sound as its workflow, and as BPMN or what that cannot say',
  async (file) => {
    const path = `workflows/patterns/${file}`;
    expect(soundOf((await run(['graph', path, '--format', 'pnml'])).out)).toBe(true);
    const bpmn = await run(['graph', path, '--format', 'bpmn']);
    if (bpmn.status === 0) expect(soundOf(bpmn.out)).toBe(true);
    else expect(bpmn.err).toContain('no element of BPMN says the same as');
  },
);

test('a workflow is written as BPMN where its elements say it all, and else what they do not is named', async () => {
  const plain = await run(['graph', 'feature-large', root, '--format', 'bpmn']);
  expect(plain.out).toContain('<task id="t2" name="propose"/>');
  expect(soundOf(plain.out)).toBe(true);
  const cancels = await run(['graph', 'normal-change', root, '--format', 'bpmn']);
  expect(cancels.status).toBe(1);
  expect(cancels.out).toBe('');
  expect(cancels.err).toContain('no element of BPMN says the same as the reset arcs of');
});

test('steps and places of a net are called by the form and line that they come from', async () => {
  const { out } = await run(['graph', 'parallel-review', root, '--format', 'pnml']);
  const names = [...out.matchAll(/<name><text>([^<]*)<\/text>/g)].map(([, name]) => name!);
  expect(names).toContain('security approved');
  expect(names).toContain('before security approved');
  expect(names.some((name) => /^parallel \(line \d+\)$/.test(name))).toBe(true);
  expect(names.filter((name) => /^[pt]\d+$/.test(name))).toEqual([]);
});

test('the net of the only workflow of a file is drawn, each step with its file and line', async () => {
  const file = 'workflows/patterns/18-milestone.scm';
  const { status, out } = await run(['graph', file, '--net']);
  expect(status).toBe(0);
  expect(out).toMatch(/^flowchart TD\n {2}p1\(\("●"\)\)\n {2}p2\(\(\("end"\)\)\)\n/);
  expect(out).toMatch(/ t\d+\["take-numbers<br\/>[^"]*18-milestone\.scm#58;13"\]\n/);
  expect(out).toMatch(/ t\d+ -\. empties \.-> p\d+\n/);
  const drawing = await run(['graph', file]);
  expect(drawing.out).toContain('end-trial (task)');
});

test('of a policy with several workflows one is named', async () => {
  const { status, err } = await run(['graph', root]);
  expect(status).toBe(2);
  expect(err).toContain('has several workflows. Name one of basic-approval, ');
});
