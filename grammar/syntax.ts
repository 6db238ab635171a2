import type { Datum } from '../src/core/datum.ts';
import type { Span } from '../src/core/span.ts';

/** What a text says before anything is known about its meaning: one datum with its place in the file. */
export type Syntax = SyntaxList | SyntaxVector | SyntaxSymbol | SyntaxLiteral;

/** A list; `tail` is what follows the dot, null for a proper list. A quotation mark makes a list of two items. */
interface SyntaxList extends Span {
  readonly kind: 'list';
  readonly items: readonly Syntax[];
  readonly tail: Syntax | null;
}

interface SyntaxVector extends Span {
  readonly kind: 'vector';
  readonly items: readonly Syntax[];
}

export interface SyntaxSymbol extends Span {
  readonly kind: 'symbol';
  readonly name: string;
}

/** A datum that evaluates to itself: number, string, character, boolean. */
export interface SyntaxLiteral extends Span {
  readonly kind: 'literal';
  readonly datum: Datum;
}
