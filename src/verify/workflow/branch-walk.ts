import type { Core } from '../../machine/code.ts';
import type { DraftTransition, Region } from './draft.ts';

/**
 * How soon control gets somewhere: in one go (0), in the same step of the machine, after other branches had their turn (1),
 * in the same command, after the engine answered (2), or not before something else has happened (3).
 */
export type Pace = 0 | 1 | 2 | 3;

export const laterOf = (one: Pace, other: Pace): Pace => (one > other ? one : other);

/** An end that a branch may come to: its own, or where it leaves the form otherwise. */
export interface End {
  readonly kind: 'done' | 'leaves';
  readonly place: number;
  readonly pace: Pace;
}

/** A wait that a branch may come to first. */
export interface Wait {
  readonly node: Core;
  /** Whether what is waited for never comes in the same command. */
  readonly later: boolean;
}

/** What a branch may come to before anything has happened. */
export interface BranchPace {
  readonly ends: readonly End[];
  readonly waits: readonly Wait[];
  /** By when it has ended, whatever way it takes. */
  readonly latest: Pace;
  /** How many of the branches that are counted it has started for certain before it ends or waits. */
  readonly started: number;
}

/** Where control may go on behind a form, before anything has happened. */
export interface Exit {
  readonly place: number;
  readonly pace: Pace;
}

/** What a walk asks of a draft. */
export interface Ground {
  /** The steps that control may take from a place. */
  readonly from: (place: number) => readonly DraftTransition[];
  /** What waits at a place for what may be so already, and where it goes on then. */
  readonly passing: (place: number) => { readonly node: Core; readonly to: number } | undefined;
  /** What waits for ever at a place. */
  readonly stuck: (place: number) => Core | null;
  /** What comes of the form whose branches a step starts; undefined of one that starts none. */
  readonly beside: (
    step: DraftTransition,
  ) => { readonly exits: readonly Exit[]; readonly waits: readonly Wait[] } | undefined;
  /** Whether a step starts a branch of a nursery, beside which control goes on. */
  readonly spawns: (step: DraftTransition) => boolean;
  /** Whether a step is one of a net that its author drew: those that nobody fires come in the same step of the machine. */
  readonly isDrawn: (step: DraftTransition) => boolean;
  readonly isInside: (place: number, region: Region) => boolean;
}

/** A branch of a form. */
export interface Walked {
  readonly entry: number;
  readonly region: Region;
  /** The steps by which it comes to its end. */
  readonly ends: ReadonlySet<number>;
  /** Steps that start a branch which is counted. */
  readonly counted: ReadonlySet<number>;
}

/** Of more branches than this it is not counted which are started. */
export const COUNTED_MAX = 8;

interface Way {
  readonly place: number;
  readonly pace: Pace;
  readonly started: number;
}

/** Follows every way from where a branch starts to its ends and its first waits. */
export function walkBranch(ground: Ground, walked: Walked): BranchPace {
  const walk = new Walk(ground, walked);
  return walk.toEnds();
}

class Walk {
  private readonly ground: Ground;
  private readonly walked: Walked;
  private readonly ends: End[] = [];
  private readonly waits = new Map<Core, Wait>();
  private latest: Pace = 0;
  private fewest = Infinity;
  private readonly seen = new Set<number>();
  private readonly pending: Way[] = [];

  constructor(ground: Ground, walked: Walked) {
    this.ground = ground;
    this.walked = walked;
  }

  toEnds(): BranchPace {
    this.follow({ place: this.walked.entry, pace: 0, started: 0 });
    for (let way = this.pending.pop(); way !== undefined; way = this.pending.pop()) this.at(way);
    return {
      ends: this.ends,
      waits: [...this.waits.values()],
      latest: this.latest,
      started: this.fewest,
    };
  }

  private at(way: Way): void {
    const { ground } = this;
    const passing = ground.passing(way.place);
    const steps = ground.from(way.place);
    if (passing !== undefined) {
      this.wait(way, passing.node, false);
      this.goOn({ ...way, place: passing.to, pace: laterOf(way.pace, 2) });
    } else if (steps.length === 0) this.wait(way, ground.stuck(way.place), true);
    for (const step of steps) this.take(step, way);
  }

  private take(step: DraftTransition, way: Way): void {
    const { ground, walked } = this;
    const beside = ground.beside(step);
    if (walked.ends.has(step.origin)) this.end('done', { ...way, place: step.outputs[0]! });
    else if (beside !== undefined) {
      for (const { node, later } of beside.waits) this.wait(way, node, later);
      for (const { place, pace } of beside.exits)
        this.goOn({ ...way, place, pace: laterOf(way.pace, pace) });
    } else if (ground.spawns(step)) {
      const counted = walked.counted.has(step.origin) && way.started < COUNTED_MAX;
      const started = way.started + (counted ? 1 : 0);
      this.goOn({ ...way, place: step.outputs[0]!, started });
    } else {
      const { waits, passes } = passageOf(step, ground);
      if (waits) this.wait(way, step.node, passes === null);
      if (passes === null) return;
      for (const place of controlAfter(step))
        this.goOn({ ...way, place, pace: laterOf(way.pace, passes) });
    }
  }

  /** A place outside of the form is where the branch leaves it. */
  private goOn(way: Way): void {
    if (this.ground.isInside(way.place, this.walked.region)) this.follow(way);
    else this.end('leaves', way);
  }

  private follow({ place, pace, started }: Way): void {
    const key = (place * 4 + pace) * (COUNTED_MAX + 1) + started;
    if (this.seen.size < this.seen.add(key).size) this.pending.push({ place, pace, started });
  }

  private end(kind: End['kind'], { place, pace, started }: Way): void {
    this.ends.push({ kind, place, pace });
    this.latest = laterOf(this.latest, pace);
    this.fewest = Math.min(this.fewest, started);
  }

  private wait({ started }: Way, node: Core | null, later: boolean): void {
    this.latest = 3;
    this.fewest = Math.min(this.fewest, started);
    if (node === null) return;
    this.waits.set(node, { node, later: later && this.waits.get(node)?.later !== false });
  }
}

/** Whether a step is a wait, and by when it may happen all the same before anything else has; null: it never does. */
function passageOf(
  step: DraftTransition,
  ground: Ground,
): { readonly waits: boolean; readonly passes: Pace | null } {
  if (step.asks === true) return { waits: false, passes: 2 };
  if (step.label === null && step.waits !== true) return { waits: false, passes: 0 };
  if (step.later === true) return { waits: true, passes: null };
  return { waits: true, passes: ground.isDrawn(step) ? 1 : 2 };
}

/** Where control is after a step; a phase that opens has a token of its own. */
const controlAfter = ({ outputs, phase }: DraftTransition): readonly number[] =>
  phase?.does === 'enters' ? outputs.filter((place) => place !== phase.phase.place) : outputs;
