import type { Asked } from '../workflow/remarks.ts';
import type { Drawn } from '../workflow/draft.ts';
import type { Demand } from './demand.ts';
import { Order } from './order.ts';
import { runsOf, type Decision, type Run } from './runs.ts';
import { satisfiable, votesNeeded, type Ballot, type House } from './satisfiable.ts';

/** Decisions that each want other people than the rest of them. */
export type Apart = readonly Decision[];

/** The approvals of a workflow that are at odds over people: they want different ones, on one way to its end. */
export class Joint {
  private readonly demands: ReadonlyMap<Asked, Demand>;
  private readonly drawn: Drawn;
  private readonly order: Order;
  private readonly conflicts = new WeakMap<Run, Map<string | null, Apart | null>>();

  constructor(drawn: Drawn, demands: ReadonlyMap<Asked, Demand>) {
    this.drawn = drawn;
    this.demands = demands;
    this.order = new Order(drawn);
  }

  /** Approvals that are linked, by a word that they share or by whom they exclude; groups of two and more. */
  groups(): readonly (readonly Asked[])[] {
    const left = new Set(this.demands.keys());
    const groups: (readonly Asked[])[] = [];
    for (const asked of left) {
      const group = new Set([asked]);
      left.delete(asked);
      for (const one of group)
        for (const other of left)
          if (this.areLinked(one, other)) {
            group.add(other);
            left.delete(other);
          }
      if (group.size > 1) groups.push([...group]);
    }
    return groups;
  }

  /**
   * For each approval of a group that is on some way to a good end, the ways that it is on; empty where too many ways
   * would have to be looked at.
   */
  waysThrough(group: readonly Asked[]): ReadonlyMap<Asked, readonly Run[]> {
    const runs = runsOf(this.drawn, new Set(group)) ?? [];
    const shortFirst = runs.toSorted((one, other) => one.length - other.length);
    const through = (asked: Asked) => (run: Run) =>
      run.some((one) => one.asked === asked && one.outcome === 'approved');
    return new Map(
      group
        .map((asked) => [asked, shortFirst.filter(through(asked))] as const)
        .filter(([, ways]) => ways.length > 0),
    );
  }

  /** Decisions of a run that cannot be made together, as few as show it; null where all of them can. */
  conflictIn(run: Run, house: House): Apart | null {
    const known = this.conflicts.get(run) ?? new Map<string | null, Apart | null>();
    this.conflicts.set(run, known);
    const before = known.get(house.author);
    if (before !== undefined) return before;
    const conflict = this.findConflict(run, house);
    known.set(house.author, conflict);
    return conflict;
  }

  private findConflict(run: Run, house: House): Apart | null {
    for (const apart of this.apartIn(run)) {
      if (this.canAll(apart, house)) continue;
      return apart.reduce<Apart>((core, one) => {
        const less = core.filter((other) => other !== one);
        return this.canAll(less, house) ? core : less;
      }, apart);
    }
    return null;
  }

  /** The votes that decisions want, with what may have been spent before. */
  ballotsOf(apart: Apart, house: House): readonly Ballot[] {
    return apart.map((decision) => ({
      demand: this.demandOf(decision),
      before: this.spentBefore(decision, apart, house),
    }));
  }

  private canAll(apart: Apart, house: House): boolean {
    return satisfiable(this.ballotsOf(apart, house), house);
  }

  /** Whoever refuses or sends back needs nobody beside them. */
  private demandOf({ asked, outcome }: Decision): Demand {
    const demand = this.demands.get(asked)!;
    return outcome === 'approved'
      ? demand
      : { ...demand, quorum: { kind: 'count', count: 1 }, atLeast: 1 };
  }

  /** Sets of decisions of a run of which each excludes the people of the others. */
  private apartIn(run: Run): readonly Apart[] {
    const wordOf = ({ asked }: Decision): string | null => this.demands.get(asked)!.distinct;
    const words = new Set(run.flatMap((one) => wordOf(one) ?? []));
    const shared = [...words].map((word) => run.filter((one) => wordOf(one) === word));
    const pairs = run.flatMap((one, at) =>
      run.slice(at + 1).flatMap((other) => (this.excludes(one, other) ? [[one, other]] : [])),
    );
    return [
      ...shared,
      ...pairs.map((pair) =>
        run.reduce<Apart>(
          (all, one) =>
            all.every((other) => other !== one && this.areApart(one, other)) ? [...all, one] : all,
          pair,
        ),
      ),
    ];
  }

  private areApart(one: Decision, other: Decision): boolean {
    const [word, another] = [this.demandOf(one).distinct, this.demandOf(other).distinct];
    return (word !== null && word === another) || this.excludes(one, other);
  }

  /** Whether one of them excludes those who approved the other, of which there is one alone. */
  private excludes(one: Decision, other: Decision): boolean {
    const excludesVotersOf = (later: Decision, earlier: Decision): boolean =>
      earlier.outcome === 'approved' &&
      this.demandOf(later).excludesVoters.includes(earlier.asked.node) &&
      [...this.demands.keys()].filter(({ node }) => node === earlier.asked.node).length === 1;
    return excludesVotersOf(one, other) || excludesVotersOf(other, one);
  }

  private areLinked(one: Asked, other: Asked): boolean {
    const [demand, another] = [this.demands.get(one)!, this.demands.get(other)!];
    return (
      (demand.distinct !== null && demand.distinct === another.distinct) ||
      demand.excludesVoters.includes(other.node) ||
      another.excludesVoters.includes(one.node)
    );
  }

  /**
   * How many of those asked may have voted in the other approvals when one opens, at the most. Who has voted is not
   * counted in a share of them, so that votes elsewhere may make it less. To vote elsewhere for that alone never helps:
   * a vote in this one would do as much; unless two shares are counted at a time.
   */
  private spentBefore(decision: Decision, apart: Apart, house: House): number {
    if (!isShare(this.demandOf(decision))) return 0;
    const { asked } = decision;
    const beside = apart.some(
      (other) =>
        other.asked !== asked &&
        isShare(this.demandOf(other)) &&
        this.order.mayOverlap(other.asked, asked),
    );
    if (beside) return this.isFirst(asked) ? 0 : Infinity;
    const earlier = apart.filter(
      (other) =>
        other !== decision && (other.asked === asked || this.order.mayPrecede(other.asked, asked)),
    );
    return earlier.reduce(
      (sum, other) => sum + votesNeeded({ demand: this.demandOf(other), before: 0 }, house),
      0,
    );
  }

  /** Whether nobody can have voted in an approval that is linked with this one when it opens. */
  private isFirst(asked: Asked): boolean {
    return [...this.demands.keys()].every(
      (other) =>
        other === asked || !this.areLinked(other, asked) || !this.order.mayPrecede(other, asked),
    );
  }
}

/** Whether the votes that are wanted are a share of those who may vote when it opens. */
const isShare = ({ quorum: { kind } }: Demand): boolean => kind !== 'count' && kind !== 'each';
