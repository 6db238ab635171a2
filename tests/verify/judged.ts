import { expect } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { symbol } from '../../src/core/datum.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { createWorld, policyDirectory, type World } from '../engine/world.ts';
import { checkText } from '../policy/policies.ts';
import { flags, type Voter } from './random-approvals.ts';
import { waysToEnd, type Cast, type Ended } from './voting.ts';

/** The changes of one author that have these of the flags, and how they can come to a good end. */
interface Class {
  readonly author: string;
  readonly set: readonly string[];
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
  const sets = used.reduce<string[][]>(
    (all, flag) => [...all, ...all.map((set) => [...set, flag])],
    [[]],
  );
  const classes: Class[] = [];
  for (const { id: author } of people)
    for (const set of sets) {
      const fields = Object.fromEntries(set.map((flag) => [`custom.${flag}`, symbol('yes')]));
      const ways = waysToEnd(program, people, author, fields);
      if (ways === null) return null;
      classes.push({ author, set, ways });
    }
  for (const finding of findings) expectTrue(finding, classes);
  for (const { id } of people) if (isTold(body)) expectComplete(id, body, findings, classes);
  return { text, findings, classes };
}

/** No way of voting makes the decisions together of which it is said that they cannot be made. */
function expectTrue(finding: Diagnostic, classes: readonly Class[]): void {
  const named = decisionsIn(finding.message);
  for (const { author, ways } of classes.filter((each) => concerns(finding, each.author)))
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

/** Something is said where an approval is on no way of voting of an author's changes. */
function expectComplete(
  author: string,
  body: string,
  findings: readonly Diagnostic[],
  classes: readonly Class[],
): void {
  const got = new Set(
    classes
      .filter((each) => each.author === author)
      .flatMap(({ ways }) => ways.flatMap(({ decided }) => decided)),
  );
  const asked = [...body.matchAll(/-approval (r\d+) ((?:\((?:[^()]|\([^()]*\))*\) ?)*)/g)]
    .filter(([, , clauses]) => clauses?.includes('(only-if #f)') !== true)
    .map(([, name]) => name!);
  const stuck = asked.filter((name) => !got.has(`${name} approved`));
  const told = findings.filter((finding) => concerns(finding, author));
  expect(told.length > 0, `${author} cannot get ${stuck.join(', ')}`).toBe(stuck.length > 0);
}

/** Whether the net knows all that decides it: tests of one field twice, and shares of who is left, are told less of. */
function isTold(body: string): boolean {
  const listed = body.includes('(list ') && body.includes('(only-if (field?');
  const once = !listed && flags.every((flag) => body.split(`custom.${flag}`).length <= 2);
  const shares = /\(quorum (all|majority|\(percent)/.test(body) && body.includes('(distinct');
  return once && !shares;
}

const concerns = ({ message }: Diagnostic, author: string): boolean => {
  const [, authors] = / by (p\d(?: or p\d)*) can never/.exec(message) ?? [];
  return authors === undefined || authors.split(' or ').includes(author);
};

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
    const custom = Object.fromEntries(each.set.map((flag) => [flag, 'yes']));
    const change = await world.create(each.author, 'sample', { custom });
    const [way] = each.ways;
    if (way === undefined) await everybodyVotes(world, change, people);
    else for (const cast of way.votes) await vote(world, change, cast);
    const status = (await world.engine.get(TENANT, change))?.status;
    expect(status === 'completed', `${each.author} ${each.set.join()}: ${status}`).toBe(
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
