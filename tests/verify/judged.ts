import { expect } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { createWorld, policyDirectory, type World } from '../engine/world.ts';
import { checkText } from '../policy/policies.ts';
import { flags, flagValues, type Voter } from './random-approvals.ts';
import { waysToEnd, type Cast, type Ended } from './voting.ts';

/** What the flags of a change are, as far as it has them. */
type Flags = Readonly<Record<string, string>>;

/** The changes of one author with these flags, and how they can come to a good end. */
interface Class {
  readonly author: string;
  readonly set: Flags;
  readonly ways: readonly Ended[];
}

/** What was compared: nothing where the policy is refused for another reason, or voting has too many ways. */
export interface Judged {
  readonly text: string;
  readonly findings: readonly Diagnostic[];
  readonly classes: readonly Class[];
}

/** Compares what is said of a workflow's approvals with every way of voting in it. */
export function judged(body: string, people: readonly Voter[]): Judged | null {
  const text = `(define-workflow sample (applies-to (type sample)) (identifier slug) ${body})`;
  const { policy } = checkText(text);
  if (policy === null) return null;
  const findings = approvalsBy(policy, people);
  const program = policyProgram(policy);
  const used = flags.filter((flag) => body.includes(`custom.${flag}`));
  const sets = used.reduce<Flags[]>(
    (all, flag) => [
      ...all,
      ...flagValues.flatMap((value) => all.map((set) => ({ ...set, [`custom.${flag}`]: value }))),
    ],
    [{}],
  );
  const classes: Class[] = [];
  for (const set of sets) {
    for (const { id: author } of people) {
      const ways = waysToEnd(program, people, author, set);
      if (ways === null) return null;
      classes.push({ author, set, ways });
    }
  }
  for (const finding of findings) expectTrue(finding, classes);
  for (const each of classes)
    expectComplete(each, findings, () =>
      waysToEnd(program, [...people, ...helpers], 'nobody', each.set, 1000),
    );
  return { text, findings, classes };
}

/** People who may decide anything that is not asked of somebody by name. */
const helpers: readonly Voter[] = ['h0', 'h1'].map((id) => ({
  ...{ id, kind: 'person', roles: ['reader', 'writer', 'keeper'] },
}));

/** No way of voting makes the decisions together of which it is said that they cannot be made. */
function expectTrue(finding: Diagnostic, classes: readonly Class[]): void {
  const named = decisionsIn(finding.message);
  for (const { author, ways } of classes.filter((each) => concerns(finding, each)))
    for (const { decided } of ways) {
      const left = [...decided];
      const all = named.every((one) => {
        const at = left.indexOf(one);
        if (at !== -1) left.splice(at, 1);
        return at !== -1;
      });
      expect(all, `${finding.message}\nbut ${author} got ${decided.join(', ')}`).toBe(false);
    }
}

/**
 * Something is said of a class of changes where none of them comes to a good end, or an approval that could be given if
 * there were more people cannot.
 */
function expectComplete(
  { author, set, ways }: Class,
  findings: readonly Diagnostic[],
  withMorePeople: () => readonly Ended[] | null,
): void {
  // A class that is told of stands for others in which the same is impossible.
  const told = findings.filter((finding) => isBy(finding, author));
  const isExample = ({ message }: Diagnostic): boolean => message.includes('such as one where');
  if (told.some((one) => isExample(one) || concerns(one, { author, set }))) return;
  const whose = `${author} ${JSON.stringify(set)}`;
  expect(ways.length, `${whose} cannot be approved`).toBeGreaterThan(0);
  const approvedIn = (all: readonly Ended[]): readonly string[] =>
    all.flatMap(({ decided }) => decided.filter((one) => one.endsWith(' approved')));
  const got = new Set(approvedIn(ways));
  const stuck = approvedIn(withMorePeople() ?? []).filter((one) => !got.has(one));
  expect(stuck, `${whose} cannot get them`).toEqual([]);
}

/** Whether a finding is of the changes of a class. */
function concerns(finding: Diagnostic, { author, set }: Pick<Class, 'author' | 'set'>): boolean {
  const { message } = finding;
  const where = [...message.matchAll(/`\(field '(custom\.\w)\)` (has no|has a|is `"(\w+)")/g)];
  return (
    isBy(finding, author) &&
    where.every(([, flag = '', how, value]) => {
      if (how === 'has no') return set[flag] === undefined;
      return how === 'has a' ? set[flag] !== undefined : set[flag] === value;
    })
  );
}

function isBy({ message }: Diagnostic, author: string): boolean {
  const [, authors] = / by (p\d(?: or p\d)*)(?:,| can never)/.exec(message) ?? [];
  return authors === undefined || authors.split(' or ').includes(author);
}

/** The decisions that a message names: `NAME OUTCOME`. */
function decisionsIn(message: string): readonly string[] {
  const [names = ''] = message.split(' of a change ');
  return [...names.matchAll(/`(r\d+)`(?: \(by [^)]*\))?(?:, when it ends `(\w+)`)?/g)].map(
    ([, name, outcome = 'approved']) => `${name} ${outcome}`,
  );
}

/** Lets people vote in the real engine as a way says: the change is completed; where there is none, it never is. */
export async function replayed({ text, classes }: Judged, people: readonly Voter[]): Promise<void> {
  const directory = await policyDirectory({
    'rules/roles.scm': '(define-role reader) (define-role writer) (define-role keeper)',
    'workflows/sample.scm': text,
  });
  const world = await createWorld(
    directory,
    Object.fromEntries(people.map(({ id, roles }) => [id, roles])),
  );
  for (const each of classes) {
    const custom = Object.fromEntries(
      Object.entries(each.set).map(([name, value]) => [name.replace('custom.', ''), value]),
    );
    const change = await world.create(each.author, 'sample', { custom });
    const [way] = each.ways;
    if (way === undefined) await everybodyVotes(world, change, people);
    else for (const cast of way.votes) await vote(world, change, cast);
    const status = (await world.engine.get(TENANT, change))?.status;
    expect(status === 'completed', `${each.author} ${JSON.stringify(each.set)}: ${status}`).toBe(
      way !== undefined,
    );
  }
}

async function vote(world: World, change: string, cast: Cast): Promise<void> {
  const answer = await world.decide(change, cast.person, cast.decision, cast.request);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
}

/** Everybody says yes wherever they may, until nobody can any more. */
async function everybodyVotes(
  world: World,
  change: string,
  people: readonly Voter[],
): Promise<void> {
  for (let went = true; went;) {
    went = false;
    for (const request of await world.open(change))
      for (const { id } of people) {
        const answer = await world.decide(change, id, 'approve', request);
        went ||= answer.ok;
        if (answer.ok) break;
      }
  }
}
