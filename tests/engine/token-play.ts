import type { Net, Transition } from './random-nets.ts';

/** What is seen of a net from outside. */
export interface Seen {
  /** What somebody may fire, by name. */
  readonly signals: readonly string[];
  /** How many times are running. */
  readonly clocks: number;
  /** Places with tokens. */
  readonly marked: readonly string[];
  /** What it ended with, or null. */
  readonly outcome: string | null;
}

/** What may be planted in the play so that it must be found to disagree. */
export interface Beliefs {
  readonly clocksStartAnew?: boolean;
  readonly weightsAreOne?: boolean;
}

/** The play of tokens, told in sets and numbers: no machine, no policy, no records. Time is counted in hours. */
export class TokenPlay {
  readonly #net: Net;
  readonly #beliefs: Beliefs;
  readonly #tokens: Map<string, number>;
  /** Of every transition by time that could fire: since when, and which of them was first. */
  readonly #since = new Map<Transition, { readonly hour: number; readonly order: number }>();
  #order = 0;
  #hour = 0;
  #outcome: string | null = null;

  constructor(net: Net, beliefs: Beliefs = {}) {
    this.#net = net;
    this.#beliefs = beliefs;
    this.#tokens = new Map(Object.entries(net.places));
    this.#settle();
  }

  get seen(): Seen {
    if (this.#outcome !== null)
      return { signals: [], clocks: 0, marked: [], outcome: this.#outcome };
    const signals = this.#net.transitions.filter(
      (one) => one.fires === 'signal' && this.#enabled(one),
    );
    return {
      signals: signals.map(({ name }) => name).sort(),
      clocks: this.#since.size,
      marked: [...this.#tokens].flatMap(([name, count]) => (count > 0 ? [name] : [])).sort(),
      outcome: null,
    };
  }

  /** Hours until the next time runs out; undefined where none does. */
  get next(): number | undefined {
    const [first] = this.#due();
    return first === undefined ? undefined : first.hour - this.#hour;
  }

  signal(name: string): void {
    this.#fire(this.#net.transitions.find((one) => one.name === name)!);
  }

  /** So many hours go by; no time runs out before the last of them. */
  pass(hours: number): void {
    this.#hour += hours;
    for (let [first] = this.#due(); first !== undefined; [first] = this.#due()) {
      if (first.hour > this.#hour || this.#outcome !== null) return;
      this.#since.delete(first.transition);
      this.#fire(first.transition);
    }
  }

  #due(): { readonly transition: Transition; readonly hour: number }[] {
    return [...this.#since]
      .map(([transition, { hour, order }]) => ({
        transition,
        hour: hour + Number(transition.fires),
        order,
      }))
      .sort((a, b) => a.hour - b.hour || a.order - b.order);
  }

  #enabled({ in: from }: Transition): boolean {
    return from.every(
      (place) =>
        this.#tokens.get(place)! >=
        (this.#beliefs.weightsAreOne === true ? 1 : from.filter((one) => one === place).length),
    );
  }

  #fire(transition: Transition): void {
    this.#move(transition);
    this.#settle();
  }

  #move({ in: from, out, resets }: Transition): void {
    for (const place of from) this.#tokens.set(place, this.#tokens.get(place)! - 1);
    for (const place of resets) this.#tokens.set(place, 0);
    for (const place of out) this.#tokens.set(place, this.#tokens.get(place)! + 1);
    for (const [place, outcome] of Object.entries(this.#net.finals))
      if (this.#tokens.get(place)! > 0) this.#outcome = outcome;
  }

  /** What fires by itself does; then the clocks of what can fire run, and those of what cannot stand still no more. */
  #settle(): void {
    const atOnce = (): Transition | undefined =>
      this.#net.transitions.find((one) => one.fires === 'at-once' && this.#enabled(one));
    for (let one = atOnce(); one !== undefined && this.#outcome === null; one = atOnce())
      this.#move(one);
    for (const transition of this.#net.transitions) {
      if (typeof transition.fires !== 'number') continue;
      if (!this.#enabled(transition)) this.#since.delete(transition);
      else if (!this.#since.has(transition) || this.#beliefs.clocksStartAnew === true) {
        this.#order += 1;
        this.#since.set(transition, { hour: this.#hour, order: this.#order });
      }
    }
  }
}
