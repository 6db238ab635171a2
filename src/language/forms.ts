import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Datum } from '../core/datum.ts';
import type { Span } from '../core/span.ts';
import type { Core } from '../machine/code.ts';
import type { Stx, StxList } from './syntax.ts';

/** What a word means where it stands. */
export interface Meaning {
  readonly kind: 'local' | 'global' | 'keyword' | 'unbound';
  readonly name: string;
}

/** What a special form may ask of the expander. Everything is expanded in the scope where the form stands. */
export interface FormContext {
  /** An expression. */
  expand(stx: Stx): Core;
  /** A body: definitions may stand between its expressions. `at` is blamed when it is empty. */
  body(stxs: readonly Stx[], at: Stx): Core;
  /** `(lambda () stxs …)`. */
  thunk(stxs: readonly Stx[], at: Stx): Core;
  /** `(lambda (parameters …) body …)`. */
  lambda(parameters: readonly Stx[], body: readonly Stx[], at: Stx): Core;
  /**
   * `(lambda (spawn) body …)` in whose body the name is a form: `(spawn E …)` calls the parameter with
   * `(lambda () E …)`.
   */
  spawner(name: Stx, body: readonly Stx[], at: Stx): Core;
  /** A lambda whose body the form makes itself, from the numbers of its parameters and inside their scope. */
  lambdaOf(
    parameters: readonly Stx[],
    at: Stx,
    build: (locals: readonly number[], inside: FormContext) => Core,
  ): Core;
  /** A name of the library or a primitive, whatever the author bound. */
  global(name: string): Core;
  /** A call of a name of the library or a primitive. */
  call(name: string, ...operands: readonly Core[]): Core;
  constant(datum: Datum): Core;
  /** The core, remembered as what this syntax became, for messages and positions. */
  placed(core: Core, stx: Stx): Core;
  /** The spelling of a symbol, macros' renaming stripped; undefined for anything else. */
  word(stx: Stx | undefined): string | undefined;
  /** The datum that quoted syntax stands for. */
  datum(stx: Stx): Datum;
  /** As if under a quasiquote: `,EXPR` is evaluated. */
  quasi(stx: Stx): Core;
  resolve(stx: Stx): Meaning | undefined;
  /** Whether something in the definition could not be read, which was reported. */
  readonly failed: boolean;
  error(code: DiagnosticCode, at: Span, message: string, help?: string): void;
  warn(code: DiagnosticCode, at: Span, message: string, help?: string): void;
  /** Records something for the checks of the policy; it is handed out with the definition it stands in. */
  note(kind: string, at: Stx, data: unknown): void;
}

/** A special form that a policy's language adds: syntax to core. On a mistake it reports and returns any core. */
export type Form = (stx: StxList, context: FormContext) => Core;

/** A definition form at top level: it binds its name to the value of the core and hands data to the caller. */
export interface Definer {
  /** The word that is defined, or undefined for a definition without a name. */
  name(stx: StxList): Stx | undefined;
  expand(
    stx: StxList,
    context: FormContext,
  ): { readonly core: Core; readonly data?: unknown; readonly extras?: readonly Extra[] };
}

/** A top-level procedure that a definer makes beside the definition; its name starts with `%`, so no author has it. */
export interface Extra {
  readonly name: string;
  readonly core: Core;
  readonly span: Span;
}

/** How many arguments a procedure takes; `max` null means any number from `min` on. */
export interface Arity {
  readonly min: number;
  readonly max: number | null;
}
