import { expect } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkText, told, workflow } from '../policy/policies.ts';

/** What the proof says of a text in which nothing else is wrong. */
export function diagnosed(text: string): readonly Diagnostic[] {
  const check = checkText(text);
  expect(check.diagnostics.map(told)).toEqual([]);
  return verified(check).diagnostics;
}

/** What the proof says of a workflow with this body, each finding with the stretch of text that it points at. */
export function proved(
  body: string,
  helpers = '',
): readonly (readonly [code: string, at: string])[] {
  const text = `${helpers}\n${workflow(body)}`;
  return diagnosed(text).map(({ code, span }) => [
    code,
    text.slice(span.start, span.end).replaceAll(/\s+/g, ' '),
  ]);
}

export const approval = (name: string): string =>
  `(await-approval ${name} (by reader) (due "1d") (within "2d"))`;

export const task = (name: string): string => `(task ${name} (by writer))`;
