import type { Clock } from '../engine/ports.ts';

/** Timers of the host count in 32 bits; longer waits are taken in stretches. */
const STRETCH_MS = 2_000_000_000;

/** The host's clock. A wait keeps no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(instantMs, wake) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = instantMs - Date.now();
      if (left <= 0) timer = setTimeout(wake, 0);
      else timer = setTimeout(left > STRETCH_MS ? wait : arrive, Math.min(left, STRETCH_MS));
      timer.unref();
    };
    // A timer may fire a moment early by the wall clock; nothing may happen before its time.
    const arrive = (): void => (Date.now() < instantMs ? wait() : wake());
    wait();
    return () => clearTimeout(timer);
  },
};
