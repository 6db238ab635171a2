import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const shape = z.record(z.string(), z.string());

/** Tokens that a data directory keeps for people of this machine, by name; none where there is no such file. */
export function storedTokens(data: string): { readonly [name: string]: string } {
  let text: string;
  try {
    text = readFileSync(tokensFile(data), 'utf8');
  } catch {
    return {};
  }
  const parsed = shape.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : {};
}

export const tokensFile = (data: string): string => join(data, 'secrets', 'tokens.json');
