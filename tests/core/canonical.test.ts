import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });

describe('the canonical text', () => {
  test('is that of the reference implementation, byte for byte', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
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
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });
  test.each([
    ['NaN', Number.NaN],
    ['an infinity', { a: [-Infinity] }],
    ['a lone surrogate', '\ud83d'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a function', () => 1],
    ['nothing at all', undefined],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
  test('leaves out what is undefined', () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  });
});
