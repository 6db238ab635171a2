import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMembers } from '../../src/cli/policy/read-members.ts';

const fileWith = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'roster-')), 'people.json');
  writeFileSync(file, text);
  return file;
};

it('a roster of people is read, with what it leaves out', async () => {
  const file = fileWith(
    '{"principals": [{"id": "kim"}, {"id": "bot", "kind": "agent", "roles": ["reader"]}]}',
  );
  expect(await readMembers(file)).toEqual([
    { id: 'kim', kind: 'person', roles: [] },
    { id: 'bot', kind: 'agent', roles: ['reader'] },
  ]);
});

it.each([
  ['no JSON', 'kim'],
  ['another shape', '{"people": []}'],
  ['a principal without a name', '{"principals": [{"roles": []}]}'],
])('%s is a mistake of the caller, and the message shows what is wanted', async (_, text) => {
  await expect(readMembers(fileWith(text))).rejects.toMatchObject({
    status: 2,
    message: expect.stringContaining('"principals"') as string,
  });
});

it('a file that is not there is named', async () => {
  await expect(readMembers('/nowhere/people.json')).rejects.toThrow(
    '/nowhere/people.json cannot be read: there is no such file',
  );
});
