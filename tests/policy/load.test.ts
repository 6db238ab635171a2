import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLibrary } from '../../src/policy/library.ts';
import { loadPolicy } from '../../src/policy/load.ts';

const library = await readLibrary();
let directory = '';
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'policy-'))));
afterEach(() => rm(directory, { recursive: true }));

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), content);
}

const gitIn =
  (place: string) =>
  (...words: readonly string[]): void => {
    const who = ['-c', 'user.name=Kim', '-c', 'user.email=kim@example.org'];
    execFileSync('git', ['-C', place, ...who, ...words], { stdio: 'ignore' });
  };

const load = (tests = false) => loadPolicy(directory, { library, tests });
const codes = async () =>
  (await load()).diagnostics.map(({ code, span }) => `${code} ${span.file}`);

describe('a directory', () => {
  it('is a policy of its workflows and rules, by path', async () => {
    await put('workflows/b/deep.scm', '(define b 1)');
    await put('workflows/a.scm', '(define a b)');
    await put('rules/c.scm', '(define c 3)');
    await put('other/d.scm', '(define d');
    await put('rules/notes.txt', 'not read');
    const { files, policy, diagnostics } = await load();
    expect(diagnostics).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([
      'rules/c.scm',
      'workflows/a.scm',
      'workflows/b/deep.scm',
    ]);
    expect(policy?.id).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has an id of its content alone', async () => {
    await put('workflows/a.scm', '(define a 1)');
    const first = (await load()).policy?.id;
    await put('README.md', 'nothing');
    await put('tests/a.scm', '(define-test "it holds" (check 1 => 1))');
    expect((await load(true)).policy?.id).toBe(first);
    await put('workflows/a.scm', '(define a 1) ; more');
    expect((await load()).policy?.id).not.toBe(first);
  });

  it('offers optional rules that count only when they are copied up', async () => {
    await put('workflows/a.scm', '(define a 1)');
    await put('rules/optional/a.scm', '(define a 2)');
    expect((await load()).diagnostics).toEqual([]);
  });

  it('offers patterns that count only when they are copied up', async () => {
    await put('workflows/a.scm', '(define a 1)');
    await put('workflows/patterns/a.scm', '(define a 2)');
    expect((await load()).diagnostics).toEqual([]);
  });

  it('reads tests only when asked to', async () => {
    await put('workflows/a.scm', '(define a 1)');
    await put('tests/a.scm', '(define-test "it holds" (at "2026-03-02T09:00:00Z") (check a => 1))');
    expect((await load()).policy?.definitions.tests).toEqual([]);
    expect((await load(true)).policy?.definitions.tests).toMatchObject([
      { name: 'it holds', at: '2026-03-02T09:00:00Z', body: '%test:it holds:body' },
    ]);
  });

  it('in a git checkout has its commit, and is dirty when it differs from it', async () => {
    const git = gitIn(directory);
    await put('workflows/a.scm', '(define a 1)');
    git('init');
    git('add', '.');
    git('commit', '--no-gpg-sign', '-m', 'Begin');
    const clean = (await load()).policy?.provenance;
    expect(clean).toEqual({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      dirty: false,
    });
    await put('README.md', 'no policy');
    expect((await load()).policy?.provenance).toEqual(clean);
    await put('rules/b.scm', '(define b 1)');
    expect((await load()).policy?.provenance).toEqual({ ...clean, dirty: true });
  });

  it('in a git checkout without a commit has none', async () => {
    await put('workflows/a.scm', '(define a 1)');
    execFileSync('git', ['-C', directory, 'init'], { stdio: 'ignore' });
    expect((await load()).policy?.provenance).toEqual({ commit: null, dirty: false });
  });

  it('in a git checkout whose files cannot be compared with its commit counts as dirty', async () => {
    await put('workflows/a.scm', '(define a 1)');
    const git = gitIn(directory);
    git('init');
    git('add', '.');
    git('commit', '--no-gpg-sign', '-m', 'Begin');
    await writeFile(join(directory, '.git/index'), 'no index');
    expect((await load()).policy?.provenance).toMatchObject({ dirty: true });
  });

  it('names what it refuses in the order of the paths, however many files there are', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `workflows/${String(index + 10)}.scm`);
    for (const name of names) await put(name, new Uint8Array([0xff]));
    expect(await codes()).toEqual(names.map((name) => `invalid-text ${name}`));
  });

  it('that is not there says which', async () => {
    const { diagnostics, policy } = await loadPolicy('/nowhere/at-all.scm');
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['nothing-to-read', 'there is no file or directory /nowhere/at-all.scm'],
    ]);
    expect(policy).toBeNull();
  });

  it('without any policy says so', async () => {
    expect(await codes()).toEqual(['nothing-to-read ']);
    expect((await load()).policy).toBeNull();
  });

  it('refuses symbolic links and dot files by name', async () => {
    await put('workflows/a.scm', '(define a 1)');
    await put('workflows/.hidden.scm', '(define b 1)');
    await symlink(join(directory, 'workflows/a.scm'), join(directory, 'workflows/link.scm'));
    expect((await codes()).sort()).toEqual([
      'file-refused workflows/.hidden.scm',
      'file-refused workflows/link.scm',
    ]);
    expect((await load()).policy).toBeNull();
  });

  it('refuses what is not UTF-8, and what is too large', async () => {
    await put('workflows/a.scm', new Uint8Array([0x28, 0xff, 0x29]));
    await put('workflows/b.scm', ' '.repeat(10 * 1024 * 1024 + 1));
    expect((await codes()).sort()).toEqual([
      'invalid-text workflows/a.scm',
      'too-large workflows/b.scm',
    ]);
  });

  it('outside a git checkout has no commit', async () => {
    await put('workflows/a.scm', '(define a 1)');
    expect((await load()).policy?.provenance).toEqual({ commit: null, dirty: false });
  });

  it('tells every mistake of every file at once', async () => {
    await put('workflows/a.scm', '(define a (unknown-thing))\n(define c');
    await put('workflows/b.scm', '(define-workflow w (require-approval x (by nobody)) (close y))');
    expect(await codes()).toEqual([
      'unbound-name workflows/a.scm',
      'unclosed-paren workflows/a.scm',
      'unknown-role workflows/b.scm',
      'unbound-name workflows/b.scm',
    ]);
  });
});

