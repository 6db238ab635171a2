import type { Asked } from '../workflow/remarks.ts';
import type { Drawn } from '../workflow/draft.ts';
import { effortOf, satisfiableApart, type Choices, type Placed } from './apart.ts';
import type { Demand } from './demand.ts';
import { Order } from './order.ts';
import { runsOf, type Decision, type Run } from './runs.ts';
import { isShare, satisfiable, votesNeeded, type Ballot, type House } from './satisfiable.ts';

/** Decisions that each want other people than the rest of them. */
export type Apart = readonly Decision[];

/** The approvals of a workflow that are at odds over people: they want different ones, on one way to its end. */
export class Joint {
  private readonly demands: ReadonlyMap<Asked, Demand>;
  private readonly drawn: Drawn;
  private readonly order: Order;
  /** By author, decisions that cannot be made together, whatever is decided beside them. */
  private readonly cores = new Map<string | null, Apart[]>();
  private readonly conflicts = new WeakMap<Run, Map<string | null, Apart | null>>();
  private readonly choices: Choices;

  constructor(drawn: Drawn, demands: ReadonlyMap<Asked, Demand>, choices: Choices) {
    this.choices = choices;
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
    const cores = this.cores.get(house.author) ?? [];
    this.cores.set(house.author, cores);
    const made = new Set(run);
    const known = cores.find((core) => core.every((one) => made.has(one)));
    if (known !== undefined) return known;
    for (const apart of [...this.apartIn(run), ...this.linkedIn(run)]) {
      if (this.canAll(apart, house)) continue;
      const core = apart.reduce<Apart>((all, one) => {
        const less = all.filter((other) => other !== one);
        return this.counts(one, less) || this.canAll(less, house) ? all : less;
      }, apart);
      // Further votes may lessen what a share comes to: such a set may be possible among more.
      if (!core.some((one) => isShare(this.demandOf(one)))) cores.push(core);
      return core;
    }
    return null;
  }

  /** Whether votes for a decision may lessen what a share of others comes to. */
  private counts({ asked }: Decision, others: Apart): boolean {
    return others.some(
      (other) => isShare(this.demandOf(other)) && this.order.mayPrecede(asked, other.asked),
    );
  }

  /** The votes that decisions want: the least that shares may come to, where that is too many already. */
  ballotsOf(apart: Apart, house: House): readonly Ballot[] {
    const least = this.atLeast(apart, house);
    return satisfiable(least, house) ? least.map((one) => ({ ...one, before: 0 })) : least;
  }

  /** Whether each of them wants other people than each of the others. */
  areAllApart(decisions: Apart): boolean {
    return decisions.every((one, at) =>
      decisions.slice(at + 1).every((other) => this.areApart(one, other)),
    );
  }

  private atLeast(apart: Apart, house: House): readonly Ballot[] {
    return apart.map((decision) => ({
      demand: this.demandOf(decision),
      before: this.spentBefore(decision, apart, house),
    }));
  }

  private canAll(decisions: Apart, house: House): boolean {
    if (this.choices.left <= 0) return true;
    this.choices.left -= decisions.length * effortOf(house);
    for (const apart of this.apartIn(decisions))
      if (!satisfiable(this.atLeast(apart, house), house)) return false;
    const shares = decisions.filter((one) => isShare(this.demandOf(one)));
    if (shares.length === 0 && this.areAllApart(decisions)) return true;
    const overlap = shares.some((one) => this.isCountedBeside(one, decisions));
    // To vote elsewhere for that alone helps only where two shares are counted at a time.
    if (overlap && !shares.every((one) => this.isAmong(one, decisions))) return true;
    const orders = this.openingsOf(decisions);
    // Where they are too many it is taken that one of them would do.
    if (orders.length >= ORDERS_MAX) return true;
    return orders.some((turns) =>
      satisfiableApart(this.placedIn(turns), house, { mayAbstain: overlap, choices: this.choices }),
    );
  }

