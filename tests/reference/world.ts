import { durationSeconds } from '../../src/core/duration.ts';
import type { Answer, Run, Said } from './runs.ts';

type Open = Extract<Said, { kind: 'open' }> & { readonly due: number | undefined };

/** What comes from outside: an answer to a request, which for a sleep is that its time has come. */
interface Delivery {
  readonly id: number;
  readonly answer: Answer;
}

const OUTCOMES = ['approved', 'rejected', 'approved', 'revise', 'expired'] as const;

/** Requests that nobody answers: the world itself does when it is so far, or never. */
const OWN = ['phase', 'lock', 'open-change', 'never'];

/** What may come before anybody waits for it. */
const KEPT = ['ci', 'scan', 'hotfix'] as const;

const START = Date.parse('2026-03-02T09:00:00Z') / 1000;

/**
 * A world of people and simulated time that answers what a run asks, as a script of numbers chooses. Before what happens
 * at a time, every timer due by then is delivered, by due time, then by opening. A lock goes to who asked first.
 */
class World {
  private readonly open = new Map<number, Open>();
  private readonly phases = new Map<string, number>();
  private readonly locks = new Map<number, readonly string[]>();
  private readonly kept = new Map<string, number>();
  private now = START;

  /** Hears what a run said. */
  hear(said: readonly Said[]): void {
    for (const one of said) {
      if (one.kind === 'withdraw') this.open.delete(one.id);
      if (one.kind === 'open') this.open.set(one.id, { ...one, due: this.dueOf(one) });
      if (one.kind === 'effect') this.hearEffect(one.name, one.data);
    }
  }

  private hearEffect(name: string, data: string): void {
    if (name === 'unlocked') this.locks.delete(Number(data));
    if (name !== 'phase-entered' && name !== 'phase-left') return;
    const phase = /^\(([^ )]+)/u.exec(data)![1]!;
    this.phases.set(phase, (this.phases.get(phase) ?? 0) + (name === 'phase-entered' ? 1 : -1));
  }

  private dueOf({ clauses: { duration, instant } }: Omit<Open, 'due'>): number | undefined {
    if (duration !== undefined) return this.now + durationSeconds(duration)!;
    return instant === undefined ? undefined : Date.parse(instant) / 1000;
  }

  /** What has its answer already, the oldest first; undefined when all that is open waits for something to happen. */
  atOnce(): Delivery | undefined {
    for (const request of this.open.values()) {
      const answer = this.answerAtOnce(request);
      if (answer === undefined) continue;
      this.open.delete(request.id);
      return { id: request.id, answer: { value: answer } };
    }
    return undefined;
  }

  private answerAtOnce({ id, request, name, key, clauses }: Open): number | undefined {
    if (request === 'open-change') return 1000 + id;
    if (request === 'phase') {
      const isOpen = (this.phases.get(name) ?? 0) > 0;
      return isOpen === (clauses['becomes'] === 'open') ? 1 : undefined;
    }
    if (request === 'lock') return this.lock(id);
    const value = key === '' ? this.kept.get(name) : undefined;
    if (value !== undefined) this.kept.delete(name);
    return value;
  }

  /** All names at once, and none that somebody who asked earlier waits for. */
  private lock(id: number): number | undefined {
    const taken = new Set([...this.locks.values()].flat());
    for (const earlier of this.open.values()) {
      if (earlier.request !== 'lock') continue;
      const names = earlier.clauses['names']!.split(' ');
      if (earlier.id === id) {
        if (names.some((name) => taken.has(name))) return undefined;
        this.locks.set(id, names);
        return id;
      }
      for (const name of names) taken.add(name);
    }
    return undefined;
  }

  /** What happens next; undefined where nothing can, null where it is heard of later. */
  next(choice: number): Delivery | undefined | null {
    const asked = [...this.open.values()].filter(
      ({ due, request }) => due === undefined && !OWN.includes(request),
    );
    const timer = this.nextTimer();
    const choices = asked.length + (timer === undefined ? 0 : 1);
    if (choices === 0) return undefined;
    const chosen = asked[choice % choices] ?? timer!;
    const rest = Math.floor(choice / choices);
    if (rest % 11 === 10) return this.keep(KEPT[rest % KEPT.length]!, rest % 7);
    this.open.delete(chosen.id);
    if (chosen.due !== undefined) this.now = Math.max(this.now, chosen.due);
    return { id: chosen.id, answer: answerTo(chosen, rest) };
  }

  /** The latest is kept until somebody waits for it; whoever does has it at once. */
  private keep(name: string, value: number): null {
    this.kept.set(name, value);
    return null;
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
  const deliver = (delivery: Delivery | undefined | null): boolean => {
    if (delivery === undefined || delivery === null) return delivery === null;
    lines.push(`> ${delivery.id} ${JSON.stringify(delivery.answer)}`);
    run.answer(delivery.id, delivery.answer);
    listen();
    return true;
  };
  run.start();
  listen();
  for (const choice of script) {
    while (run.ended === null && deliver(world.atOnce()));
    if (run.ended !== null || !deliver(world.next(choice))) break;
  }
  return [...lines, run.trace, run.ended ?? 'waits'];
}

function lineOf(said: Said): string {
  switch (said.kind) {
    case 'open': {
      const clauses = Object.entries(said.clauses).map(([clause, text]) => `${clause} ${text}`);
      return `opens ${said.id} ${said.request} ${said.name} ${said.key} ${clauses.join(', ')}`;
    }
    case 'withdraw':
      return `withdraws ${said.id}`;
    case 'effect':
      return `${said.name} ${said.data}`;
  }
}
