import { describe, expect, test } from 'vitest';
import { permitted } from '../../src/access/permitted.ts';
import type { Principal } from '../../src/access/principal.ts';
import { effectiveRoles, rolesOf } from '../../src/access/roles.ts';
import { budget, running, shippedFiles, viewOf } from '../risk/shipped.ts';

const dana: Principal = { id: 'dana', kind: 'person', name: 'Dana', roles: [], tenant: 'default' };
const robot: Principal = { ...dana, id: 'robot', kind: 'agent', actingFor: 'dana' };
const people =
  '(define-role senior (inherits junior)) (define-role junior (inherits clerk)) (define-role clerk)';
const policyOf = (rules: string) =>
  running({ 'rules/people.scm': people, 'rules/access.scm': `(define-access ${rules})` });

interface Asked {
  readonly by?: Principal;
  readonly type?: string;
}
const ask = (
  { policy, program }: ReturnType<typeof running>,
  action: string,
  object: string,
  { by = dana, type }: Asked = {},
) =>
  permitted({
    definitions: policy.definitions,
    program,
    budget,
    principal: by,
    action,
    object,
    ...(type === undefined ? {} : { view: viewOf(type === '' ? {} : { type }) }),
  });
const may = (...asked: Parameters<typeof ask>): boolean => ask(...asked).ok;

describe('permission', () => {
  const policy = policyOf(`
    (permit (read page) (by member))
    (permit (write page) (by junior))
    (permit (* drawer) (by clerk))
    (forbid (burn drawer) (by agent))
    (permit (sign page) (by member) (when (eq? (field 'type) 'calm)))
    (forbid (write page) (by member) (when (eq? (field 'type) 'sealed)))`);
  const junior = { ...dana, roles: ['junior'] };

  test('is never given by silence', () => {
    expect(may(policy, 'read', 'page')).toBe(true);
    expect(may(policy, 'burn', 'page')).toBe(false);
    expect(may(policy, 'read', 'shelf')).toBe(false);
    expect(may(policyOf(''), 'read', 'page')).toBe(false);
  });

  test('comes with a role and with those that inherit it', () => {
    expect(may(policy, 'write', 'page')).toBe(false);
    expect(may(policy, 'write', 'page', { by: junior })).toBe(true);
    expect(may(policy, 'write', 'page', { by: { ...dana, roles: ['senior'] } })).toBe(true);
    expect(may(policy, 'write', 'page', { by: { ...dana, roles: ['clerk'] } })).toBe(false);
  });

  test('is taken by a prohibition, whatever permits', () => {
    expect(may(policy, 'burn', 'drawer', { by: { ...dana, roles: ['clerk'] } })).toBe(true);
    expect(may(policy, 'burn', 'drawer', { by: { ...robot, roles: ['clerk'] } })).toBe(false);
  });

  test('looks at the change where a rule has a condition', () => {
    expect(may(policy, 'sign', 'page', { type: 'calm' })).toBe(true);
    expect(may(policy, 'sign', 'page', { type: 'wild' })).toBe(false);
    expect(may(policy, 'write', 'page', { by: junior, type: 'sealed' })).toBe(false);
    expect(may(policy, 'write', 'page', { by: junior, type: 'calm' })).toBe(true);
  });

  test('without the change says whether to try, and says that it is asked again', () => {
    const answer = ask(policy, 'sign', 'page');
    expect(answer).toMatchObject({ ok: true, value: { holds: true } });
    expect(JSON.stringify(answer)).toContain('asked when the change is known');
    expect(may(policy, 'write', 'page', { by: junior })).toBe(true);
  });

  test('fails closed where a condition cannot be answered, either way', () => {
    expect(may(policy, 'sign', 'page', { type: '' })).toBe(false);
    expect(may(policy, 'write', 'page', { by: junior, type: '' })).toBe(false);
  });

  test('goes no further than the credential', () => {
    const limited = { ...dana, ceiling: [{ action: 'read', object: '*' }] };
    expect(may(policy, 'read', 'page', { by: limited })).toBe(true);
    expect(may(policy, 'sign', 'page', { by: limited, type: 'calm' })).toBe(false);
    expect(may(policy, 'read', 'page', { by: { ...dana, ceiling: [] } })).toBe(false);
  });

  test('that is refused says who could', () => {
    expect(ask(policy, 'write', 'page')).toMatchObject({
      ok: false,
      error: {
        code: 'not-permitted',
        reasons: [
          { holds: false, text: 'write page', because: [{ text: 'permitted to junior only' }] },
        ],
      },
    });
  });
});

describe('roles', () => {
  const { definitions } = policyOf('').policy;

  test('come with those that they inherit, and with membership', () => {
    expect(effectiveRoles(definitions, ['senior'])).toEqual([
      'senior',
      'junior',
      'clerk',
      'member',
    ]);
    expect(effectiveRoles(definitions, [])).toEqual(['member']);
    expect(rolesOf(definitions, robot)).toEqual(['member', 'agent']);
  });

  test('that inherit each other end', () => {
    const role = (name: string, inherits: string) => ({
      name,
      doc: null,
      span: { file: '', start: 0, end: 0 },
      inherits: [inherits],
    });
    expect(effectiveRoles({ roles: [role('a', 'b'), role('b', 'a')] }, ['a'])).toEqual([
      'a',
      'b',
      'member',
    ]);
  });
});

describe('the shipped rules of access', () => {
  const shipped = running(shippedFiles('rules'));

  test.each<[Asked['by'], string, string, string | undefined, boolean]>([
    [dana, 'create', 'change', undefined, true],
    [dana, 'load', 'policy', undefined, false],
    [{ ...dana, roles: ['auditor'] }, 'read', 'audit', undefined, true],
    [dana, 'read', 'audit', undefined, false],
    [robot, 'decide', 'approval', 'normal', true],
    [robot, 'decide', 'approval', 'emergency', false],
    [robot, 'expedite', 'change', undefined, false],
    [{ ...robot, roles: ['change-manager'] }, 'cancel', 'change', undefined, false],
    [{ ...dana, roles: ['change-manager'] }, 'cancel', 'change', undefined, true],
  ])('%o may %s %s (%s): %s', (by, action, object, type, expected) => {
    expect(may(shipped, action, object, { by: by!, ...(type === undefined ? {} : { type }) })).toBe(
      expected,
    );
  });
});
