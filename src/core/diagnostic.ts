import type { DiagnosticCode } from './diagnostic-codes.ts';
import type { Span } from './span.ts';

/** Someone's program is wrong: what, where, and what to do about it. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Kebab-case, from `diagnostic-codes.ts`; messages may change, codes may not. */
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly span: Span;
  /** Other places that matter, such as the first definition of a name defined twice. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
  /** What was expected, a "did you mean", or a fix. */
  readonly help?: string;
  /** The way to a state that goes wrong, in the author's words. */
  readonly path?: readonly string[];
}
