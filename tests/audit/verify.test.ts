import { describe, expect, test } from 'vitest';
import { followChain } from '../../src/audit/chain.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import {
  checkpointOf,
  journalLines,
  journalVerifier,
  type Checkpoint,
  type Verdict,
  type VerifyFinding,
} from '../../src/audit/verify.ts';
import { canonicalJson } from '../../src/core/canonical.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { openOn } from '../store/scripts.ts';
import { author, all } from '../store/samples.ts';
import { seal } from '../../src/store/files/line.ts';
import { SimulatedDisk } from '../store/simulated-disk.ts';
import { journal, rechain } from './journals.ts';

const LENGTH = 60;
const sound = journal(
  Array.from({ length: LENGTH }, (_, n) => ({
    change: n % 7 === 6 ? null : `C-${n % 5}`,
    type: 'happened',
    data: { n },
  })),
);

const exported = (records: readonly AuditRecord[]): Uint8Array =>
  new TextEncoder().encode(records.map((record) => `${canonicalJson(record)}\n`).join(''));

function verify(records: readonly AuditRecord[], checkpoints: readonly Checkpoint[] = []): Verdict {
  const verifier = journalVerifier({ checkpoints });
  for (const line of journalLines('export', exported(records))) verifier.take(line);
  return verifier.verdict();
}

const codes = (verdict: Verdict): readonly VerifyFinding['code'][] => [
  ...new Set(verdict.findings.map(({ code }) => code)),
];

/** Every attack at every place: what it leaves of the journal, and what must be found in it. */
const attacks: Record<
  string,
  {
    readonly at: (place: number) => readonly AuditRecord[];
    readonly finds: readonly string[];
    readonly places?: number;
  }
> = {
  'edits a record': {
    at: (place) => replaced(place, (record) => ({ ...record, data: { n: -1 } })),
    finds: ['hash'],
  },
  'edits a time': {
    at: (place) => replaced(place, (record) => ({ ...record, time: '2031-01-01T00:00:00.000Z' })),
    finds: ['hash'],
  },
  'edits an actor': {
    at: (place) => replaced(place, (record) => ({ ...record, actor: null })),
    finds: ['hash'],
  },
  'adds a member': {
    at: (place) => replaced(place, (record) => ({ ...record, note: 'x' })),
    finds: ['hash'],
  },
  'replaces a record and its hash': {
    at: (place) => replaced(place, resealed),
    finds: ['prev'],
    places: LENGTH - 1,
  },
  'deletes a record': {
    at: (place) => sound.toSpliced(place, 1),
    finds: ['gap'],
    places: LENGTH - 1,
  },
  'deletes ten records': {
    at: (place) => sound.toSpliced(place, 10),
    finds: ['gap'],
    places: LENGTH - 10,
  },
  'swaps two records': {
    at: (place) => sound.toSpliced(place, 2, sound[place + 1]!, sound[place]!),
    finds: ['gap', 'order'],
    places: LENGTH - 1,
  },
  'puts a record in again': {
    at: (place) => sound.toSpliced(place + 1, 0, sound[place]!),
    finds: ['order'],
  },
  'moves a record to the end': {
    at: (place) => [...sound.toSpliced(place, 1), sound[place]!],
    finds: ['gap', 'order'],
    places: LENGTH - 1,
  },
  'gives a record to another tenant': {
    at: (place) => replaced(place, (record) => resealed({ ...record, tenant: 'other' })),
    finds: ['tenant'],
    places: LENGTH - 1,
  },
};

function replaced(place: number, by: (record: AuditRecord) => AuditRecord): readonly AuditRecord[] {
  return sound.toSpliced(place, 1, by(sound[place]!));
}

/** The record with other content and a hash that fits it. */
function resealed(record: AuditRecord): AuditRecord {
  const forged = rechain([{ ...record, data: { n: -2 } }])[0]!;
  return { ...forged, seq: record.seq, prev: record.prev, hash: forged.hash };
}

