import type { Diagnostic } from '../../core/diagnostic.ts';
import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import type { Span } from '../../core/span.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import type { Core } from '../../machine/code.ts';
import { codeBaseOf, type CodeBase } from '../workflow/code-base.ts';
import { drawWorkflow } from '../workflow/draw-workflow.ts';
import type { Asked } from '../workflow/remarks.ts';
import type { Region } from '../workflow/draft.ts';
import { demandOf, type Demand, type Who } from './demand.ts';
import { eligible, satisfiable, votesNeeded, type Known, type Person } from './satisfiable.ts';

/**
 * Approvals that nobody, or too few of the people there are, can ever give: for every author, or for some of them. Each
 * finding names the clause that makes it impossible. `people` are persons: what agents say is a recommendation.
 */
export function approvalFindings(policy: Policy, people: readonly Person[]): readonly Diagnostic[] {
  const code = codeBaseOf(policy);
  const routed = rolesRouted(policy, code);
  const found = new Map<string, { readonly finding: Impossible; readonly classes: Set<string> }>();
  for (const workflow of policy.definitions.workflows) {
    const asked = drawWorkflow(workflow.name, code).remarks.asked.filter(
      ({ kind }) => kind === 'approval',
    );
    for (const group of groupsOf(asked)) {
      for (const demands of combinations(group, routed)) {
        const finding = findingFor(demands, people, code);
        if (finding === undefined) continue;
        const key = `${finding.span.file} ${finding.span.start} ${finding.names} ${finding.reason}`;
        const { classes } = found.get(key) ?? { classes: new Set<string>() };
        for (const one of classesOf(workflow)) classes.add(one);
        found.set(key, { finding, classes });
      }
    }
  }
  return [...found.values()].map(({ finding, classes }) => diagnosticOf(finding, [...classes]));
}

/** The changes that a workflow is for, in words. */
const classesOf = ({ name, appliesTo: { types } }: WorkflowDefinition): readonly string[] =>
  types === null ? [`under \`${name}\``] : types.map((type) => `of type \`${type}\``);

/** Approvals that cannot be given, for every author or for some. */
interface Impossible extends Reason {
  readonly names: string;
  /** Null where nobody's change can get them. */
  readonly authors: readonly string[] | null;
  readonly span: Span;
  readonly related: Related;
}

type Related = NonNullable<Diagnostic['related']>;

function diagnosticOf(
  { names, authors, reason, help, span, related }: Impossible,
  classes: readonly string[],
): Diagnostic {
  const by = authors === null ? '' : ` by ${authors.join(' or ')}`;
  return {
    severity: authors === null ? 'error' : 'warning',
    code: 'nobody-can-approve',
    message: `${names} of a change ${classes.join(' or ')}${by} can never be approved: ${reason}`,
    span,
    ...(related.length === 0 ? {} : { related }),
    help,
  };
}

/** Each approval by itself, and those together that branches of one form want from different people. */
function groupsOf(asked: readonly Asked[]): readonly (readonly Demand[])[] {
  const together = new Map<Region, Map<string, Map<Demand['node'], Demand>>>();
  for (const one of asked) {
    const demand = demandOf(one);
    if (demand.distinct === null || !one.region.all || one.region.around === null) continue;
    const words = together.get(one.region) ?? new Map<string, Map<Demand['node'], Demand>>();
    together.set(one.region, words);
    const group = words.get(demand.distinct) ?? new Map<Demand['node'], Demand>();
    words.set(demand.distinct, group.set(one.node, demand));
  }
  const joint = [...together.values()].flatMap((words) =>
    [...words.values()].map((group) => [...group.values()]),
  );
  return [...asked.map((one) => [demandOf(one)]), ...joint.filter((group) => group.length > 1)];
}

/** An approval whose people are worked out when it opens may ask any role that the rules may call for. */
function combinations(
  group: readonly Demand[],
  routed: readonly string[],
): readonly (readonly Known[])[] {
  const [only, another] = group;
  if (only === undefined) return [];
  if (another === undefined && only.by === null)
    return routed.map((role) => [{ ...only, by: [{ kind: 'role', role }], routed: true }]);
  return group.every((demand): demand is Known => demand.by !== null) ? [group] : [];
}

/** The roles that models and rules may call for: those that their procedures speak of. */
function rolesRouted({ definitions }: Policy, code: CodeBase): readonly string[] {
  const roles = new Set(definitions.roles.map(({ name }) => name));
  const names = new Set([
    ...definitions.riskModels.flatMap(({ approvers }) => approvers ?? []),
    ...definitions.rules.flatMap(({ require }) => require ?? []),
  ]);
  const found = new Set<string>();
  const see = (datum: Datum): void => {
    const name = symbolName(datum);
    if (name !== undefined && roles.has(name)) found.add(name);
    else for (const item of listItems(datum) ?? []) see(item);
  };
  for (const name of names) {
    const core = code.own(name);
    if (core === undefined) continue;
    walk(core, (node) => {
      if (node[0] === 'const') see(node[1]);
      else if (node[0] === 'global' && roles.has(node[1])) found.add(node[1]);
      else if (node[0] === 'global') names.add(node[1]);
    });
  }
  return [...found];
}

