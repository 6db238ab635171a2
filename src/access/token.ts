import { createHash, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../core/result.ts';

/**
 * Tokens: `cf_` + id + `_` + 32 random bytes as base64url + 8 hexadecimal digits of CRC-32 over all before them. The
 * checksum lets a scanner of leaked secrets, and us, tell a token from noise without asking the store; it proves
 * nothing. What is stored is the SHA-256 of the token: the random part has 256 bits, so no slow hash is needed.
 */
export interface Token {
  /** Finds the stored hash; public. Letters, digits and hyphens. */
  readonly id: string;
  /** The whole token, shown once. */
  readonly text: string;
  /** SHA-256 of the text, 64 hexadecimal digits: what is stored. */
  readonly hash: string;
}

export const SECRET_BYTES = 32;
const ID = /^[A-Za-z0-9-]{1,64}$/;
const TOKEN = /^cf_([A-Za-z0-9-]{1,64})_([A-Za-z0-9_-]{43})([0-9a-f]{8})$/;

/** Makes a token from an id and 32 bytes that nobody can guess. Throws where they are no such thing: that is our fault. */
export function makeToken(id: string, secret: Uint8Array): Token {
  if (!ID.test(id)) throw new RangeError('a token id is letters, digits and hyphens');
  if (secret.length !== SECRET_BYTES) throw new RangeError('a token has 32 secret bytes');
  const body = `cf_${id}_${Buffer.from(secret).toString('base64url')}`;
  const text = body + checksum(body);
  return { id, text, hash: hashOf(text) };
}

/** The id of a well-formed token; anything else, a mistyped token above all, is told apart before any look-up. */
export function parseToken(
  text: string,
): Result<{ readonly id: string }, 'malformed' | 'mistyped'> {
  const match = TOKEN.exec(text);
  if (match === null) return err('malformed');
  return checksum(text.slice(0, -8)) === match[3] ? ok({ id: match[1]! }) : err('mistyped');
}

/** Whether a text is the token whose hash is stored, in time that does not depend on where they differ. */
export function verifyToken(text: string, storedHash: string): boolean {
  const [given, stored] = [Buffer.from(hashOf(text), 'hex'), Buffer.from(storedHash, 'hex')];
  return given.length === stored.length && timingSafeEqual(given, stored);
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

/** CRC-32 as in ISO 3309, bit by bit: tokens are short. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