describe('the verifier', () => {
  test('finds nothing in a sound journal and names its head', () => {
    expect(verify(sound)).toEqual({
      sound: true,
      records: LENGTH,
      head: { seq: LENGTH, hash: sound.at(-1)?.hash },
      findings: [],
    });
  });

  test.each(Object.entries(attacks))(
    'finds one who %s, anywhere',
    (_, { at, finds, places = LENGTH }) => {
      for (let place = 0; place < places; place += 1) {
        const verdict = verify(at(place));
        expect([place, verdict.sound]).toEqual([place, false]);
        for (const code of finds) expect(codes(verdict)).toContain(code);
      }
    },
  );

  test('names file, byte and record of what it finds', () => {
    const edited = replaced(3, (record) => ({ ...record, data: { n: -1 } }));
    const offset = exported(sound.slice(0, 3)).length;
    expect(verify(edited).findings).toEqual([
      {
        code: 'hash',
        message: 'the record is not what its hash says: it was edited',
        file: 'export',
        offset,
        seq: 4,
      },
    ]);
  });

  test('cannot see an end cut off or a history written anew, but with a checkpoint does', () => {
    const checkpoint = checkpointOf(sound[39]!);
    for (let length = 1; length < LENGTH; length += 1) {
      const cut = sound.slice(0, length);
      expect(verify(cut).sound).toBe(true);
      expect(codes(verify(cut, [checkpoint]))).toEqual(length < 40 ? ['truncated'] : []);
    }
    for (let place = 0; place < 40; place += 1) {
      const forged = rechain(replaced(place, (record) => ({ ...record, data: { n: -1 } })));
      expect(verify(forged).sound).toBe(true);
      expect(codes(verify(forged, [checkpoint]))).toEqual(['checkpoint']);
    }
  });

  test('verifies a part of a journal from the head before it', () => {
    const verifier = journalVerifier({ start: sound[19]! });
    for (const line of journalLines('part', exported(sound.slice(20)))) verifier.take(line);
    expect(verifier.verdict()).toMatchObject({ sound: true, records: LENGTH - 20 });
  });

  test.each(['nonsense', '[]', '{}', '{"records":[{}]}', '{"records":7}', 'null', ''])(
    'calls %j unreadable',
    (text) => {
      const verifier = journalVerifier();
      verifier.take({ file: 'f', offset: 0, text });
      expect(codes(verifier.verdict())).toContain('unreadable');
    },
  );

  test('reads the files that the store writes, and finds every changed byte of them', async () => {
    const disk = new SimulatedDisk();
    const store = await openOn(disk);
    const { put } = author(store);
    await put('C-1', {}, { key: { id: 'k', body: 'b', time: '2030-01-01T00:00:00Z', answer: 1 } });
    await put('C-1', { title: 'é' });
    await store.close();
    const bytes = disk.bytes('/data/journal/00000001.jsonl');
    const check = (): Verdict => {
      const verifier = journalVerifier({ checkpoints: [checkpoint] });
      for (const line of journalLines('00000001.jsonl', bytes)) verifier.take(line);
      return verifier.verdict();
    };
    const checkpoint = checkpointOf((await all(await openOn(disk.afterKill())))[1]!);
    expect(check()).toMatchObject({ sound: true, records: 2 });
    const end = bytes.lastIndexOf(10);
    for (let at = 0; at < end; at += 1) {
      bytes[at]! ^= 1;
      expect([at, check().sound]).toEqual([at, false]);
      bytes[at]! ^= 1;
    }
  });
});

describe('what a commit did besides its records', () => {
  test.each([
    ['an idempotency key', '"id":"k"', '"id":"q"'],
    ['an answer', '"answer":1', '"answer":2'],
    ['a claim', '"claim":"one"', '"claim":"two"'],
    ['a counter', '"n":1', '"n":7'],
  ])('is under the hash: %s made another, and the sum right again, is found', async (_, a, b) => {
    const disk = new SimulatedDisk();
    const store = await openOn(disk);
    await store.reserve('default', 'n');
    await author(store).put(
      'C-1',
      {},
      {
        key: { id: 'k', body: 'b', time: '2030-01-01T00:00:00Z', answer: 1 },
        take: [{ claim: 'one', holder: 'C-1' }],
      },
    );
    const path = '/data/journal/00000001.jsonl';
    const text = disk.bytes(path).toString('utf8').split('\n')[0] ?? '';
    expect(text.split(a)).toHaveLength(2);
    const forged = seal(text.slice(0, text.lastIndexOf(',"sum"')).replace(a, b));
    const verifier = journalVerifier();
    for (const line of journalLines(path, forged)) verifier.take(line);
    expect(verifier.verdict().findings).toMatchObject([{ code: 'hash', seq: 1 }]);
    const other = disk.afterKill();
    forged.copy(other.bytes(path));
    const opened = await openOn(other);
    expect(opened.health()).toMatchObject({
      ready: false,
      findings: [{ code: 'damaged', seq: 1 }],
    });
  });
});

describe('a chain that is followed', () => {
  test('from the first record on, wants each change to begin with version 1', () => {
    const records = journal([
      { change: 'C-1', type: 'a' },
      { change: 'C-1', type: 'b' },
    ]);
    const chain = followChain();
    expect(records.flatMap((record) => chain.next(record))).toEqual([]);
    const wrong = rechain([{ ...records[0]!, version: 2 }]);
    expect(followChain().next(wrong[0]!)).toMatchObject([{ code: 'version', seq: 1 }]);
  });

  test('takes what any store gives', async () => {
    const store = memoryStore();
    const { put } = author(store);
    await put('C-1');
    await put('C-2');
    await put('C-1');
    const chain = followChain();
    expect((await all(store)).flatMap((record) => chain.next(record))).toEqual([]);
    expect(chain.head()).toEqual(store.health().head);
  });
});
