import { durationSeconds } from '../../src/core/duration.ts';
import type { Answer, Run, Said } from './runs.ts';

type Open = Extract<Said, { kind: 'open' }> & { readonly due: number | undefined };

/** What comes from outside: an answer to a request, which for a sleep is that its time has come. */
interface Delivery {
  readonly id: number;
  readonly answer: Answer;
}

const OUTCOMES = ['approved', 'rejected', 'approved', 'revise', 'expired'] as const;

/**
 * A world of people and simulated time that answers what a run asks, as a script of numbers chooses. Before what happens
 * at a time, every timer due by then is delivered, by due time, then by opening.
 */
class World {
  private readonly open = new Map<number, Open>();
  private now = 0;

  /** Hears what a run said. */
  hear(said: readonly Said[]): void {
    for (const one of said) {
      if (one.kind === 'withdraw') this.open.delete(one.id);
      if (one.kind !== 'open') continue;
      const due =
        one.duration === undefined ? undefined : this.now + durationSeconds(one.duration)!;
      this.open.set(one.id, { ...one, due });
    }
  }

  /** What happens next; undefined where nothing can. */
  next(choice: number): Delivery | undefined {
    const asked = [...this.open.values()].filter(({ due }) => due === undefined);
    const timer = this.nextTimer();
    const choices = asked.length + (timer === undefined ? 0 : 1);
    if (choices === 0) return undefined;
    const chosen = asked[choice % choices] ?? timer!;
    this.open.delete(chosen.id);
    if (chosen.due !== undefined) this.now = chosen.due;
    return { id: chosen.id, answer: answerTo(chosen, Math.floor(choice / choices)) };
  }

  private nextTimer(): Open | undefined {
    return [...this.open.values()]
      .filter(({ due }) => due !== undefined)
      .sort((a, b) => a.due! - b.due! || a.id - b.id)[0];
  }
}

function answerTo({ request }: Open, choice: number): Answer {
  if (request === 'approval') return { outcome: OUTCOMES[choice % OUTCOMES.length]! };
  if (request === 'task' && choice % 5 === 4) return { outcome: 'expired' };
  return { value: choice % 7 };
}

/** A run in a world of its own, told in lines. */
export function tellInWorld(run: Run, script: readonly number[]): string[] {
  const world = new World();
  const lines: string[] = [];
  const listen = (): void => {
    const said = run.take();
    world.hear(said);
    lines.push(...said.map(lineOf));
  };
  run.start();
  listen();
  for (const choice of script) {
    if (run.ended !== null) break;
    const delivery = world.next(choice);
    if (delivery === undefined) break;
    lines.push(`> ${delivery.id} ${JSON.stringify(delivery.answer)}`);
    run.answer(delivery.id, delivery.answer);
    listen();
  }
  return [...lines, run.trace, run.ended ?? 'waits'];
}

function lineOf(said: Said): string {
  switch (said.kind) {
    case 'open':
      return `opens ${said.id} ${said.request} ${said.name} ${said.key} ${said.duration ?? ''}`;
    case 'withdraw':
      return `withdraws ${said.id}`;
    case 'effect':
      return `${said.name} ${said.data}`;
  }
}
