import type { Diagnostic } from '../../core/diagnostic.ts';
import { symbolName, type Datum } from '../../core/datum.ts';
import type { Span } from '../../core/span.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { CodeBase } from '../workflow/code-base.ts';
import type { Asked } from '../workflow/remarks.ts';
import { datumOf } from '../workflow/pure-calls.ts';
import type { Choices } from './apart.ts';
import { authorsOf, type AuthorClass } from './authors.ts';
import type { ConsentNet } from './consent-nets.ts';
import { demandOf, type Demand } from './demand.ts';
import { Joint, type Apart } from './joint.ts';
import { isYes, signalDemand } from './signal-demand.ts';
import { namesOf, reasonApart, reasonFor, type Reason, type Routed } from './reasons.ts';
import type { Run } from './runs.ts';
import { satisfiable, type Ballot, type House, type Person } from './satisfiable.ts';

/** Approvals that cannot be given, for every author or for some. */
export interface Impossible extends Reason {
  readonly names: string;
  readonly approvals: readonly Core[];
  /** What can never be done. */
  readonly never: 'approved' | 'sent';
  readonly severity: Diagnostic['severity'];
  /** Null where nobody's change can get them. */
  readonly authors: readonly string[] | null;
  readonly span: Span;
  readonly related: Related;
}

type Related = NonNullable<Diagnostic['related']>;

/** Where it is looked for. */
export interface Place {
  readonly code: CodeBase;
  readonly people: readonly Person[];
  /** Ways to choose voters that may still be tried. */
  readonly choices: Choices;
}

/** What can never be approved, or sent, of a net, by itself or together, for changes of these authors. */
export const impossibleIn = (
  net: ConsentNet,
  authors: readonly Person[],
  place: Place,
): readonly Impossible[] => new Search(net, authors, place).findings();

/** One net of a workflow, and the people who may decide in it. */
class Search {
  private readonly joint: Joint;
  private readonly demands: ReadonlyMap<Asked, Demand>;
  /** Signals that are a yes. */
  private readonly signals: readonly Demand[];
  private readonly people: readonly Person[];
  private readonly authors: readonly AuthorClass[];
  private readonly code: CodeBase;
  private readonly routed: Routed;

  constructor(
    { drawn, routed, open }: ConsentNet,
    authors: readonly Person[],
    { people, code, choices }: Place,
  ) {
    const { asked } = drawn.remarks;
    const approvals = asked.filter(({ kind }) => kind === 'approval');
    this.demands = new Map(approvals.map((one) => [one, demandOf(one)]));
    this.signals = asked.filter(isYes).map((one) => signalDemand(one, code));
    this.people = people;
    this.authors = authorsOf(authors, [...this.demands.values(), ...this.signals]);
    this.code = code;
    const roles = (routed ?? []).flatMap((one) => symbolName(datumOf(one) ?? null) ?? []);
    this.routed = { roles: new Set(roles), open };
    const possible = [...this.demands].filter(([, demand]) => !this.isHopeless(demand));
    this.joint = new Joint(drawn, new Map(possible), choices);
  }

  findings(): readonly Impossible[] {
    return [
      ...[...this.demands.values()].flatMap((demand) => this.alone(demand, 'approved') ?? []),
      ...this.signals.flatMap((demand) => this.alone(demand, 'sent') ?? []),
      ...this.joint.groups().flatMap((group) => this.together(group)),
    ];
  }

  private house(author: string | null): House {
    return { people: this.people, author };
  }

  private canGive(demand: Demand, author: string | null): boolean {
    return satisfiable([{ demand, before: 0 }], this.house(author));
  }

  private isHopeless(demand: Demand): boolean {
    return this.authors.every(({ author }) => !this.canGive(demand, author));
  }

  /** What keeps an approval by itself from being given. */
  private alone(demand: Demand, never: Impossible['never']): Impossible | null {
    const stuck = this.authors.filter(({ author }) => !this.canGive(demand, author));
    const [first] = stuck;
    if (first === undefined) return null;
    const everybody = stuck.length === this.authors.length;
    const inAnyCase = everybody && !this.canGive(demand, null);
    const ballot: Ballot = { demand, before: 0 };
    const why = reasonFor(ballot, this.house(inAnyCase ? null : first.author), this.routed);
    const names = `\`${demand.name}\``;
    const concerned = { names, everybody, stuck: everybody ? null : stuck };
    return { ...this.impossible(why, [demand], concerned), never };
  }