  private placedIn(turns: readonly Apart[]): readonly Placed[] {
    const all = turns.flatMap((decisions, turn) => decisions.map((one) => ({ one, turn })));
    return all.map(({ one, turn }) => ({
      ...{ demand: this.demandOf(one), turn },
      apartFrom: new Set(
        all.flatMap((other, at) =>
          other.one !== one && this.areApart(one, other.one) ? [at] : [],
        ),
      ),
    }));
  }

  /** Each order in which approvals may open: those that open in one step together. */
  private openingsOf(apart: Apart): readonly (readonly Apart[])[] {
    const turns = apart.reduce<readonly Apart[]>((all, one) => {
      const at = all.findIndex((turn) =>
        turn.some(({ asked }) => asked !== one.asked && this.order.openTogether(asked, one.asked)),
      );
      return at === -1 ? [...all, [one]] : all.with(at, [...all[at]!, one]);
    }, []);
    const mayOpen = (turn: Apart, left: readonly Apart[]): boolean =>
      left.every(
        (other) =>
          other === turn ||
          !turn.some(({ asked }) => other.some((one) => this.order.follows(asked, one.asked))),
      );
    const orders: (readonly Apart[])[] = [];
    const open = (done: readonly Apart[], left: readonly Apart[]): void => {
      if (orders.length >= ORDERS_MAX) return;
      if (left.length === 0) orders.push(done);
      const next = left.filter((turn) => mayOpen(turn, left));
      // What is asked again in rounds may seem to follow itself.
      for (const turn of next.length === 0 ? left : next)
        open(
          [...done, turn],
          left.filter((other) => other !== turn),
        );
    };
    open([], turns);
    return orders;
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

  /** Sets of decisions of a run that are linked by wanting other people, where not each does of each. */
  private linkedIn(run: Run): readonly Apart[] {
    const left = new Set(run);
    const sets: Apart[] = [];
    for (const first of left) {
      const linked = new Set([first]);
      for (const one of linked)
        for (const other of left)
          if (!linked.has(other) && this.areApart(one, other)) linked.add(other);
      for (const one of linked) left.delete(one);
      const set = run.filter((one) => linked.has(one));
      if (!this.areAllApart(set)) sets.push(set);
    }
    return sets;
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
   * How many of those asked may have voted in other approvals when one opens, at the most. To vote elsewhere for that
   * alone never helps, since a vote in this one would do as much; unless two shares are counted at a time.
   */
  private spentBefore(decision: Decision, apart: Apart, house: House): number {
    if (!isShare(this.demandOf(decision))) return 0;
    const { asked } = decision;
    if (this.isCountedBeside(decision, apart)) return this.isAmong(decision, []) ? 0 : Infinity;
    const earlier = apart.filter(
      (other) =>
        other !== decision && (other.asked === asked || this.order.mayPrecede(other.asked, asked)),
    );
    return earlier.reduce(
      (sum, other) => sum + votesNeeded({ demand: this.demandOf(other), before: 0 }, house),
      0,
    );
  }

  /** Whether another share may be counted before this one is decided, or the other way round. */
  private isCountedBeside(decision: Decision, others: Apart): boolean {
    const { asked } = decision;
    return (
      isShare(this.demandOf(decision)) &&
      others.some(
        (other) =>
          other !== decision &&
          isShare(this.demandOf(other)) &&
          !this.order.follows(asked, other.asked) &&
          !this.order.follows(other.asked, asked),
      )
    );
  }

  /** Whether nobody can have voted in an approval that is linked with it, but in these, when it opens. */
  private isAmong({ asked }: Decision, apart: Apart): boolean {
    return [...this.demands.keys()].every(
      (other) =>
        other === asked ||
        apart.some((one) => one.asked === other) ||
        !this.areLinked(other, asked) ||
        !this.order.mayPrecede(other, asked),
    );
  }
}

/** So many orders in which approvals may open are tried. */
const ORDERS_MAX = 120;
