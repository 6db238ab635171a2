import { writeDatum } from '../../core/datum-json.ts';
import type { FormContext } from '../../language/forms.ts';
import { isList, toDatum, type Stx } from '../../language/syntax.ts';

/** The items of a proper list, or undefined for anything else. */
export const itemsOf = (stx: Stx): readonly Stx[] | undefined =>
  isList(stx) ? stx.items : undefined;

/** What follows the keyword of a form. */
export const headless = (stx: Stx): readonly Stx[] => itemsOf(stx)?.slice(1) ?? [];

/** The text of a string literal. */
export function textOf(stx: Stx): string | undefined {
  return stx.kind === 'literal' && typeof stx.datum === 'string' ? stx.datum : undefined;
}

/** The value of an exact integer literal. */
export function integerOf(stx: Stx): number | undefined {
  return stx.kind === 'literal' && typeof stx.datum === 'number' ? stx.datum : undefined;
}

/** The symbol in `'NAME`. */
export function quotedSymbol(stx: Stx, context: FormContext): string | undefined {
  const [quote, name, extra] = itemsOf(stx) ?? [];
  if (quote === undefined || name === undefined || extra !== undefined) return undefined;
  return context.word(quote) === 'quote' ? context.word(name) : undefined;
}

const prefixes: { readonly [name: string]: string } = {
  quote: "'",
  quasiquote: '`',
  unquote: ',',
  'unquote-splicing': ',@',
};

/** The text of an expression on one line, comments and layout left out. */
export function writeSyntax(stx: Stx): string {
  if (!isList(stx)) return writeDatum(toDatum(stx));
  const [head, operand, extra] = stx.items;
  const prefix = head !== undefined && 'name' in head ? prefixes[head.name] : undefined;
  if (prefix !== undefined && operand !== undefined && extra === undefined) {
    return prefix + writeSyntax(operand);
  }
  return `(${stx.items.map(writeSyntax).join(' ')})`;
}
