import { expect, test } from 'vitest';
import { policyFindings } from '../../src/cli/doctor-policy.ts';
import type { PolicyCheck } from '../../src/policy/definitions.ts';

const text = '(define a 1)\n(define a 2)\n';
const broken: Parameters<typeof policyFindings>[1] = {
  policy: null,
  files: [{ path: 'rules/a.scm', text }],
  diagnostics: [
    {
      severity: 'error',
      code: 'defined-twice',
      message: '`a` is defined twice',
      span: { file: 'rules/a.scm', start: 13, end: 25 },
    },
  ],
};
const whole = (id: string): Parameters<typeof policyFindings>[1] => ({
  policy: { id } as PolicyCheck['policy'],
  files: [],
  diagnostics: [],
});
const served = { id: 'one', directory: '/srv/policy', diagnostics: [] };
const states = (found: ReturnType<typeof policyFindings>): readonly string[] =>
  found.map(({ what, state }) => `${what}: ${state}`);

test('a directory with errors is bad, with the place of the first, and loading it is no advice', () => {
  const [directory, inForce] = policyFindings('/srv/policy', broken, served);
  expect(directory).toMatchObject({
    state: 'bad',
    said: '/srv/policy, 1 error, 0 warnings; rules/a.scm:2: `a` is defined twice',
    help: 'changeflow check /srv/policy',
  });
  expect(inForce).toMatchObject({ state: 'warning', said: 'one, the last one without errors' });
});

test('a directory whose policy is not in force is bad, and loading it is the advice', () => {
  const found = policyFindings('/srv/policy', whole('two'), served);
  expect(states(found)).toEqual(['policy directory: ok', 'policy in force: bad']);
  expect(found[1]?.help).toBe('changeflow policy load');
});

test('a directory whose policy is in force is well', () => {
  const found = policyFindings('/srv/policy', whole('one'), served);
  expect(states(found)).toEqual(['policy directory: ok', 'policy in force: ok']);
});

test('of a server on another machine its own newest read is told', () => {
  const error = { severity: 'error', file: 'rules/a.scm', line: 2, message: 'wrong' } as const;
  const [directory] = policyFindings('/srv/policy', null, { ...served, diagnostics: [error] });
  expect(directory?.said).toBe('/srv/policy, 1 error, 0 warnings; rules/a.scm:2: wrong');
  expect(states(policyFindings('/srv/policy', null, served))).toEqual([
    'policy directory: ok',
    'policy in force: ok',
  ]);
});

test('without a server the directory that it would read is told alone', () => {
  expect(states(policyFindings('/srv/policy', broken, null))).toEqual(['policy directory: bad']);
});
