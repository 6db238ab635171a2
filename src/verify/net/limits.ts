/** How much may be spent on one question. Beyond any of them the answer is `undecided`. */
export interface Limits {
  /** Markings kept at a time. */
  readonly states: number;
  /** Firings tried, and work of that order. */
  readonly steps: number;
  /** Bytes of the markings kept at a time. */
  readonly bytes: number;
  /** Whether the time of the caller is up; asked now and then, since nothing here reads a clock. */
  readonly expired?: () => boolean;
}

export const defaultLimits: Limits = { states: 500_000, steps: 5_000_000, bytes: 256 << 20 };

/** What is left of the steps of a question, across the methods that are tried on it. */
export interface Meter {
  readonly limits: Limits;
  /** Takes steps off; false once they are used up or the caller's time is. */
  readonly spend: (steps: number) => boolean;
  /** A meter with at most so many of the steps that are left, for a method that may fail; what it spends is spent. */
  readonly share: (steps: number) => Meter;
}

const ASK_EVERY = 4096;

export function meterOf(limits: Limits): Meter {
  let left = limits.steps;
  let toAsk = ASK_EVERY;
  const spend = (steps: number): boolean => {
    left -= steps;
    toAsk -= steps;
    if (left < 0) return false;
    if (toAsk > 0) return true;
    toAsk = ASK_EVERY;
    if (limits.expired?.() === true) left = -1;
    return left >= 0;
  };
  return { limits, spend, share: (steps) => shareOf({ limits, spend }, steps) };
}

function shareOf(whole: Pick<Meter, 'limits' | 'spend'>, steps: number): Meter {
  let left = steps;
  const spend = (taken: number): boolean => {
    left -= taken;
    return whole.spend(taken) && left >= 0;
  };
  return {
    limits: whole.limits,
    spend,
    share: (part) => shareOf({ limits: whole.limits, spend }, part),
  };
}