/** Whose changes these approvals could never let pass together, though they could each of them. */
function stuckTogether(demands: readonly Known[], people: readonly Person[]): readonly string[] {
  const alone = demands.length === 1 ? [] : demands.flatMap((one) => stuckAuthors([one], people));
  return stuckAuthors(demands, people).filter((author) => !alone.includes(author));
}

const stuckAuthors = (demands: readonly Known[], people: readonly Person[]): readonly string[] =>
  people.map(({ id }) => id).filter((author) => !satisfiable(demands, people, author));

function findingFor(
  demands: readonly Known[],
  people: readonly Person[],
  code: CodeBase,
): Impossible | undefined {
  const stuck = stuckTogether(demands, people);
  const [author] = stuck;
  if (author === undefined && (people.length > 0 || demands.length > 1)) return undefined;
  const everybody = stuck.length === people.length;
  const inAnyCase = everybody && !satisfiable(demands, people, null);
  const why = reasonFor(demands, people, inAnyCase ? null : (author ?? null));
  return {
    ...why,
    names: demands.map(({ name }) => `\`${name}\``).join(' and '),
    authors: everybody ? null : stuck,
    span: code.spanOf(demands.at(-1)!.node),
    related: demands.flatMap((demand) => clausePlaces(demand, why.clause, code)),
  };
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

interface Reason {
  /** The word of the clause that makes it impossible. */
  readonly clause: string;
  readonly reason: string;
  readonly help: string;
}

/** The clause without which it would be possible, tried one by one. */
function reasonFor(
  demands: readonly Known[],
  people: readonly Person[],
  author: string | null,
): Reason {
  const possible = (changed: (demand: Known) => Known): boolean =>
    satisfiable(demands.map(changed), people, author);
  const [first] = demands;
  const routed = demands.some((demand) => demand.routed)
    ? ', for whom models and rules may call'
    : '';
  const roles = demands.map(({ by }) => by.map(sayWho).join(', ')).join(' and ') + routed;
  const empty = demands
    .flatMap(({ by }) => by)
    .find(
      (who) =>
        eligible(
          { ...first!, by: [who], escalated: [], exclude: [], allowsAuthor: true },
          people,
          null,
        ).length === 0,
    );
  if (
    empty !== undefined &&
    !possible((demand) => ({ ...demand, exclude: [], allowsAuthor: true }))
  )
    return {
      clause: 'by',
      reason: `(by …): ${empty.kind === 'role' ? `nobody has the role \`${empty.role}\`${routed}` : `there is no ${empty.person}`}`,
      help: 'give it to somebody, or ask a role that people have',
    };
  if (author !== null && possible((demand) => ({ ...demand, allowsAuthor: true })))
    return {
      clause: 'by',
      reason: `the author may not decide, and without them too few may for ${roles}`,
      help: 'give the role to another person, ask a further role, or escalate to one',
    };
  if (
    demands.some(({ exclude }) => exclude.length > 0) &&
    possible((demand) => ({ ...demand, exclude: [] }))
  )
    return {
      clause: 'exclude',
      reason: '(exclude …) leaves too few',
      help: 'exclude fewer, or ask a further role',
    };
  if (demands.length > 1 && demands.every((demand) => satisfiable([demand], people, author)))
    return {
      clause: 'distinct',
      reason: `(distinct ${demands[0]!.distinct ?? ''}) wants different people, and there are too few`,
      help: 'give the roles to more people, or leave the clause out',
    };
  return tooFew(demands, people, author, roles);
}

function tooFew(
  demands: readonly Known[],
  people: readonly Person[],
  author: string | null,
  roles: string,
): Reason {
  const demand = demands.find((one) => !satisfiable([one], people, author)) ?? demands[0]!;
  const may = eligible(demand, people, author);
  const wanted = votesNeeded(demand, people, author);
  const who = may.length === 0 ? 'nobody' : may.map(({ id }) => id).join(', ');
  const clause = demand.atLeast > 1 && wanted === demand.atLeast ? 'at-least' : 'quorum';
  return {
    clause,
    reason: `(${clause} …) wants ${wanted} different people, and of ${roles} may vote: ${who}`,
    help: 'lower it, or give the role to more people',
  };
}

const sayWho = (who: Who): string => (who.kind === 'role' ? `\`${who.role}\`` : who.person);
