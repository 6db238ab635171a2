import { Closure } from './data/values.ts';
import type { Value } from './data/values.ts';

/** A top-level name. */
export class Global {
  readonly name: string;
  private held: Value | undefined = undefined;
  /** The value where it is a closure; so a call need not look what it is. */
  callee: Closure | null = null;

  constructor(name: string, value?: Value) {
    this.name = name;
    this.value = value;
  }

  /** Undefined until the definition was evaluated. */
  get value(): Value | undefined {
    return this.held;
  }

  set value(value: Value | undefined) {
    this.held = value;
    this.callee = value instanceof Closure ? value : null;
  }
}