describe('the policy that ships', () => {
  it('has nothing wrong', async () => {
    const { policy, diagnostics } = await loadPolicy(join(import.meta.dirname, '../..'), {
      library,
    });
    expect(diagnostics).toEqual([]);
    expect(policy?.definitions.workflows.map(({ name }) => name)).toContain('basic-approval');
  });

  it('is plain JSON, from which it comes back whole', async () => {
    const { policy } = await loadPolicy(join(import.meta.dirname, '../..'), { library });
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });
});

describe('a file', () => {
  const alone = (path: string) => loadPolicy(join(directory, path), { library, tests: true });

  it('is a policy of its own, with its tests and nothing beside it', async () => {
    await put('some/where.scm', '(define a 1) (define-test "it holds" (check a => 1))');
    await put('some/else.scm', '(define a 2)');
    const { policy, diagnostics, files } = await alone('some/where.scm');
    expect(diagnostics).toEqual([]);
    expect(files).toHaveLength(1);
    expect(policy?.definitions.tests).toMatchObject([{ name: 'it holds' }]);
  });

  it('is found at the path that was typed, and may be wrong like any other', async () => {
    await put('bad.scm', '(define a');
    const [found] = (await alone('bad.scm')).diagnostics;
    expect(found?.span.file).toBe(join(directory, 'bad.scm'));
    await put('bytes.scm', new Uint8Array([0xff]));
    expect((await alone('bytes.scm')).diagnostics.map(({ code }) => code)).toEqual([
      'invalid-text',
    ]);
  });
});
