import type { Arrival, Context } from './context.ts';
import type { Value } from './value.ts';

/** In which ways a call may end, beside never. */
export interface Summary {
  readonly returned: readonly Value[];
  readonly raised: readonly Value[];
  readonly exits: boolean;
}

interface Growing {
  readonly returned: Map<string, Value>;
  readonly raised: Map<string, Value>;
  exits: boolean;
}

const newGrowing = (): Growing => ({ returned: new Map(), raised: new Map(), exits: false });

/**
 * How recursive procedures end, as the least fixpoint: a translation asks what the one before it found, and is repeated
 * while it finds more.
 */
export class Summaries {
  private readonly known = new Map<string, Growing>();
  private readonly asked = new Set<string>();
  private readonly recorded = new Set<string>();
  private grew = false;

  /** Whether the reading of such a call is under way. */
  isRecording(key: string): boolean {
    return this.recorded.has(key);
  }

  /** What is known of a call so far. */
  of(key: string): Summary {
    this.asked.add(key);
    const { returned, raised, exits } = this.known.get(key) ?? newGrowing();
    return { returned: [...returned.values()], raised: [...raised.values()], exits };
  }

  /** Runs the reading of a call and keeps how it ends. */
  recording(
    key: string,
    cx: Context,
    read: (cx: Context) => readonly Arrival[],
  ): readonly Arrival[] {
    const found = this.known.get(key) ?? newGrowing();
    this.known.set(key, found);
    const keep = (into: Map<string, Value>, value: Value): void => {
      if (into.has(value.key)) return;
      into.set(value.key, value);
      this.grew = true;
    };
    this.recorded.add(key);
    const arrivals = read({
      ...cx,
      raise: (value, place) => {
        keep(found.raised, value);
        cx.raise(value, place);
      },
      exit: (place, node) => {
        if (!found.exits) this.grew = true;
        found.exits = true;
        cx.exit(place, node);
      },
    });
    this.recorded.delete(key);
    for (const { value } of arrivals) keep(found.returned, value);
    return arrivals;
  }

  /** Whether more is known than at the last call of this, and somebody asked: then what was drawn may lack ways. */
  takeGrowth(): boolean {
    const grown = this.grew && this.asked.size > 0;
    this.grew = false;
    return grown;
  }
}
