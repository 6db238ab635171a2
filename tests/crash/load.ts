import type { Client } from './commands.ts';
import { Journey, type Sent } from './journey.ts';

/** Many clients at once, who stop when the server is gone and take up where they were when there is one again. */
export interface Load {
  /** Everything that was sent, with what came back. */
  readonly log: readonly Sent[];
  /** Until the server is gone. */
  run(client: Client): Promise<void>;
  /** Finishes every change that is under way and begins no other; throws where one does not end in time. */
  finish(client: Client, withinMs: number): Promise<void>;
}

export function createLoad(clients: number, name: string, random: () => number): Load {
  const log: Sent[] = [];
  const journeys = Array.from(
    { length: clients },
    (_, at) => new Journey(`${name}-${at}`, random, log),
  );
  return {
    log,
    async run(client) {
      const walk = async (journey: Journey): Promise<void> => {
        while (await journey.step(client));
      };
      await Promise.all(journeys.map(walk));
    },
    async finish(client, withinMs) {
      const until = performance.now() + withinMs;
      const walk = async (journey: Journey): Promise<void> => {
        while (journey.underway) {
          await journey.step(client);
          if (performance.now() > until) throw new Error(`changes are stuck after ${withinMs} ms`);
        }
      };
      await Promise.all(journeys.map(walk));
    },
  };
}
