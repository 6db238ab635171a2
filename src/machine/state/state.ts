import type { Json } from '../../core/json.ts';

/**
 * A suspended program as plain JSON. Values stand inline; only objects that are met more than once (or lie very deep)
 * stand in `heap` and are referred to by index. Top-level objects are referred to by address, code by unit and number.
 * `encode-state.ts` writes it, `decode-state.ts` reads it; a reader of every version is kept for ever.
 */
export interface MachineState {
  readonly v: number;
  /** The first digits of the hashes of the units that the state refers to, by index. */
  readonly units: readonly string[];
  /** Ids that the next branch or scope, and the next request, will have. */
  readonly next: readonly [id: number, request: number];
  /** Requests that are open. */
  readonly requests: readonly number[];
  /** Scopes that some branch is in, without the program's own. */
  readonly running: readonly number[];
  /** Every scope that can still be entered: id, id of the one around (null for the program's own), handlers, fields read. */
  readonly scopes: readonly (readonly [
    id: number,
    parent: number | null,
    handlers: Json,
    ...reads: readonly string[],
  ])[];
  readonly fibers: readonly Json[];
  readonly heap: readonly Json[];
  /** Branches that could go on at once: only where the machine was stopped in the middle of a step. */
  readonly ready?: readonly number[];
  readonly unwinding?: Json;
}

export const STATE_VERSION = 1;

/** Digits of a unit's hash that tell it from the others of a program: 64 bits, in a program of some hundred units. */
export const UNIT_DIGITS = 16;

/** Whether this release reads the state; one that it does not read is made anew by replay. */
export const canRead = ({ v }: Pick<MachineState, 'v'>): boolean => v === STATE_VERSION;

/** Ids of the scopes that are running now, ascending. */
export const runningScopes = (state: MachineState): readonly number[] => state.running;

/** Ids of the requests that are open, ascending. */
export const openRequests = (state: MachineState): readonly number[] => state.requests;
