import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyDirectory } from '../engine/world.ts';
import { shippedTexts } from '../policy/shipped-files.ts';
import { codeOf, openHouse, refusalOf, valueOf, type House } from './house.ts';

let directory: string;
let house: House;
beforeAll(async () => {
  directory = await policyDirectory(await shippedTexts());
  house = await openHouse(undefined, undefined, directory);
});
afterAll(() => house.close());

interface Policy {
  readonly id: string;
  readonly directory: string;
  readonly diagnostics: readonly { readonly file: string; readonly line: number }[];
}
const policy = async (): Promise<Policy> => valueOf<Policy>(await house.as('ida')('policy'));

const manager = {
  id: 'root',
  name: 'root',
  kind: 'person',
  roles: ['change-manager'],
  tenant: 'default',
} as const;
const load = () => house.invoke(manager, 'policy_load', {});

test('a refused policy is told with file and line, and the one in force stays', async () => {
  const before = await policy();
  expect(before).toMatchObject({ directory, diagnostics: [] });
  await writeFile(
    join(directory, 'rules', 'extra.scm'),
    ';; One.\n;; Two.\n(define x (nothing))\n',
  );
  const refusal = refusalOf(await load());
  expect(refusal.code).toBe('policy-rejected');
  expect(refusal.message).toContain('rules/extra.scm:3: ');
  expect(refusal).toMatchObject({ errors: [{ path: 'rules/extra.scm:3' }] });

  const after = await policy();
  expect(after.id).toBe(before.id);
  expect(after.diagnostics[0]).toMatchObject({ file: 'rules/extra.scm', line: 3 });
});

test('a policy that is in force already is read again without a record', async () => {
  await writeFile(join(directory, 'rules', 'extra.scm'), ';; Nothing.\n');
  valueOf(await load());
  const records = (await house.records()).length;
  valueOf(await load());
  expect((await house.records()).length).toBe(records);
  expect((await policy()).diagnostics).toEqual([]);
});

test('who may not load the policy does not', async () => {
  expect(codeOf(await house.as('dana')('policy_load', {}))).toBe('not-permitted');
});
