import type { Value } from './data/values.ts';

/** A top-level name; `value` is undefined until its definition was evaluated. */
export interface Global {
  readonly name: string;
  value: Value | undefined;
}
