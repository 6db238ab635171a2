/** Seconds after which a caller that was turned away may try again. */
export const RETRY_AFTER_S = 1;

/**
 * The bound on what is at work at once. What comes beyond it is turned away at once instead of waiting in a queue that
 * grows: those who are let in are answered in time, and memory stays bounded.
 */
export interface Gate {
  readonly max: number;
  readonly isFull: () => boolean;
  /** Does the work, or answers null without beginning it where there is no room. */
  readonly enter: <T>(work: () => Promise<T>) => Promise<T> | null;
  /** Counts one that was turned away before it came here. */
  readonly turnAway: () => void;
  readonly counts: () => { readonly in_flight: number; readonly turned_away: number };
}

/** A gate for `max` pieces of work at once; numbers that were turned away count from its making. */
export function createGate(max: number): Gate {
  let inFlight = 0;
  let turnedAway = 0;
  const isFull = (): boolean => inFlight >= max;
  return {
    max,
    isFull,
    enter(work) {
      if (isFull()) {
        turnedAway += 1;
        return null;
      }
      inFlight += 1;
      return work().finally(() => {
        inFlight -= 1;
      });
    },
    turnAway: () => {
      turnedAway += 1;
    },
    counts: () => ({ in_flight: inFlight, turned_away: turnedAway }),
  };
}
