import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageDirectory } from '../../src/version.ts';
import { freshDirectory, run, start } from './process.ts';

describe('a conversation through a pipe', () => {
  test('writes each value on its own line, an empty one for none, and goes on after errors', async () => {
    const input = `(+ 1 2)
(if #f #f)
(values 1 2)
(car 1)
(display "shown")
(list 1
  2)
"text"
(define x 5)
x`;
    const { out, status } = await run(['repl'], { input });
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([
      '3',
      '',
      '1 2',
      'error: car: expected a pair, but got 1',
      'shown',
      '(1 2)',
      '"text"',
      '',
      '5',
      '',
    ]);
  });

  test('answers a line before the next one is written', async () => {
    const child = start(['repl']);
    const answered = new Promise<string>((resolve) =>
      child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    child.stdin?.write('(* 6 7)\n');
    expect(await answered).toBe('42\n');
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    await closed;
  });

  test('survives what cannot be read', async () => {
    const { out } = await run(['repl'], { input: ')\n(1 . )\n#<x>\n(+ 1 1)\n(' });
    const lines = out.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('error: ')).length).toBe(lines.length - 1);
    expect(lines).toContain('2');
  });
});

describe('eval', () => {
  test('prints values and stops at the first error', async () => {
    expect((await run(['eval', '-e', '(/ 1 3) (string-append "a" "b")'])).out).toBe('1/3\n"ab"\n');
    expect(await run(['eval', '-e', '(car 1) 2'])).toMatchObject({ status: 1, out: '' });
    expect(await run(['eval'])).toMatchObject({ status: 2 });
  });
});

describe('check', () => {
  test('finds nothing in the policy that ships', async () => {
    expect(await run(['check', packageDirectory])).toMatchObject({ status: 0 });
    expect((await run(['test', packageDirectory])).out).toMatch(/ 0 failed/);
  });

  test('says what is wrong, where, in each format, with exit status 1', async () => {
    const directory = freshDirectory();
    mkdirSync(join(directory, 'workflows'));
    mkdirSync(join(directory, 'rules'));
    writeFileSync(
      join(directory, 'workflows', 'w.scm'),
      '(define-workflow w "W." (applies-to (type x)) (identifier slug)\n  (await-signl go (by (author))))\n',
    );
    const text = await run(['check', directory]);
    expect(text.status).toBe(1);
    expect(text.out).toMatch(/workflows\/w\.scm:2:\d+: error\[/);
    expect(text.out).toContain('await-signal');
    expect(JSON.parse((await run(['check', directory, '--format', 'sarif'])).out)).toMatchObject({
      version: '2.1.0',
    });
    expect((await run(['check', directory, '--format', 'github'])).out).toMatch(/^::error file=/m);
    expect(await run(['check', directory, '--format', 'nonsense'])).toMatchObject({ status: 2 });
  });

  test('says which approvals the people of a roster can never give', async () => {
    const directory = freshDirectory();
    mkdirSync(join(directory, 'workflows'));
    writeFileSync(
      join(directory, 'workflows', 'w.scm'),
      `(define-role keeper)
       (define-workflow w (applies-to (type x)) (identifier slug)
         (when (field? 'size) (require-approval heat (by keeper) (distinct eyes) (due "1d")))
         (when (field? 'urgency) (require-approval gas (by keeper) (distinct eyes) (due "1d"))))\n`,
    );
    const rosterOf = (...ids: readonly string[]): string => {
      const file = join(directory, `${ids.length}.json`);
      const principals = ids.map((id) => ({ id, roles: ['keeper'] }));
      writeFileSync(file, JSON.stringify({ principals }));
      return file;
    };
    expect(await run(['check', directory])).toMatchObject({ status: 0 });
    const few = await run(['check', directory, '--roster', rosterOf('ann', 'ben')]);
    expect(few.status).toBe(1);
    expect(few.out).toMatch(
      /w\.scm:4:\d+: \w+\[nobody-can-approve\]: `heat` and `gas` of .*such as one where .*size.* and .*urgency/,
    );
    expect(
      await run(['check', directory, '--roster', rosterOf('ann', 'ben', 'cas')]),
    ).toMatchObject({ status: 0 });
    expect(await run(['check', directory, '--roster', join(directory, 'none.json')])).toMatchObject(
      {
        status: 2,
      },
    );
  });

  test('says so of a directory without a policy', async () => {
    expect((await run(['check', freshDirectory()])).status).toBe(1);
  });
});

test('a workflow is drawn', async () => {
  expect((await run(['graph', 'basic-approval'])).out).toMatch(/^stateDiagram/);
  const wrong = await run(['graph', 'basic-aproval']);
  expect(wrong).toMatchObject({ status: 2 });
  expect(wrong.err).toContain('basic-approval');
});

test('rules are carried out as JSON and back in as text', async () => {
  const out = await run(['rules', 'export']);
  expect(out.status).toBe(0);
  const sheet = JSON.parse(out.out) as { rules: { name: string }[] };
  const back = await run(['rules', 'import', '-'], { input: out.out });
  expect(back.status).toBe(0);
  for (const { name } of sheet.rules) expect(back.out).toContain(`(define-rule ${name}`);
  const evil = {
    rules: [
      {
        name: 'r',
        conditions: { all: [{ fact: 'x', operator: 'nonsense', value: 1 }] },
        event: { type: 'rule', params: {} },
      },
    ],
  };
  expect(await run(['rules', 'import', '-'], { input: JSON.stringify(evil) })).toMatchObject({
    status: 1,
  });
});