  /** What keeps approvals from being given together that could each be given. */
  private together(group: readonly Asked[]): readonly Impossible[] {
    const found = new Map<string, Conflict>();
    const ways = this.joint.waysThrough(group);
    for (const [asked, through] of ways) {
      // What is asked again behind a refusal is the same approval still, and may be given without that.
      const alike = [...ways].flatMap(([other, more]) => (this.isSame(asked, other) ? more : []));
      const stuck = this.authors.flatMap((each) => this.stuckOn(through, alike, each));
      const everybody = stuck.length === this.authors.length;
      for (const { each, conflict } of stuck) {
        if (conflict === null) continue;
        const key = conflict
          .map(({ asked: { node }, outcome }) => `${this.code.idOf(node)} ${outcome}`)
          .join();
        const known = found.get(key);
        found.set(key, {
          apart: known?.apart ?? conflict,
          everybody: everybody || known?.everybody === true,
          authors: new Set([...(known?.authors ?? []), each]),
        });
      }
    }
    return [...found.values()].map((conflict) => this.told(conflict));
  }

  /** Whether the changes of an author can come by none of these ways, and what is in conflict then. */
  private stuckOn(
    through: readonly Run[],
    alike: readonly Run[],
    each: AuthorClass,
  ): readonly { readonly each: AuthorClass; readonly conflict: Apart | null }[] {
    const house = this.house(each.author);
    const conflictOf = (run: Run): Apart | null => this.joint.conflictIn(run, house);
    if (through.some((run) => conflictOf(run) === null)) return [];
    const conflicts = through.map(conflictOf);
    const isShared = (apart: Apart | null): apart is Apart => apart !== null && apart.length > 1;
    const shared = conflicts.filter(isShared);
    const agreed = shared.find((apart) => apart.every(({ outcome }) => outcome === 'approved'));
    if (agreed !== undefined) return [{ each, conflict: agreed }];
    if (alike.some((run) => conflictOf(run) === null)) return [];
    return [{ each, conflict: shared[0] ?? null }];
  }

  private isSame(one: Asked, other: Asked): boolean {
    const [demand, another] = [this.demands.get(one)!, this.demands.get(other)!];
    return one.node === other.node && JSON.stringify(demand) === JSON.stringify(another);
  }

  private told({ apart, everybody, authors }: Conflict): Impossible {
    const stuck = this.authors.filter((each) => authors.has(each));
    const [{ author }] = stuck as [AuthorClass];
    const holds = (of: string | null): boolean =>
      this.joint.conflictIn(apart, this.house(of)) !== null;
    const always = everybody && this.authors.every((each) => holds(each.author));
    const inAnyCase = always && holds(null);
    const house = this.house(inAnyCase ? null : author);
    const ballots = this.joint.ballotsOf(apart, house);
    const why = reasonApart(ballots, this.joint.areAllApart(apart), house, this.routed);
    return this.impossible(
      why,
      apart.map(({ asked }) => this.demands.get(asked)!),
      {
        names: namesOf(apart, this.demands),
        everybody,
        stuck: always ? null : stuck,
      },
    );
  }

  /** Those of the people, in the order of the roster. */
  private inOrder(classes: readonly AuthorClass[]): readonly string[] {
    const ids = new Set(classes.flatMap((each) => each.ids));
    return this.people.flatMap(({ id }) => (ids.has(id) ? [id] : []));
  }

  private impossible(
    why: Reason,
    demands: readonly Demand[],
    { names, everybody, stuck }: Concerned,
  ): Impossible {
    return {
      ...why,
      names,
      approvals: demands.map(({ node }) => node),
      never: 'approved',
      severity: everybody ? 'error' : 'warning',
      authors: stuck === null ? null : this.inOrder(stuck),
      span: this.code.spanOf(demands.at(-1)!.node),
      related: demands.flatMap((demand) => clausePlaces(demand, why.clause, this.code)),
    };
  }
}

/** What a finding is of. */
interface Concerned {
  readonly names: string;
  /** Whether, for this or another reason, nobody's change can get them. */
  readonly everybody: boolean;
  /** Whose changes this keeps from them; null for all. */
  readonly stuck: readonly AuthorClass[] | null;
}

/** Decisions that cannot be made together, and whose changes would want them. */
interface Conflict {
  readonly apart: Apart;
  readonly everybody: boolean;
  readonly authors: ReadonlySet<AuthorClass>;
}

/** Where the clause stands, as far as its author wrote something into it. */
function clausePlaces({ node }: Demand, word: string, code: CodeBase): Related {
  const clauses = node[0] === 'call' ? (node[3] as Core | undefined) : undefined;
  const entries = clauses?.[0] === 'call' ? (clauses.slice(2) as Core[]) : [];
  const entry = entries.find(
    (one) => one[0] === 'call' && symbolName(constantIn(one[2] as Core) ?? null) === word,
  );
  const written: Core[] = [];
  if (entry !== undefined) walk(entry, (part) => code.isPlaced(part) && written.push(part));
  const [first] = written;
  return first === undefined
    ? []
    : [{ message: `what \`(${word} …)\` says`, span: code.spanOf(first) }];
}

const constantIn = (core: Core): Datum | undefined => (core[0] === 'const' ? core[1] : undefined);
