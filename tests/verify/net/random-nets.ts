import fc from 'fast-check';
import {
  netBuilder,
  type Arc,
  type Net,
  type NetBuilder,
  type Transition,
} from '../../../src/verify/net/net.ts';

/** What a family of nets may be built of. */
export interface Family {
  readonly parallel: boolean;
  readonly choice: boolean;
  /** Choices that depend on others, and resources that branches share. */
  readonly entangled: boolean;
  readonly cancellation: boolean;
}

export const everything: Family = {
  parallel: true,
  choice: true,
  entangled: true,
  cancellation: true,
};

/** Choices as numbers; 0 once they are used up, which chooses the smallest thing. */
export class Picks {
  private readonly numbers: readonly number[];
  private at = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  below(limit: number): number {
    const number = this.numbers[this.at] ?? 0;
    this.at += 1;
    return number % limit;
  }

  get used(): boolean {
    return this.at >= this.numbers.length;
  }
}

export const picks = (length: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat(0xffff), { minLength: 1, maxLength: length });

/** A net that is sound by the way it is put together, of about as many nodes as there are numbers. */
export function soundNet(numbers: readonly number[], family: Family = everything): Net {
  const builder = netBuilder();
  const from = builder.place('start', 'start', 1);
  const blocks = new Blocks(new Picks(numbers), family, builder);
  const to = builder.place('end', 'end');
  blocks.block(from, to, 6);
  return blocks.build([to]);
}

interface Made {
  readonly name: string;
  readonly inputs: number[];
  readonly outputs: number[];
  readonly resets: readonly number[];
}

class Blocks {
  private readonly picks: Picks;
  private readonly family: Family;
  private readonly builder: NetBuilder;
  private readonly made: Made[] = [];
  /** Places of the regions that are open, innermost last. */
  private readonly regions: number[][] = [];
  private count = 0;

  constructor(numbers: Picks, family: Family, builder: NetBuilder) {
    this.picks = numbers;
    this.family = family;
    this.builder = builder;
  }

  build(final: readonly number[]): Net {
    for (const { name, inputs, outputs, resets } of this.made)
      this.builder.transition(name, name, inputs, outputs, resets);
    return this.builder.build(final);
  }

  /** What takes the token of one place, sooner or later, to another. */
  block(from: number, to: number, depth: number): void {
    if (depth === 0 || this.picks.used) {
      this.fire([from], [to]);
      return;
    }
    switch (this.picks.below(8)) {
      case 0:
      case 1:
      case 2:
        this.sequence(from, to, depth);
        return;
      case 3:
        if (this.family.parallel) this.parallel(from, to, depth);
        else this.sequence(from, to, depth);
        return;
      case 4:
        if (this.family.choice) this.choice(from, to, depth);
        else this.sequence(from, to, depth);
        return;
      case 5:
        if (this.family.choice) this.loop(from, to, depth);
        else this.sequence(from, to, depth);
        return;
      case 6:
        if (this.family.entangled) this.entangled(from, to, depth);
        else this.sequence(from, to, depth);
        return;
      default:
        if (this.family.cancellation) this.cancelling(from, to, depth);
        else this.fire([from], [to]);
    }
  }

  private place(): number {
    this.count += 1;
    const place = this.builder.place(`p${this.count}`, `p${this.count}`);
    for (const region of this.regions) region.push(place);
    return place;
  }

  private fire(inputs: number[], outputs: number[], resets: readonly number[] = []): Made {
    const name = `t${this.made.length + 1}`;
    const made = { name, inputs, outputs, resets };
    this.made.push(made);
    return made;
  }

  private sequence(from: number, to: number, depth: number): void {
    const between = this.place();
    this.block(from, between, depth - 1);
    this.block(between, to, depth - 1);
  }

  private parallel(from: number, to: number, depth: number): void {
    const branches = Array.from({ length: 2 + this.picks.below(2) }, () => [
      this.place(),
      this.place(),
    ]);
    this.fire(
      [from],
      branches.map(([begin]) => begin!),
    );
    for (const [begin, end] of branches) this.block(begin!, end!, depth - 1);
    this.fire(
      branches.map(([, end]) => end!),
      [to],
    );
  }

  private choice(from: number, to: number, depth: number): void {
    const ways = 2 + this.picks.below(2);
    for (let way = 0; way < ways; way++) this.block(from, to, depth - 1);
  }

  private loop(from: number, to: number, depth: number): void {
    const inside = this.place();
    const done = this.place();
    this.fire([from], [inside]);
    this.block(inside, done, depth - 1);
    this.fire([done], [inside]);
    this.fire([done], [to]);
  }

  private entangled(from: number, to: number, depth: number): void {
    if (this.picks.below(2) === 0) this.remembered(from, to, depth);
    else this.shared(from, to, depth);
  }

  /** A later choice goes the way of an earlier one. */
  private remembered(from: number, to: number, depth: number): void {
    const [begin, end, left, right] = [this.place(), this.place(), this.place(), this.place()];
    this.fire([from], [begin, left]);
    this.fire([from], [begin, right]);
    this.block(begin, end, depth - 1);
    this.fire([end, left], [to]);
    this.fire([end, right], [to]);
  }

