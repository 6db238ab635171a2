import { expect, it } from 'vitest';
import { operations } from '../../src/operations/registry.ts';
import { actionNames } from '../../src/policy/actions.ts';
import { codesOf, findingOf } from './policies.ts';

const rule = (text: string): string => `(define-access (${text} (by member)))`;

it('an action that there is not is warned of, since it would permit nothing and forbid nothing', () => {
  expect(findingOf(rule('forbid (decide aproval)'))).toMatchObject({
    code: 'unknown-action',
    at: '(decide aproval)',
    help: 'did you mean (decide approval)?',
  });
  expect(findingOf(rule('permit (edit policy)')).code).toBe('unknown-action');
});

it.each(['permit (read change)', 'permit (* change)', 'forbid (* *)', 'permit (read *)'])(
  'is not %s',
  (text) => {
    expect(codesOf(rule(text))).toEqual([]);
  },
);

it('what operations ask for are actions that rules can speak of', () => {
  const asked = operations.flatMap(({ permission }) =>
    permission === null ? [] : [`${permission.action} ${permission.object}`],
  );
  expect(asked.filter((action) => !actionNames.includes(action))).toEqual([]);
});
