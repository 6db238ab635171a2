import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32Text } from '../../src/audit/crc32.ts';
import { openCommit, sealCommit } from '../../src/audit/commit.ts';
import { GENESIS, recordHash, type AuditRecord, type Draft } from '../../src/audit/record.ts';
import { canonicalJson } from '../../src/core/canonical.ts';
import { sha256, type JsonObject } from '../../src/core/json.ts';
import { journal } from './journals.ts';

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });

const draftOf = (version: number, more: Partial<Draft>): Draft => ({
  ...{ time: '2030-01-01T00:00:00.000Z', change: 'C-1', version, type: 'created' },
  ...{ actor: null, data: {}, policy: null, rule: 'r' },
  ...more,
});

const drafts = fc
  .array(
    fc.record(
      {
        time: fc.constantFrom('2030-01-01T00:00:00.000Z', '2030-01-01T00:00:00.001Z'),
        change: fc.constantFrom(null, 'C-1', 'C-2'),
        version: fc.constantFrom(null, 1, 2, 3),
        type: fc.constantFrom('created', 'closed'),
        actor: fc.constantFrom(null, { id: 'é', kind: 'person', roles: ['a'] }),
        data: fc.dictionary(fc.string(), json) as fc.Arbitrary<JsonObject>,
        policy: fc.constantFrom(null, 'p1'),
        rule: fc.constantFrom(null, 'r'),
      },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((several) => several.map((more, at) => draftOf(at + 1, more)));

describe('a sealed commit', () => {
  const facts = fc.option(fc.constant({ counters: { n: 3 } }), { nil: undefined });
  const itemsOf = (text: string): readonly JsonObject[] => JSON.parse(text) as JsonObject[];

  test('has records whose hashes are over all of them but the hash, each behind the one before', () => {
    fc.assert(
      fc.property(drafts, facts, (several, commit) => {
        const { records, head } = sealCommit(several, 'default', GENESIS, commit);
        let before = GENESIS;
        for (const { hash, ...rest } of records) {
          expect(hash).toBe(sha256(canonicalJson(rest)));
          expect(rest).toMatchObject({ seq: before.seq + 1, prev: before.hash });
          before = { seq: rest.seq, hash };
        }
        expect(head).toEqual(before);
        expect(records.map((record) => record.commit)).toEqual(
          records.map((_, at) => (at === records.length - 1 ? commit : undefined)),
        );
      }),
    );
  });

  test('is read from its text as it was', () => {
    fc.assert(
      fc.property(drafts, facts, (several, commit) => {
        const { records, text } = sealCommit(several, 'default', { seq: 7, hash: 'h' }, commit);
        const opened = openCommit(itemsOf(text));
        expect(opened.map(({ record }) => record)).toEqual(JSON.parse(JSON.stringify(records)));
        expect(opened.map(({ hash }) => hash)).toEqual(records.map(({ hash }) => hash));
      }),
    );
  });

  test('is not what its hash says when anything in its text is changed, added or left out', () => {
    const several = [draftOf(1, {}), draftOf(2, { data: { a: 1 } }), draftOf(3, {})];
    const { text } = sealCommit(several, 'default', GENESIS, { counters: { n: 3 } });
    const isSound = (items: readonly JsonObject[]): boolean =>
      openCommit(items).every(({ record, hash }) => record.hash === hash);
    const items = itemsOf(text);
    expect(isSound(items)).toBe(true);
    for (const [at, item] of items.entries()) {
      const without = (name: string): JsonObject =>
        Object.fromEntries(Object.entries(item).filter(([key]) => key !== name));
      const others = [
        ...Object.keys(item).map((name) => ({ ...item, [name]: 'other' })),
        ...Object.keys(item).map(without),
        { ...item, extra: 1 },
        { ...item, version: 9 },
        { ...item, data: { half: '\ud800' } },
      ];
      for (const other of others) expect(isSound(items.with(at, other))).toBe(false);
      expect(isSound(items.toSpliced(at, 1))).toBe(false);
    }
  });
});

describe('the hash of a record', () => {
  test('is another when any member is changed, added or left out', () => {
    const record = journal([{ change: 'C-1', type: 'created', data: { a: 1 } }])[0]!;
    const { rule: _rule, ...shorter } = record;
    const others = [
      ...Object.keys(record)
        .filter((name) => name !== 'hash')
        .map((name) => ({ ...record, [name]: 'other' })),
      { ...record, v: 2 },
      { ...record, extra: 1 },
      shorter,
    ];
    expect(_rule).toBeNull();
    for (const other of others) expect(recordHash(other as AuditRecord)).not.toBe(record.hash);
  });
});

test('the sum of a text is the sum that zlib gives', () => {
  const inHex = (sum: number): string => sum.toString(16).padStart(8, '0');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(crc32Text(text)).toBe(inHex(crc32(text)));
    }),
  );
});
