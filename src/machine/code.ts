import type { Datum } from '../core/datum.ts';

/**
 * The expanded core: what a policy is after its macros are gone, what is kept for ever, and what units are hashed over.
 * Locals are numbers, given in order of binding within one definition, so that renaming a local changes nothing.
 * Source positions stand beside it (`Positions`), never in it.
 */
export type Core =
  | readonly ['const', Datum]
  | readonly ['ref', local: number]
  | readonly ['set', local: number, value: Core]
  /** A name of the same unit, of a unit it refers to, or of a primitive. */
  | readonly ['global', name: string]
  /** Only in interactive sessions: policies freeze their top level. */
  | readonly ['set-global', name: string, value: Core]
  | readonly ['if', test: Core, then: Core, otherwise: Core]
  | CoreSeq
  /** Evaluated left to right, then bound together. */
  | readonly ['let', bindings: readonly (readonly [local: number, value: Core])[], body: Core]
  /** letrec*: bound one after another, each seeing all. */
  | readonly ['letrec', bindings: readonly (readonly [local: number, value: Core])[], body: Core]
  | readonly ['lambda', parameters: readonly number[], rest: number | null, body: Core]
  | CoreCases
  | CoreCall;

/**
 * `['seq', body, …]`, `['case-lambda', lambda, …]`, `['call', operator, operand, …]`. Interfaces, since a tuple type with
 * a rest element cannot speak of itself.
 */
export interface CoreSeq extends ReadonlyArray<'seq' | Core> {
  readonly 0: 'seq';
}
export interface CoreCases extends ReadonlyArray<'case-lambda' | Core> {
  readonly 0: 'case-lambda';
}
export interface CoreCall extends ReadonlyArray<'call' | Core> {
  readonly 0: 'call';
  readonly 1: Core;
}

export const CORE_VERSION = 1;

/**
 * One strongly connected set of top-level definitions. `refs` gives, for each global name that is neither in `defs`
 * nor a primitive, the hash of the unit that defines it.
 */
export interface Unit {
  readonly v: number;
  readonly defs: readonly (readonly [name: string, core: Core])[];
  readonly refs: { readonly [name: string]: string };
}

/**
 * Where each node of a definition's core came from: offsets `[start, end, …]` by the node's number in preorder
 * (a node before its children, children in order; bindings' values before the body). −1 where macros made the node.
 */
export interface Positions {
  readonly file: string;
  readonly offsets: readonly number[];
  /** Names of the locals by number and of lambdas by preorder number, for messages only. */
  readonly locals?: readonly string[];
}
