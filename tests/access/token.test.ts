import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeToken, parseToken, verifyToken } from '../../src/access/token.ts';

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ids = fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/);

describe('a token', () => {
  test('has a checksum that others can compute', () => {
    // CRC-32 of "cf_dana_AAAA…A" computed with zlib.
    const { text } = makeToken('dana', new Uint8Array(32));
    expect(text).toBe(`cf_dana_${'A'.repeat(43)}c173ffd9`);
  });

  test('says its id and is verified by its hash alone', () => {
    fc.assert(
      fc.property(ids, secrets, (id, secret) => {
        const token = makeToken(id, secret);
        expect(parseToken(token.text)).toEqual({ ok: true, value: { id } });
        expect(verifyToken(token.text, token.hash)).toBe(true);
        expect(token.hash).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  test('with one character changed is mistyped or malformed, and is not verified', () => {
    fc.assert(
      fc.property(
        ids,
        secrets,
        fc.nat(),
        fc.constantFrom('a', 'Z', '0', '_', '!'),
        (id, secret, at, letter) => {
          const { text, hash } = makeToken(id, secret);
          const index = at % text.length;
          fc.pre(text[index] !== letter);
          const changed = text.slice(0, index) + letter + text.slice(index + 1);
          expect(parseToken(changed).ok).toBe(false);
          expect(verifyToken(changed, hash)).toBe(false);
        },
      ),
    );
  });

  test('of another does not open this door', () => {
    const [one, other] = [
      makeToken('a', new Uint8Array(32).fill(1)),
      makeToken('a', new Uint8Array(32).fill(2)),
    ];
    expect(verifyToken(one.text, other.hash)).toBe(false);
    expect(verifyToken(one.text, '')).toBe(false);
  });

  test.each([
    ['', 'malformed'],
    ['cf_a_b', 'malformed'],
    ['Bearer cf_a', 'malformed'],
    [`cf_a_${'A'.repeat(43)}00000000`, 'mistyped'],
  ])('%j is told apart before any look-up', (text, error) => {
    expect(parseToken(text)).toEqual({ ok: false, error });
  });

  test('is never made from a weak secret or an id that cannot be read back', () => {
    expect(() => makeToken('a', new Uint8Array(31))).toThrow('32');
    expect(() => makeToken('a_b', new Uint8Array(32))).toThrow('id');
  });
});
