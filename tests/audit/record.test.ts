import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../src/audit/canonical.ts';
import { crc32Text } from '../../src/audit/crc32.ts';
import { GENESIS, recordHash, seal, type AuditRecord } from '../../src/audit/record.ts';
import { canonicalJson, sha256, type JsonObject } from '../../src/core/json.ts';
import { journal } from './journals.ts';

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });

describe('the canonical text', () => {
  test('is that of the reference implementation, byte for byte', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalText(value)).toBe(canonicalJson(value));
      }),
      { numRuns: 500 },
    );
  });
  test.each([
    ['keys by code units', { '\u{1F600}': 1, '\uFB33': 2, a: 3, '': 4, '10': 5, '9': 6 }],
    ['numbers', [0, -0, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 0.1 + 0.2]],
    ['control characters', '\u0000\u001f"\\/\u2028\u2029\u007f'],
    ['a key called __proto__', JSON.parse('{"__proto__":{"a":1}}') as unknown],
  ])('agrees on %s', (_, value) => {
    expect(canonicalText(value)).toBe(canonicalJson(value));
  });
  test.each([
    ['NaN', Number.NaN],
    ['an infinity', { a: [-Infinity] }],
    ['a lone surrogate', '\ud83d'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a function', () => 1],
    ['nothing at all', undefined],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalText(value)).toThrow(TypeError);
  });
  test('leaves out what is undefined', () => {
    expect(canonicalText({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  });
});

describe('a sealed record', () => {
  const draftOf = (data: JsonObject) => ({
    ...{
      time: '2030-01-01T00:00:00.000Z',
      change: 'C-1',
      version: 1,
      type: 'created',
      actor: null,
    },
    ...{ data, policy: null, rule: 'r' },
  });
  test('is stored as its canonical text, and its hash is over all of it but the hash', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (data) => {
        const { record, text } = seal(draftOf(data as JsonObject), 'default', GENESIS);
        expect(text).toBe(canonicalJson(record));
        const { hash, ...rest } = record;
        expect(hash).toBe(sha256(canonicalJson(rest)));
        expect(recordHash(JSON.parse(text) as AuditRecord)).toBe(hash);
      }),
    );
  });
  test('has another hash when any member is changed, added or left out', () => {
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
