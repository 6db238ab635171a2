import type { Explorer } from './explore.ts';
import { truthValue, type Truths, type Value, type Way } from './value.ts';
import type { World } from './world.ts';

/** The ways of a call of a procedure of the library; undefined where its arguments are such that nothing is known. */
export type Known = (call: Call) => readonly Way[] | undefined;

/** A procedure of the library called in a world. */
export interface Call {
  readonly name: string;
  readonly args: readonly Value[];
  readonly world: World;
  readonly explorer: Explorer;
}

export const answered = ({ yes, no }: Truths): readonly Way[] => [
  ...yes.map((world) => ({ value: truthValue(true), world })),
  ...no.map((world) => ({ value: truthValue(false), world })),
];

export const settled = (holds: boolean, world: World): Truths =>
  holds ? { yes: [world], no: [] } : { yes: [], no: [world] };
