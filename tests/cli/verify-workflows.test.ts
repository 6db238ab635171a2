import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../policy/shipped-files.ts';
import { inProcess as run } from './in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'changeflow-verify-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const head = '(define-role writer)\n(define-role reader)\n';
const sound = '(define-workflow fine (applies-to (type fine)) (task write (by writer)))\n';
const stuck = `(define-workflow stuck (applies-to (type stuck))
  (await-signal submit (by writer))
  (never))\n`;
const hidden = `(define-workflow hidden (applies-to (type hidden))
  ((vector-ref (vector (lambda () (task write (by writer)))) 0)))\n`;

function fileOf(text: string): string {
  const file = join(directory, 'policy.scm');
  writeFileSync(file, `${head}${text}`);
  return file;
}

interface Report {
  readonly sound: unknown;
  readonly workflows: readonly {
    readonly workflow: string;
    readonly sound: unknown;
    readonly findings: readonly unknown[];
    readonly states: number;
    readonly ms: number;
  }[];
}

const reportOf = (text: string): Report => JSON.parse(text) as Report;

test('each workflow of a policy is decided, with what is printed of a net', async () => {
  const { status, out } = await run(['verify', fileOf(sound + stuck), '--json']);
  expect(status).toBe(1);
  const report = reportOf(out);
  expect(report.sound).toBe(false);
  const [fine, broken] = report.workflows;
  expect(fine).toMatchObject({
    workflow: 'fine',
    line: 3,
    sound: true,
    bounded: true,
    workflow_net: true,
    findings: [],
  });
  expect(broken).toMatchObject({
    workflow: 'stuck',
    sound: false,
    findings: [{ code: 'deadlock', line: 6, column: 3, trace: ['submit (line 5)'] }],
  });
  for (const { states, ms } of report.workflows) {
    expect(states).toBeGreaterThan(0);
    expect(ms).toBeGreaterThan(0);
  }
});

test('what is wrong is shown in the text, below a line for each workflow', async () => {
  const { status, out } = await run(['verify', fileOf(sound + stuck)]);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^fine is sound\. \(\d+ places, \d+ transitions, \d+ markings, [\d.]+ ms\)\n/,
  );
  expect(out).toContain('\nstuck is NOT sound. (');
  expect(out).toContain('policy.scm:6:3: error[deadlock]: this waits for ever');
  expect(out).toContain('\n     = path: submit (line 5)\n');
});

test('what cannot be followed is not decided, and limits are kept', async () => {
  const unknown = await run(['verify', fileOf(hidden), '--json']);
  expect(unknown.status).toBe(1);
  expect(reportOf(unknown.out)).toMatchObject({
    sound: 'undecided',
    workflows: [{ sound: 'undecided', findings: [{ code: 'unverifiable' }] }],
  });
  const both =
    '(parallel (task a (by writer)) (task b (by writer)) (phase p (task c (by writer))) (while-in p (task d (by writer))))';
  const large = `(define-workflow large (applies-to (type large)) ${both})`;
  const limited = await run(['verify', fileOf(large), '--states', '2', '--quiet']);
  expect([limited.status, limited.out]).toEqual([1, 'undecided\n']);
});

test('a directory is taken as a policy, and what is not sound by its definitions alone is told', async () => {
  const all = await run(['verify', root, '--quiet']);
  expect([all.status, all.out]).toEqual([0, 'sound\n']);
  mkdirSync(join(directory, 'rules'), { recursive: true });
  writeFileSync(join(directory, 'rules', 'people.scm'), head);
  const none = await run(['verify', directory]);
  expect([none.status, none.out]).toEqual([0, `${directory} has no workflows.\n`]);
});

test('a policy with errors says which, and what can be read is decided all the same', async () => {
  const policy = fileOf(`${sound}${stuck}(define-workflow bad (task x (by nobody)))`);
  const { status, out, err } = await run(['verify', policy]);
  expect(status).toBe(1);
  expect(out).toContain('fine is sound.');
  expect(out).toContain('stuck is NOT sound.');
  expect(out).toContain('error[deadlock]');
  expect(out).toContain('bad is sound.');
  expect(err).toContain('the policy has errors:');
  expect(err).toContain('error[unknown-role]');
});

test('with --json the errors of the policy stand beside its workflows', async () => {
  const policy = fileOf(`${sound}(define-workflow bad (task x (by nobody)))`);
  const { status, out } = await run(['verify', policy, '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    policy: null,
    sound: true,
    errors: [{ code: 'unknown-role', line: 4, column: 34 }],
    workflows: [{ workflow: 'fine' }, { workflow: 'bad' }],
  });
});

test('of a workflow that cannot be read there is no verdict, and of all of them none but a bad one', async () => {
  const typo = '(define (helper) (tesk x (by writer)))\n(define-workflow bad (helper))\n';
  const half = await run(['verify', fileOf(sound + typo), '--json']);
  expect(half.status).toBe(1);
  expect(JSON.parse(half.out)).toMatchObject({
    sound: 'undecided',
    errors: [{ code: 'unbound-name' }],
    workflows: [{ workflow: 'fine', sound: true }],
  });
  const worse = await run(['verify', fileOf(stuck + typo), '--quiet']);
  expect([worse.status, worse.out]).toEqual([1, 'unsound\n']);
});
