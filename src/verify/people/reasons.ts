import type { Core } from '../../machine/code.ts';
import type { Asked } from '../workflow/remarks.ts';
import type { Demand, Who } from './demand.ts';
import type { Apart } from './joint.ts';
import {
  eligible,
  isOneOf,
  satisfiable,
  shortage,
  votesNeeded,
  type Ballot,
  type House,
} from './satisfiable.ts';

/** Why approvals cannot be given, and what would help. */
export interface Reason {
  /** The word of the clause that makes it impossible. */
  readonly clause: string;
  readonly reason: string;
  readonly help: string;
}

/** The roles for which models and rules call, and the approvals that may ask these. */
export interface Routed {
  readonly roles: ReadonlySet<string>;
  readonly open: ReadonlySet<Core>;
}

/** The clause without which one approval would be possible, tried one by one. */
export function reasonFor(ballot: Ballot, house: House, routed: Routed): Reason {
  const { demand } = ballot;
  if (demand.by.length === 0)
    return {
      clause: 'by',
      reason: '(by …) names nobody',
      help: 'name a role or a person',
    };
  return (
    nobodyThere(ballot, house, routed) ??
    authorAlone(ballot, house, routed) ??
    allExcluded(ballot, house) ??
    tooFew(ballot, house, routed)
  );
}

const possible = (ballot: Ballot, changed: Partial<Demand>, house: House): boolean =>
  satisfiable([{ ...ballot, demand: { ...ballot.demand, ...changed } }], house);

/** Somebody of `by` whom nobody is. */
function nobodyThere(ballot: Ballot, house: House, routed: Routed): Reason | null {
  const { by } = ballot.demand;
  const empty = by.find(
    (who) => !house.people.some((person) => isOneOf(who, person, house.author)),
  );
  if (empty === undefined || possible(ballot, { exclude: [], allowsAuthor: true }, house))
    return null;
  switch (empty.kind) {
    case 'role':
      return {
        clause: 'by',
        reason: `(by …): nobody has the role \`${empty.role}\`${calledFor([empty], ballot.demand, routed)}`,
        help: 'give it to somebody, or ask a role that people have',
      };
    case 'person':
      return {
        clause: 'by',
        reason: `(by …): there is no ${empty.person}`,
        help: 'correct the name, or ask a role that people have',
      };
    case 'some':
      return {
        clause: 'by',
        reason: `(by …): nobody has a role that owns a system: ${empty.roles.map(quoted).join(', ')}`,
        help: 'give these roles to people, or let a role that people have own the systems',
      };
    case 'author':
    case 'anybody':
      return null;
  }
}

function authorAlone(ballot: Ballot, house: House, routed: Routed): Reason | null {
  const { by, allowsAuthor } = ballot.demand;
  const asksAuthor = by.some(({ kind }) => kind === 'author');
  if (asksAuthor && !allowsAuthor)
    return {
      clause: 'by',
      reason: '(by …) asks the author, who may not decide on a change of their own',
      help: 'add (allow-author), or ask somebody else',
    };
  if (house.author === null || !possible(ballot, { allowsAuthor: true }, house)) return null;
  return {
    clause: 'by',
    reason: `the author may not decide, and without them too few may for ${rolesOf([ballot], routed)}`,
    help: 'give the role to another person, ask a further role, or escalate to one',
  };
}

function allExcluded(ballot: Ballot, house: House): Reason | null {
  const { demand } = ballot;
  if (demand.exclude.length === 0 || !possible(ballot, { exclude: [] }, house)) return null;
  return {
    clause: 'exclude',
    reason: `(exclude …) leaves too few: of those asked ${remaining(eligible(demand, house))}`,
    help: 'exclude fewer, or ask a further role',
  };
}

const remaining = (people: House['people']): string =>
  people.length === 0 ? 'nobody may vote' : `${peopleIn(people)} alone may vote`;

