import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPolicyTests } from '../../src/engine/policies/policy-tests.ts';
import { policyDefiners } from '../../src/policy/definers/definers.ts';
import type { PolicyCheck } from '../../src/policy/definitions.ts';
import { workflowForms } from '../../src/policy/forms/forms.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkFiles, told } from './policies.ts';
import { root, shippedTexts } from './shipped-files.ts';

interface Example {
  readonly line: number;
  readonly kind: string;
  readonly code: string;
  readonly text: string;
}

const guide = readFileSync(join(root, 'docs/policy-guide.md'), 'utf8');
const shipped = await shippedTexts();
const roles = { 'rules/roles.scm': shipped['rules/roles.scm'] ?? '' };
const examples = examplesOf(guide);

/** The fenced blocks of Scheme, with the words behind ```scheme. */
function examplesOf(text: string): readonly Example[] {
  return [...text.matchAll(/^```scheme (\w+) ?([\w-]*)\n(.*?)^```$/gmsu)].map((match) => {
    const [, kind = '', code = '', body = ''] = match;
    return { line: text.slice(0, match.index).split('\n').length, kind, code, text: body };
  });
}

/** An example stands beside the shipped policy, or `alone`, with its roles only. */
const checked = ({ text, code }: Example): PolicyCheck =>
  verified(checkFiles({ ...(code === 'alone' ? roles : shipped), 'workflows/example.scm': text }));

/** Examples are short: most of their approvals say nothing about time, which the guide says is a warning. */
const findingsIn = ({ diagnostics }: PolicyCheck): PolicyCheck['diagnostics'] =>
  diagnostics.filter(({ code }) => code !== 'waits-forever');

describe('the examples of the policy guide', () => {
  it.each(examples.filter(({ kind }) => kind === 'policy'))(
    'the one on line $line has no finding, and its tests hold',
    async (example) => {
      const check = checked(example);
      const { policy } = check;
      expect(findingsIn(check).map(told)).toEqual([]);
      const reports = policy === null ? [] : await runPolicyTests(policy, memoryStore);
      expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    },
  );

  it.each(examples.filter(({ kind }) => kind === 'mistake'))(
    'the one on line $line is refused for $code alone',
    (example) => {
      expect(findingsIn(checked(example)).map(({ code }) => code)).toEqual([example.code]);
    },
  );

  it('show every form and definition that a policy has', () => {
    const shown = examples
      .map(({ text }) => text)
      .join('\n')
      .split(/\s/);
    const words = [...workflowForms.keys(), ...policyDefiners.keys()];
    expect(words.filter((word) => !shown.includes(`(${word}`))).toEqual([]);
  });
});
