import { hash } from 'node:crypto';

/** Plain data: what may be stored, hashed or sent. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** SHA-256 of UTF-8 text or bytes, as 64 lower-case hexadecimal digits. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}
