import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { netBuilder, type Net } from '../../src/verify/net/net.ts';
import { pnmlOf } from '../../src/verify/notation/pnml-write.ts';
import { inProcess } from './in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'changeflow-verify-'));
let [out, err] = ['', ''];

function fileOf(content: string): string {
  const file = join(directory, 'net.pnml');
  writeFileSync(file, content);
  return file;
}

/** Runs the command; what it printed is `out` and `err`. */
async function ran(...args: readonly string[]): Promise<number | null> {
  const told = await inProcess(['verify', ...args]);
  [out, err] = [told.out, told.err];
  return told.status;
}

const verify = (content: string, ...flags: readonly string[]): Promise<number | null> =>
  ran(fileOf(content), ...flags);

/** Two tasks one after the other, or one of two that a join waits for both of. */
function order(stuck: boolean): Net {
  const builder = netBuilder();
  const [start, packed, paid, end] = ['start', 'packed', 'paid', 'end'].map((name, at) =>
    builder.place(name, name, at === 0 ? 1 : 0),
  );
  builder.transition('Pack it', 'pack', [start!], stuck ? [packed!] : [packed!, paid!]);
  if (stuck) builder.transition('Pay', 'pay', [start!], [paid!]);
  builder.transition('Ship', 'ship', [packed!, paid!], [end!]);
  return builder.build([end!]);
}

const looping = (): Net => {
  const builder = netBuilder();
  const [start, busy, more, end] = ['start', 'busy', 'more', 'end'].map((name, at) =>
    builder.place(name, name, at === 0 ? 1 : 0),
  );
  builder.transition('begin', 'begin', [start!], [busy!]);
  builder.transition('again', 'again', [busy!], [busy!, more!]);
  builder.transition('out', 'out', [busy!, more!], [end!]);
  return builder.build([end!]);
};

test('a sound net is told in a line, and the command succeeds', async () => {
  expect(await verify(pnmlOf(order(false), 'order'))).toBe(0);
  expect(out).toMatch(
    /net\.pnml is sound\. \(4 places, 2 transitions, \d+ markings, [\d.]+ ms\)\n$/,
  );
});

test('what is wrong is told with the path there, in the names of the file', async () => {
  expect(await verify(pnmlOf(order(true), 'order'))).toBe(1);
  expect(out).toContain('is NOT sound.');
  expect(out).toContain(
    '  deadlock: stuck: with tokens in packed nothing can fire, and the end is not reached\n    path: Pack it\n',
  );
  expect(out).toContain('  dead-transition: Ship can never fire\n');
});

test('as JSON nodes have the identifiers of the file', async () => {
  expect(await verify(pnmlOf(order(true), 'order'), '--json')).toBe(1);
  expect(JSON.parse(out)).toEqual({
    sound: false,
    bounded: true,
    workflow_net: true,
    findings: [
      {
        code: 'deadlock',
        message: 'stuck: with tokens in packed nothing can fire, and the end is not reached',
        places: ['packed'],
        transitions: [],
        trace: ['pack'],
      },
      {
        code: 'dead-transition',
        message: 'Ship can never fire',
        places: [],
        transitions: ['ship'],
        trace: [],
      },
    ],
    states: expect.any(Number) as number,
    ms: expect.any(Number) as number,
  });
});

test('an unbounded net is told what grows', async () => {
  expect(await verify(pnmlOf(looping(), 'more'), '--json')).toBe(1);
  const report = JSON.parse(out) as { readonly bounded: boolean; readonly findings: unknown };
  expect(report.bounded).toBe(false);
  expect(report.findings).toContainEqual(
    expect.objectContaining({ code: 'unbounded', places: ['more'], trace: ['begin', 'again'] }),
  );
});

test('10,000 nodes are verified within the limits', async () => {
  const builder = netBuilder();
  let from = builder.place('start', 'start', 1);
  for (let at = 0; at < 2500; at++) {
    const [left, right, to] = ['l', 'r', 'p'].map((kind) =>
      builder.place(`${kind}${at}`, `${kind}${at}`),
    );
    builder.transition(`split ${at}`, `s${at}`, [from], [left!, right!]);
    builder.transition(`join ${at}`, `j${at}`, [left!, right!], [to!]);
    from = to!;
  }
  const net = pnmlOf(builder.build([from]), 'long');
  expect(await verify(net, '--quiet')).toBe(0);
  expect(out).toBe('sound\n');
});

test('beyond a limit it says that nothing was decided, and fails', async () => {
  const flags = ['--steps', '1', '--json'];
  expect(await verify(pnmlOf(looping(), 'more'), ...flags)).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ sound: 'undecided', findings: [{ code: 'undecided' }] });
});

test.each([
  ['<pnml>', 'net.pnml:1: not-xml: '],
  ['<!DOCTYPE pnml><pnml/>', 'net.pnml:1: document-type: '],
  ['x'.repeat((16 << 20) + 1), 'net.pnml: too-large: the file has more than 16 MB'],
])('a file that holds no net gets a message and no stack trace', async (content, message) => {
  expect(await verify(content)).toBe(1);
  expect(out).toBe('');
  expect(err).toContain(message);
  expect(err.split('\n')).toHaveLength(2);
});

test('with --json what cannot be read is told as JSON as well', async () => {
  expect(await verify('<pnml/>', '--json')).toBe(1);
  expect(JSON.parse(err)).toEqual({
    code: 'malformed',
    message: 'the document holds no net',
    line: 1,
  });
});

test('a missing file and a senseless limit are wrong usage', async () => {
  expect(await ran(join(directory, 'none.pnml'))).toBe(2);
  expect(err).toContain('cannot be read');
  expect(await verify('', '--seconds', '0')).toBe(2);
});