function tooFew(ballot: Ballot, house: House, routed: Routed): Reason {
  const { demand } = ballot;
  const wanted = votesNeeded(ballot, house);
  const clause = demand.atLeast > 1 && wanted === demand.atLeast ? 'at-least' : 'quorum';
  const roles = rolesOf([ballot], routed, ',');
  return {
    clause,
    reason: `(${clause} …) wants ${different(wanted)}, and of ${roles} may vote: ${peopleIn(eligible(demand, house))}`,
    help: `lower it, or give the role to ${more(shortage([ballot], house))}`,
  };
}

/**
 * Why several approvals that could each be given cannot be given together: they want different people, each than all others
 * or than some.
 */
export function reasonApart(
  ballots: readonly Ballot[],
  areAllApart: boolean,
  house: House,
  routed: Routed,
): Reason {
  const demands = ballots.map(({ demand }) => demand);
  const wanted = ballots.reduce((sum, ballot) => sum + votesNeeded(ballot, house), 0);
  const able = house.people.filter((person) =>
    demands.some((demand) => eligible(demand, house).includes(person)),
  );
  const [word] = demands.map(({ distinct }) => distinct);
  const shared =
    word !== null && word !== undefined && demands.every(({ distinct }) => distinct === word);
  const clause = shared ? 'distinct' : 'exclude';
  const written = shared ? `(distinct ${word})` : '(exclude (decision-by …))';
  const beside = demands.some(({ allowsAuthor }) => !allowsAuthor) && house.author !== null;
  return {
    clause,
    reason: `${written} ${areAllApart ? `wants ${different(wanted)}, and` : 'leaves too few for all of them:'} of ${rolesOf(ballots, routed, ',')} may vote${beside ? ' beside the author' : ''}: ${peopleIn(able)}`,
    help: `let ${more(shortage(ballots, house))} have one of these roles, or leave ${written} out of one of them`,
  };
}

/** So many approvals are named. */
const APPROVALS_MAX = 6;

/** What is decided, in words: of approvals of one name with whom each asks, and what is refused as such. */
export function namesOf(apart: Apart, demands: ReadonlyMap<Asked, Demand>): string {
  const all = apart.map(({ asked, outcome }) => ({ ...demands.get(asked)!, outcome }));
  const named = all.map(({ name, by, outcome }) => {
    const twice = all.filter((one) => one.name === name).length > 1;
    const asked = twice ? ` (by ${by.map(sayWho).join(', ')})` : '';
    return `\`${name}\`${asked}${outcome === 'approved' ? '' : `, when it ends \`${outcome}\`,`}`;
  });
  const told = named.slice(0, APPROVALS_MAX);
  const others = named.length - told.length;
  return `${told.join(' and ')}${others === 0 ? '' : ` and ${others} more`}`;
}

const different = (count: number): string =>
  count === 1 ? '1 person' : `${count} different people`;

const more = (count: number): string => (count <= 1 ? '1 more person' : `${count} more people`);

function rolesOf(ballots: readonly Ballot[], routed: Routed, after = ''): string {
  const asked = ballots.flatMap(({ demand }) => demand.by);
  const called = ballots.map(({ demand }) => calledFor(demand.by, demand, routed)).find(Boolean);
  return `${[...new Set(asked.map(sayWho))].join(', ')}${called === undefined ? '' : `${called}${after}`}`;
}

/** Says where a role comes from that nobody asked for by name. */
const calledFor = (asked: readonly Who[], { node }: Demand, { roles, open }: Routed): string =>
  open.has(node) && asked.some((who) => who.kind === 'role' && roles.has(who.role))
    ? ', for whom models and rules may call'
    : '';

const quoted = (role: string): string => `\`${role}\``;

function sayWho(who: Who): string {
  switch (who.kind) {
    case 'role':
      return quoted(who.role);
    case 'person':
      return who.person;
    case 'author':
      return 'the author';
    case 'some':
      return `the owner (${who.roles.map(quoted).join(', ')})`;
    case 'anybody':
      return 'whoever is asked';
  }
}

/** So many people are named. */
const NAMES_MAX = 8;

function peopleIn(people: House['people']): string {
  if (people.length === 0) return 'nobody';
  const names = people.slice(0, NAMES_MAX).map(({ id }) => id);
  const others = people.length - names.length;
  return `${names.join(', ')}${others === 0 ? '' : ` and ${others} more`}`;
}