  /** Two branches each take a resource that there is one of, and give it back. */
  private shared(from: number, to: number, depth: number): void {
    const resource = this.place();
    const branches = [0, 1].map(() => [this.place(), this.place(), this.place(), this.place()]);
    this.fire([from], [...branches.map(([begin]) => begin!), resource]);
    for (const [begin, taken, used, end] of branches) {
      this.fire([begin!, resource], [taken!]);
      this.block(taken!, used!, depth - 1);
      this.fire([used!], [end!, resource]);
    }
    this.fire([...branches.map(([, , , end]) => end!), resource], [to]);
  }

  private cancelling(from: number, to: number, depth: number): void {
    if (this.picks.below(2) === 0) this.cancellable(from, to, depth);
    else this.raising(from, to, depth);
  }

  /** Branches that meet, each of which may give up before or after its work, and then cancels all of them. */
  private raising(from: number, to: number, depth: number): void {
    const handled = this.place();
    const region: number[] = [];
    this.regions.push(region);
    const branches = Array.from({ length: 2 + this.picks.below(2) }, () => ({
      begin: this.place(),
      end: this.place(),
      raised: this.place(),
    }));
    this.fire(
      [from],
      branches.map(({ begin }) => begin),
    );
    for (const { begin, end } of branches) this.block(begin, end, depth - 1);
    this.regions.pop();
    for (const { begin, end, raised } of branches) {
      this.fire([this.picks.below(2) === 0 ? begin : end], [raised]);
      this.fire([raised], [this.picks.below(2) === 0 ? to : handled], region);
    }
    // One of them is handled in any case, so that the handler can be come to.
    this.fire([branches[0]!.raised], [handled], region);
    this.block(handled, to, depth - 1);
    this.fire(
      branches.map(({ end }) => end),
      [to],
    );
  }

  /** A block that something beside it may cancel at any time. */
  private cancellable(from: number, to: number, depth: number): void {
    const guard = this.place();
    const region: number[] = [];
    this.regions.push(region);
    const [begin, end] = [this.place(), this.place()];
    this.fire([from], [begin, guard]);
    this.block(begin, end, depth - 1);
    this.regions.pop();
    this.fire([end, guard], [to]);
    this.fire([guard], [to], region);
  }
}

/** The net with one thing changed, which may leave it sound or not. */
export function mutated(net: Net, choice: Picks): Net {
  const at = choice.below(Math.max(1, net.transitions.length));
  const chosen = net.transitions[at];
  if (chosen === undefined) return net;
  const place = choice.below(net.places.length);
  const instead = (...by: readonly Transition[]): Net => ({
    ...net,
    transitions: net.transitions.flatMap((each, index) => (index === at ? by : [each])),
  });
  const change = (changed: Partial<Transition>): Net => instead({ ...chosen, ...changed });
  switch (choice.below(12)) {
    case 0:
      return instead();
    case 1:
      return change({ inputs: without(chosen.inputs, choice) });
    case 2:
      return change({ outputs: without(chosen.outputs, choice) });
    case 3:
      return change({ outputs: [...chosen.outputs, { place, weight: 1 }] });
    case 4:
      return change({ inputs: [...chosen.inputs, { place, weight: 1 }] });
    case 5:
      return change({ outputs: [...without(chosen.outputs, choice), { place, weight: 1 }] });
    case 6:
      return change({ resets: otherwiseEmptied(chosen.resets, place, choice) });
    case 7:
      return change({ outputs: chosen.outputs.map((arc) => ({ ...arc, weight: 2 })) });
    case 8:
    case 9:
      // A join becomes a merge: it no longer waits for all.
      return instead(...chosen.inputs.map((arc) => ({ ...chosen, inputs: [arc] })));
    case 10:
      // A fork becomes a choice.
      return instead(...chosen.outputs.map((arc) => ({ ...chosen, outputs: [arc] })));
    default:
      return joined(net, at, choice.below(net.transitions.length));
  }
}

function otherwiseEmptied(
  resets: readonly number[],
  place: number,
  choice: Picks,
): readonly number[] {
  if (resets.length === 0) return [place];
  const without = choice.below(resets.length + 1);
  return without === resets.length
    ? [...new Set([...resets, place])]
    : resets.filter((_, at) => at !== without);
}

/** Two transitions become one that does what both do. */
function joined(net: Net, at: number, other: number): Net {
  const [one, two] = [net.transitions[at]!, net.transitions[other]!];
  const both = (a: readonly Arc[], b: readonly Arc[]): readonly Arc[] => [
    ...a,
    ...b.filter(({ place }) => !a.some((each) => each.place === place)),
  ];
  const fused = {
    ...one,
    inputs: both(one.inputs, two.inputs),
    outputs: both(one.outputs, two.outputs),
  };
  return {
    ...net,
    transitions: net.transitions.flatMap((each, index) =>
      index === at ? [fused] : index === other ? [] : [each],
    ),
  };
}

/** The net with a second end, which some transitions that reached the first reach instead of it. */
export function twoEnded(net: Net, choice: Picks): Net {
  const other = net.places.length;
  return {
    places: [...net.places, { name: 'other end', source: 'other end', tokens: 0 }],
    transitions: net.transitions.map((each) => ({
      ...each,
      outputs: each.outputs.map((arc) =>
        net.final.includes(arc.place) && choice.below(2) === 1 ? { ...arc, place: other } : arc,
      ),
    })),
    final: [...net.final, other],
  };
}

const without = (arcs: readonly Arc[], choice: Picks): readonly Arc[] => {
  const gone = choice.below(Math.max(1, arcs.length));
  return arcs.filter((_, index) => index !== gone);
};
