import type { Directive, Machine } from '../machine.ts';
import type { Value } from '../data/values.ts';

/**
 * A procedure of the machine. A plain one answers at once; one of many takes its operands as a list, since there may be
 * more of them than a host call can pass; a control one sees the frames of its caller.
 */
export type PrimitiveDefinition = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
} & (
  | { readonly kind: 'plain'; readonly run: (m: Machine, ...operands: Value[]) => Value }
  | { readonly kind: 'many'; readonly run: (m: Machine, operands: readonly Value[]) => Value }
  | {
      readonly kind: 'control';
      readonly run: (m: Machine, operands: readonly Value[]) => Value | Directive;
    }
);

/** Any number of operands. */
export const ANY = Infinity;

/** A plain primitive of `min` to `max` operands, at most four. Those not given are undefined. */
export const plain = (
  name: string,
  min: number,
  max: number,
  run: (m: Machine, ...operands: Value[]) => Value,
): PrimitiveDefinition => ({
  kind: 'plain',
  name,
  min,
  max,
  run,
});

/** A primitive of `min` or more operands. */
export const many = (
  name: string,
  min: number,
  run: (m: Machine, operands: readonly Value[]) => Value,
  max = ANY,
): PrimitiveDefinition => ({
  kind: 'many',
  name,
  min,
  max,
  run,
});

/** A control primitive of `min` to `max` operands. */
export const control = (
  name: string,
  min: number,
  max: number,
  run: (m: Machine, operands: readonly Value[]) => Value | Directive,
): PrimitiveDefinition => ({
  kind: 'control',
  name,
  min,
  max,
  run,
});
