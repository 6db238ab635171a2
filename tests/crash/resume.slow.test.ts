import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeflow, serving, type Serving } from './command-line.ts';
import { createClient, type View } from './commands.ts';
import { compiled, copyPolicy, type Compiled } from './compiled.ts';

let code: Compiled;
let place: string;
let data: string;
let policy: string;
let runs = 0;
beforeAll(() => {
  code = compiled('crash');
  place = mkdtempSync(join(tmpdir(), 'changeflow-resume-'));
});
afterAll(() => {
  code.remove();
  rmSync(place, { recursive: true, force: true });
});
beforeEach(() => {
  runs += 1;
  data = join(place, `data-${runs}`);
  policy = join(place, `policy-${runs}`);
  mkdirSync(data);
  copyPolicy(policy);
});

const inData = (name: string): string => join(data, name);
const serve = (): Promise<Serving> => serving(code, data, policy);
const verify = (): Promise<{ status: number; printed: string }> =>
  changeflow(code, data, policy, '--as', 'ida', 'audit', 'verify', '--replay');

let serial = 0;

/** Sends a command and gives the change as it is then. */
async function send(
  { url }: Serving,
  person: string,
  path: string,
  body: { readonly [name: string]: unknown },
): Promise<View> {
  serial += 1;
  const mark = `resume-${serial}`;
  const command = { mark, person, method: 'POST', path, body, expects: null } as const;
  const reply = await createClient(url, data).send(command);
  if (reply.kind !== 'acknowledged') throw new Error(JSON.stringify(reply));
  return reply.view;
}

const create = (server: Serving, type: string): Promise<View> =>
  send(server, 'dana', '/api/changes', {
    title: 'Rotate the key',
    description: `Rotate the ${type} key`,
    change_type: type,
    affected_systems: ['checkout', 'ledger'],
  });

const submit = (server: Serving, { id }: View): Promise<View> =>
  send(server, 'dana', `/api/changes/${id}/submit`, {});

const approve = (server: Serving, person: string, { id }: View, request?: string): Promise<View> =>
  send(server, person, `/api/changes/${id}/decisions`, {
    decision: 'approve',
    ...(request === undefined ? {} : { request }),
  });

const ready = async ({ url }: Serving): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${url}/health/ready`);
  return { status: response.status, text: await response.text() };
};

describe('a change whose server is killed half way', () => {
  it.each([
    ['the policy files are deleted', () => rmSync(policy, { recursive: true })],
    [
      'the policy files are other ones',
      () => {
        rmSync(join(policy, 'workflows'), { recursive: true });
        mkdirSync(join(policy, 'workflows'));
        writeFileSync(
          join(policy, 'workflows', 'other.scm'),
          "(define-workflow other (applies-to (type basic normal)) (identifier slug) (close 'other))\n",
        );
      },
    ],
    [
      'the policy files are gone and so is all that is derived from the journal',
      () => {
        for (const path of [policy, ...['state', 'index', 'active-policy.json'].map(inData)])
          rmSync(path, { recursive: true });
      },
    ],
  ])('goes on in another process as it began, though %s', async (_, meanwhile) => {
    const first = await serve();
    const basic = await submit(first, await create(first, 'basic'));
    const normal = await submit(first, await create(first, 'normal'));
    await approve(first, 'tess', normal, 'review:tech-lead');
    await first.kill();
    meanwhile();
    const second = await serve();
    expect(await approve(second, 'tess', basic)).toMatchObject({
      status: 'completed',
      outcome: 'approved',
    });
    const approved = await approve(second, 'pat', normal, 'review:payment-lead');
    expect(approved.waiting.map(({ request }) => request)).toContain('implement');
    await second.stop();
    expect(await verify()).toMatchObject({
      status: 0,
      printed: expect.stringMatching(/"sound": ?true/) as string,
    });
  });

  it('can be computed anew from the journal by command, to the same text for people', async () => {
    const server = await serve();
    const basic = await submit(server, await create(server, 'basic'));
    const normal = await submit(server, await create(server, 'normal'));
    await server.stop();
    // How far the journal had come when the file was written is all that may differ.
    const shown = ({ id }: View): string =>
      readFileSync(join(data, 'changes', id, 'change.json'), 'utf8').replace(
        /"journal": \{[^}]*\}/,
        '',
      );
    const before = [basic, normal].map(shown);
    expect(await changeflow(code, data, policy, 'rebuild')).toMatchObject({
      status: 0,
      printed: expect.stringMatching(/"changes": ?2/) as string,
    });
    expect([basic, normal].map(shown)).toEqual(before);
    const next = await serve();
    expect(await approve(next, 'tess', basic)).toMatchObject({ outcome: 'approved' });
    await next.stop();
  });
});

describe('a damaged journal', () => {
  const segment = (): string => join(data, 'journal', '00000001.jsonl');
  /** The bytes that were written; what follows is room. */
  const written = (): Buffer => {
    const bytes = readFileSync(segment());
    return bytes.subarray(0, bytes.lastIndexOf(10) + 1);
  };
  const put = (bytes: Uint8Array, position: number): void => {
    const file = openSync(segment(), 'r+');
    writeSync(file, bytes, 0, bytes.length, position);
    closeSync(file);
  };

  it('is named with file, byte and record, and stops commands, when a byte before the last group is wrong', async () => {
    const first = await serve();
    const change = await submit(first, await create(first, 'basic'));
    await approve(first, 'tess', change);
    await first.kill();
    const text = written().toString('latin1');
    const line = text.indexOf('"type":"created"');
    const start = text.lastIndexOf('\n', line) + 1;
    const seq = /"seq":(\d+)/.exec(text.slice(start))?.[1];
    put(Buffer.from('X'), line + '"type":"'.length);

    const second = await serve();
    const { status, text: said } = await ready(second);
    expect(status).toBe(503);
    for (const word of ['00000001.jsonl', `${start}`, `record ${seq ?? '?'}`])
      expect(said).toContain(word);
    await expect(create(second, 'normal')).rejects.toThrow('unanswered');
    await second.kill();
    // It stays as it was found, for whoever has to find out what happened.
    expect(written().toString('latin1')[line + '"type":"'.length]).toBe('X');
  });

  it('is cut and the torn end kept and recorded, when only the last group is not whole', async () => {
    const first = await serve();
    const change = await submit(first, await create(first, 'basic'));
    await first.kill();
    const end = written().length;
    const torn = Buffer.from(`{"v":1,"group":${end},"back":{},"records":[{"actor":nu`);
    put(torn, end);

    const second = await serve();
    const { status, text: said } = await ready(second);
    expect(status).toBe(200);
    expect(said).toContain('torn-tail');
    const [kept, ...others] = readdirSync(join(data, 'journal', 'torn'));
    expect(others).toEqual([]);
    expect(readFileSync(join(data, 'journal', 'torn', kept!))).toEqual(torn);
    const journal = readdirSync(join(data, 'journal'))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFileSync(join(data, 'journal', name), 'utf8'));
    expect(journal.join('').split('"type":"tail-cut"')).toHaveLength(2);
    expect(await approve(second, 'tess', change)).toMatchObject({ outcome: 'approved' });
    await second.stop();
    expect(await verify()).toMatchObject({ status: 0 });
  });
});
