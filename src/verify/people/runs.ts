import { explore } from '../net/explore.ts';
import { flatten } from '../net/flat-net.ts';
import { meterOf, type Limits } from '../net/limits.ts';
import { netBuilder, type Net, type Transition } from '../net/net.ts';
import { stubbornChoice } from '../net/stubborn.ts';
import type { Drawn, Step } from '../workflow/draft.ts';
import type { Asked } from '../workflow/remarks.ts';
import type { Outcome } from '../workflow/value.ts';

/** An approval with the outcome that people gave it. */
export interface Decision {
  readonly asked: Asked;
  readonly outcome: Outcome;
}

/** What a run had people decide, of the approvals that were asked about. */
export type Run = readonly Decision[];

/** Beyond these it is not known in which ways a workflow comes to its end. */
const limits: Limits = { states: 20_000, steps: 400_000, bytes: 32 << 20 };

/**
 * The ways in which a workflow comes to a good end, by what people decide on them of some approvals; each way once. Null
 * beyond the limits. An approval that is asked again on the same way, and ends as before, is there once.
 */
export function runsOf(drawn: Drawn, asked: ReadonlySet<Asked>): readonly Run[] | null {
  const ahead = new Prospects(drawn);
  const [end] = drawn.net.final;
  const { net, decisions, first } = counted(drawn, ahead, asked);
  const flat = flatten(net);
  const space = explore(flat, meterOf(limits), stubbornChoice(flat));
  if (space.end.kind !== 'whole' || end === undefined) return null;
  const runs = new Map<string, Run>();
  const { cells, count, places } = space.markings;
  for (let marking = 0; marking < count; marking += 1) {
    if (cells[marking * places + end] === 0) continue;
    const at = marking * places + first;
    const made = cells.subarray(at, at + decisions.length);
    runs.set(
      made.join(''),
      decisions.filter((_, index) => made[index] !== 0),
    );
  }
  return [...runs.values()];
}

interface Counted {
  readonly net: Net;
  readonly decisions: readonly Decision[];
  /** Of the places that hold a token once a decision was made, the first. */
  readonly first: number;
}

/** The net without what no good end is behind, and with a place for each decision that remembers it. */
function counted({ net, steps }: Drawn, ahead: Prospects, asked: ReadonlySet<Asked>): Counted {
  const builder = netBuilder();
  net.places.forEach(({ name, tokens }, index) => builder.place(name, index, tokens));
  const known = new Map<string, number>();
  const decisions: Decision[] = [];
  const ids = new Map<Asked, number>();
  const decisionAt = (step: Step): number | undefined => {
    const decided = step.decides;
    if (decided === undefined || !asked.has(decided.asked) || !byPeople.has(decided.outcome))
      return undefined;
    const id = ids.get(decided.asked) ?? ids.size;
    ids.set(decided.asked, id);
    const key = `${id} ${decided.outcome}`;
    const index = known.get(key) ?? decisions.push(decided) - 1;
    known.set(key, index);
    return index;
  };
  const counting = net.transitions.map((transition, index) => ({
    transition,
    useful: ahead.isUseful(index),
    decision: ahead.isUseful(index) ? decisionAt(steps[index]!) : undefined,
  }));
  const first = net.places.length;
  for (const index of decisions.keys()) builder.place(`made ${index}`, 0);
  for (const index of decisions.keys()) builder.place(`open ${index}`, 0, 1);
  for (const { transition, useful, decision } of counting) {
    if (!useful) continue;
    if (decision === undefined) add(builder, transition);
    else {
      const [made, open] = [first + decision, first + decisions.length + decision];
      add(builder, transition, [open], [made]);
      add(builder, transition, [made], [made]);
    }
  }
  return { net: builder.build(net.final), decisions, first };
}

/** The outcomes for which somebody must vote. */
const byPeople: ReadonlySet<Outcome> = new Set<Outcome>(['approved', 'rejected', 'revise']);

function add(
  builder: ReturnType<typeof netBuilder>,
  { name, inputs, outputs, resets }: Transition,
  moreIn: readonly number[] = [],
  moreOut: readonly number[] = [],
): void {
  const places = (arcs: Transition['inputs']): readonly number[] =>
    arcs.flatMap(({ place, weight }) => Array.from({ length: weight }, () => place));
  const before = [...places(inputs), ...moreIn];
  builder.transition(name, 0, before, [...places(outputs), ...moreOut], resets);
}

/** Which steps a good end may be behind: not those after which a bad one comes before anything else can happen. */
class Prospects {
  private readonly useful: boolean[];

  constructor({ net, steps }: Drawn) {
    const { transitions } = net;
    const consumers = net.places.map((): number[] => []);
    const producers = net.places.map((): number[] => []);
    transitions.forEach(({ inputs, outputs }, index) => {
      for (const { place } of inputs) consumers[place]!.push(index);
      for (const { place } of outputs) producers[place]!.push(index);
    });
    this.useful = steps.map(({ futile }) => futile !== true);
    const pending = transitions.flatMap((_, index) => (this.useful[index] === true ? [] : [index]));
    const isLost = (place: number): boolean =>
      consumers[place]!.every(
        (index) =>
          this.useful[index] === false &&
          isSudden(steps[index]!) &&
          transitions[index]!.inputs.length === 1,
      );
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      for (const { place } of transitions[index]!.inputs) {
        if (!isLost(place)) continue;
        for (const producer of producers[place]!) {
          if (this.useful[producer] === false) continue;
          this.useful[producer] = false;
          pending.push(producer);
        }
      }
    }
  }

  isUseful(transition: number): boolean {
    return this.useful[transition] === true;
  }
}

/** Whether it happens before anybody can do anything else. */
const isSudden = ({ label, waits }: Step): boolean => label === null && waits !== true;
