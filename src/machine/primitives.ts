import type { PrimitiveDefinition } from './primitives/primitive.ts';
import { controlPrimitives } from './primitives/control.ts';
import { recordPrimitives, tablePrimitives } from './primitives/data.ts';
import { listPrimitives } from './primitives/lists.ts';
import { numberPrimitives } from './primitives/numbers.ts';
import { portPrimitives } from './primitives/ports.ts';
import { textPrimitives } from './primitives/text.ts';
import { vectorPrimitives } from './primitives/vectors.ts';
import { viewPrimitives } from './primitives/view.ts';
import { Primitive } from './data/values.ts';

/** Every procedure of the machine; states and units refer to them by name. Names are for ever. */
export const definitions: readonly PrimitiveDefinition[] = [
  ...controlPrimitives,
  ...numberPrimitives,
  ...listPrimitives,
  ...textPrimitives,
  ...vectorPrimitives,
  ...tablePrimitives,
  ...recordPrimitives,
  ...portPrimitives,
  ...viewPrimitives,
];

/** The procedure of each name: one object each. */
export const primitives: ReadonlyMap<string, Primitive> = new Map(
  definitions.map(({ name }, index) => [name, new Primitive(name, index)]),
);

/** How many operands each takes; `max` is null where there is no limit. */
export const primitiveArities: ReadonlyMap<
  string,
  { readonly min: number; readonly max: number | null }
> = new Map(
  definitions.map(({ name, min, max }) => [name, { min, max: Number.isFinite(max) ? max : null }]),
);
