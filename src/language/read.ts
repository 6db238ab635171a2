import { parse } from '../../grammar/parse.ts';
import type { Syntax } from '../../grammar/syntax.ts';
import type { Diagnostic } from '../core/diagnostic.ts';

/** What a text typed so far holds. */
export type Typed =
  /** Lists, strings or comments are still open: ask for another line. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'complete'; readonly data: readonly Syntax[] }
  | { readonly kind: 'wrong'; readonly diagnostics: readonly Diagnostic[] };

/** Mistakes that more text may still mend. */
const MENDABLE: ReadonlySet<string> = new Set([
  'unclosed-paren',
  'unclosed-string',
  'unclosed-comment',
  'unclosed-symbol',
]);

/** Reads what someone is typing, one line after another. */
export function readTyped(text: string, file: string): Typed {
  const { data, diagnostics } = parse(text, file);
  if (diagnostics.length === 0) return { kind: 'complete', data };
  const final = diagnostics.filter(
    ({ code, message }) => !MENDABLE.has(code) && !message.startsWith('nothing follows'),
  );
  return final.length === 0 ? { kind: 'incomplete' } : { kind: 'wrong', diagnostics: final };
}
