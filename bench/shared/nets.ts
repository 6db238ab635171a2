import { unreachable } from '../../src/core/unreachable.ts';
import { netBuilder, type Net, type NetBuilder } from '../../src/verify/net/net.ts';

export const families = [
  'sequential',
  'parallel',
  'free-choice',
  'non-free-choice',
  'cancelling',
] as const;
export type NetFamily = (typeof families)[number];

/** A sound net of about so many nodes, the same for the same seed. */
export function netOf(family: NetFamily, nodes: number, seed: number): Net {
  const builder = netBuilder();
  const start = builder.place('start', 'start', 1);
  const end = builder.place('end', 'end');
  new Growth(builder, family, seed).block(start, end, nodes - 2);
  return builder.build([end]);
}

type Block = 'step' | 'sequence' | 'parallel' | 'choice' | 'loop' | 'shared' | 'cancelled';

const blocks: { readonly [family in NetFamily]: readonly Block[] } = {
  sequential: ['sequence'],
  parallel: ['sequence', 'parallel'],
  'free-choice': ['sequence', 'sequence', 'parallel', 'choice', 'loop'],
  'non-free-choice': ['sequence', 'sequence', 'parallel', 'choice', 'loop', 'shared'],
  cancelling: ['sequence', 'sequence', 'parallel', 'choice', 'loop', 'cancelled'],
};

/** Nodes that a block needs besides those of its parts. */
const costs: { readonly [block in Block]: number } = {
  step: 1,
  sequence: 1,
  parallel: 6,
  choice: 0,
  loop: 5,
  shared: 15,
  cancelled: 6,
};

class Growth {
  private readonly builder: NetBuilder;
  private readonly family: NetFamily;
  private readonly regions: number[][] = [];
  private state: number;
  private count = 0;

  constructor(builder: NetBuilder, family: NetFamily, seed: number) {
    this.builder = builder;
    this.family = family;
    this.state = seed * 0x9e3779b9;
  }

  /** Takes a token from one place to another by so many nodes. */
  block(from: number, to: number, nodes: number): void {
    const fitting = blocks[this.family].filter((block) => nodes >= costs[block] + 2);
    const block = fitting[this.below(fitting.length)] ?? 'step';
    const rest = nodes - costs[block];
    const first = Math.max(1, Math.floor((rest * (1 + this.below(3))) / 4));
    switch (block) {
      case 'step':
        this.fire([from], [to]);
        return;
      case 'sequence': {
        const between = this.place();
        this.block(from, between, first);
        this.block(between, to, rest - first);
        return;
      }
      case 'choice':
        this.block(from, to, first);
        this.block(from, to, rest - first);
        return;
      case 'parallel':
        this.parallel(from, to, [first, rest - first]);
        return;
      case 'loop':
        this.loop(from, to, rest);
        return;
      case 'shared':
        this.shared(from, to, [first, rest - first]);
        return;
      case 'cancelled':
        this.cancelled(from, to, rest);
        return;
      default:
        unreachable(block);
    }
  }

  private below(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) | 0;
    return limit === 0 ? 0 : (this.state >>> 8) % limit;
  }

  private place(): number {
    this.count += 1;
    const place = this.builder.place(`p${this.count}`, `p${this.count}`);
    for (const region of this.regions) region.push(place);
    return place;
  }

  private fire(inputs: number[], outputs: number[], resets: number[] = []): void {
    this.count += 1;
    this.builder.transition(`t${this.count}`, `t${this.count}`, inputs, outputs, resets);
  }

  private parallel(from: number, to: number, sizes: readonly number[]): void {
    const branches = sizes.map((size) => ({ size, begin: this.place(), end: this.place() }));
    this.fire(
      [from],
      branches.map(({ begin }) => begin),
    );
    for (const { size, begin, end } of branches) this.block(begin, end, size);
    this.fire(
      branches.map(({ end }) => end),
      [to],
    );
  }

  private loop(from: number, to: number, nodes: number): void {
    const [inside, done] = [this.place(), this.place()];
    this.fire([from], [inside]);
    this.block(inside, done, nodes);
    this.fire([done], [inside]);
    this.fire([done], [to]);
  }

  /** Branches that each need the one token of a place meanwhile. */
  private shared(from: number, to: number, sizes: readonly number[]): void {
    const resource = this.place();
    const branches = sizes.map((size) => ({
      size,
      places: [this.place(), this.place(), this.place(), this.place()] as const,
    }));
    this.fire([from], [...branches.map(({ places }) => places[0]), resource]);
    for (const { size, places } of branches) {
      this.fire([places[0], resource], [places[1]]);
      this.block(places[1], places[2], size);
      this.fire([places[2]], [places[3], resource]);
    }
    this.fire([...branches.map(({ places }) => places[3]), resource], [to]);
  }

  private cancelled(from: number, to: number, nodes: number): void {
    const guard = this.place();
    const region: number[] = [];
    this.regions.push(region);
    const [begin, end] = [this.place(), this.place()];
    this.fire([from], [begin, guard]);
    this.block(begin, end, nodes);
    this.regions.pop();
    this.fire([end, guard], [to]);
    this.fire([guard], [to], region);
  }
}
