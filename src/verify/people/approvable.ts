import type { Diagnostic } from '../../core/diagnostic.ts';
import type { World } from '../../policy/conditions/world.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import { codeBaseOf } from '../workflow/code-base.ts';
import { changeText, mayBeBy, tellingSubjects } from './change-class.ts';
import { consentNets, type ClassNet } from './consent-nets.ts';
import { impossibleIn, type Impossible, type Place } from './impossible.ts';
import type { Person } from './satisfiable.ts';

/** So many votes and choices of voters are tried for one workflow; beyond, it is taken that people can vote so. */
const CHOICES_MAX = 1_000_000;

/**
 * Approvals that nobody, or too few of the people there are, can ever give: for every author, or for some of them; each
 * by itself, and those together that want different people on every way to a good end, of any change or of the changes of
 * a class. Each finding names the clause that makes it impossible. `people` are persons: what agents say is a
 * recommendation.
 */
export function approvalFindings(policy: Policy, people: readonly Person[]): readonly Diagnostic[] {
  const code = codeBaseOf(policy);
  const found = new Map<string, Told>();
  const tell = (finding: Impossible, workflow: WorkflowDefinition, where: string): void => {
    const key = `${finding.severity} ${keyOf(finding)} ${finding.reason} ${where}`;
    const known = found.get(key);
    const changes = known?.changes ?? new Set<string>();
    for (const one of changesOf(workflow)) changes.add(one);
    const authors = known === undefined ? finding.authors : either(known.finding, finding);
    found.set(key, { finding: { ...finding, authors }, changes, where });
  };
  for (const workflow of policy.definitions.workflows) {
    const { whole, classes, isPartition } = consentNets(workflow, policy, code);
    const place = (): Place => ({ code, people, choices: { left: CHOICES_MAX } });
    const wholly = place();
    const all = whole.flatMap((net) => impossibleIn(net, people, wholly));
    const partly = place();
    const some = classes.flatMap((net) => impossibleOf(net, partly));
    const isKnown = isPartition && partly.choices.left > 0;
    const any = all.filter((one) => !isKnown || some.some((part) => bearsOut(part, one)));
    for (const finding of any) tell(finding, workflow, '');
    const beyond = some.filter((one) => !any.some((known) => covers(known, one)));
    for (const { finding, where } of inClasses(beyond, classes)) tell(finding, workflow, where);
  }
  return told([...found.values()].map(diagnosticOf));
}

/** Without warnings that say of some lists of people what is an error for others. */
const told = (findings: readonly Diagnostic[]): readonly Diagnostic[] =>
  findings.filter(
    ({ severity, message }) =>
      severity === 'error' ||
      !findings.some((other) => other.severity === 'error' && other.message === message),
  );

/** A finding, the changes that it is of, and what tells these from others of their workflow. */
interface Told {
  readonly finding: Impossible;
  readonly changes: Set<string>;
  readonly where: string;
}

/** Equal for findings of the same approvals. */
const keyOf = ({ names, span }: Impossible): string => `${span.file} ${span.start} ${names}`;

/** What is impossible for the changes of a class. */
interface InClass {
  readonly finding: Impossible;
  /** Whose changes it keeps from a yes. */
  readonly authors: readonly string[];
  readonly world: World;
}

function impossibleOf(net: ClassNet, place: Place): readonly InClass[] {
  const { world } = net;
  const { people } = place;
  const writers = people.filter(({ roles }) => mayBeBy(world, roles));
  if (writers.length === 0 && people.length > 0) return [];
  return impossibleIn(net, writers, place).map((finding) => ({
    ...{ finding, world, authors: finding.authors ?? writers.map(({ id }) => id) },
  }));
}

/** What is impossible for the changes of some classes, each approval once, with what tells these from others. */
function inClasses(
  all: readonly InClass[],
  classes: readonly ClassNet[],
): readonly { readonly finding: Impossible; readonly where: string }[] {
  return fewest(all).map(({ finding, world }) => {
    const same = all.filter(
      (one) => keyOf(one.finding) === keyOf(finding) && rank(one.finding) <= rank(finding),
    );
    const worlds = new Set(same.map((one) => one.world));
    const others = classes.flatMap((net) => (worlds.has(net.world) ? [] : [net.world]));
    return { finding, where: changeText(world, tellingSubjects(world, others)) };
  });
}

/** Of many sets of approvals that are too many together, as few as name each of them. */
function fewest(all: readonly InClass[]): readonly InClass[] {
  const chosen: InClass[] = [];
  const worstFirst = all.toSorted((one, other) => rank(one.finding) - rank(other.finding));
  for (const one of worstFirst) {
    const known = chosen.filter(
      ({ finding, authors }) =>
        finding.clause === one.finding.clause &&
        one.authors.every((author) => authors.includes(author)),
    );
    const named = new Set(known.flatMap(({ finding }) => finding.approvals));
    if (!one.finding.approvals.every((node) => named.has(node))) chosen.push(one);
  }
  return chosen;
}

const rank = ({ severity }: Impossible): number => (severity === 'error' ? 0 : 1);

const nameOneOf = (one: Impossible, other: Impossible): boolean =>
  one.approvals.some((node) => other.approvals.includes(node));

/** Whether what is told of any change tells enough of what is impossible for some. */
const covers = (known: Impossible, { finding, authors }: InClass): boolean =>
  nameOneOf(known, finding) &&
  (known.authors === null || authors.every((author) => known.authors!.includes(author)));

/** Whether there is a class for which something is impossible as it is for any change. */
const bearsOut = ({ finding, authors }: InClass, any: Impossible): boolean =>
  nameOneOf(finding, any) &&
  (any.authors === null || any.authors.some((author) => authors.includes(author)));

/** The changes that a workflow is for, in words. */
const changesOf = ({ name, appliesTo: { types } }: WorkflowDefinition): readonly string[] =>
  types === null ? [`under \`${name}\``] : types.map((type) => `of type \`${type}\``);

/** Whose changes are concerned by one finding or the other. */
const either = (one: Impossible, other: Impossible): Impossible['authors'] =>
  one.authors === null || other.authors === null
    ? null
    : [...new Set([...one.authors, ...other.authors])];

function diagnosticOf({
  finding: { names, never, severity, authors, reason, help, span, related },
  changes,
  where,
}: Told): Diagnostic {
  const by = authors === null ? '' : ` by ${authors.join(' or ')}`;
  const such = where === '' ? '' : `, such as one where ${where},`;
  return {
    severity,
    code: 'nobody-can-approve',
    message: `${names} of a change ${[...changes].join(' or ')}${by}${such} can never be ${never}: ${reason}`,
    span,
    ...(related.length === 0 ? {} : { related }),
    help,
  };
}
