import type { Closure, Value } from '../data/values.ts';

/**
 * A suspended call: where it goes on (`at`, an index into the code of its procedure) and what its slots hold. Frames
 * are never changed, so that continuations may share them; running one works on a copy.
 */
export class Frame {
  declare readonly is: 'frame';
  readonly closure: Closure;
  readonly at: number;
  readonly slots: readonly Value[];
  readonly next: Frame | null;
  constructor(closure: Closure, at: number, slots: readonly Value[], next: Frame | null) {
    this.closure = closure;
    this.at = at;
    this.slots = slots;
    this.next = next;
  }
}
