import { followChain } from '../../audit/chain.ts';
import type { Clock } from '../../engine/ports.ts';
import { Damage, type Journal } from './journal.ts';
import { segmentName } from './segment.ts';

const LINES_PER_STEP = 16;
const PAUSE_MS = 20;

/**
 * Follows the whole chain from the first record to what was the newest when it began, a few lines at a time between the
 * work. Returns the damage it finds, or null; stops early, with null, when told to.
 */
export async function scrub(
  journal: Journal,
  clock: Clock | null,
  stopped: () => boolean,
): Promise<Damage | null> {
  const until = journal.head.seq;
  const chain = followChain();
  let lines = 0;
  try {
    for (const { line, place } of journal.linesAfter(0)) {
      for (const [nth, record] of line.records.entries()) {
        const fault = chain.next(record, line.hashes[nth])[0];
        if (fault === undefined) continue;
        return new Damage(
          segmentName(place.segment),
          place.offset,
          record.seq,
          `is wrong: ${fault.message}`,
        );
      }
      if (chain.head().seq >= until) return null;
      lines += 1;
      if (lines % LINES_PER_STEP === 0) await pause(clock);
      if (stopped()) return null;
    }
  } catch (error) {
    if (error instanceof Damage) return error;
    throw error;
  }
  return null;
}

/** Without a clock, only long enough for others to have their turn. */
const pause = (clock: Clock | null): Promise<void> =>
  new Promise((resume) => {
    if (clock === null) setImmediate(resume);
    else clock.at(clock.now() + PAUSE_MS, resume);
  });
