import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { defaultBudget } from '../../src/engine/budget.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import { runPolicyTests } from '../../src/engine/policies/policy-tests.ts';
import type { Store } from '../../src/engine/ports.ts';
import { createRecompute } from '../../src/engine/replay.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import type { FilesStore } from '../../src/store/files/store.ts';
import { policyFiles } from '../../src/store/files/policies.ts';
import { createWorld, start, type World } from '../engine/world.ts';
import { root } from '../policy/shipped-files.ts';
import { openOn } from '../store/scripts.ts';
import { SimulatedDisk } from '../store/simulated-disk.ts';
import { copyPolicy } from './compiled.ts';

/** What the next process finds besides the journal. */
const leftovers = {
  'finds all that the last one wrote': (): void => undefined,
  'finds the journal alone': (disk: SimulatedDisk): void => {
    disk.removeAll('/data/state');
    disk.removeAll('/data/index');
  },
};
type Leftover = keyof typeof leftovers;
const everyLeftover = Object.keys(leftovers) as Leftover[];

/** Opens the store on a disk as a new process does, with no policy but those that the disk keeps. */
function opened(disk: SimulatedDisk): Promise<FilesStore> {
  const files = policyFiles(disk.port, '/data/policies');
  const kept = {
    policy: (id: string) => Promise.resolve(files.load(id)),
    savePolicy: () => Promise.reject(new Error('recomputing keeps no policy')),
  };
  return openOn(disk, { recompute: createRecompute(createPolicies(kept), defaultBudget) });
}

/** The disk as the process after one that was killed now finds it. */
function killed(disk: SimulatedDisk, leftover: Leftover): SimulatedDisk {
  const next = disk.afterKill();
  leftovers[leftover](next);
  return next;
}

/** A store that is never closed: after each commit its process is killed and the next one opens what is on the disk. */
async function mortalStore(leftover: Leftover, died: () => void): Promise<Store> {
  let disk = new SimulatedDisk();
  let store = await opened(disk);
  let commits: Promise<unknown> = Promise.resolve();
  const commitAndDie: Store['commit'] = async (commit) => {
    const result = await store.commit(commit);
    if (!result.ok) return result;
    disk = killed(disk, leftover);
    store = await opened(disk);
    died();
    return result;
  };
  return {
    commit(commit) {
      const mine = commits.then(() => commitAndDie(commit));
      commits = mine.catch(() => undefined);
      return mine;
    },
    load: (...given) => store.load(...given),
    has: (...given) => store.has(...given),
    answered: (...given) => store.answered(...given),
    reserve: (...given) => store.reserve(...given),
    holder: (...given) => store.holder(...given),
    list: (...given) => store.list(...given),
    tally: (...given) => store.tally(...given),
    records: (...given) => store.records(...given),
    due: (...given) => store.due(...given),
    nextDue: (...given) => store.nextDue(...given),
    tenants: () => store.tenants(),
    savePolicy: (policy) => store.savePolicy(policy),
    policy: (id) => store.policy(id),
    health: () => store.health(),
    close: () => store.close(),
  };
}

describe('every shipped flow, when its process is killed after each commit and the next one', () => {
  it.each(everyLeftover)('%s', async (leftover) => {
    const check = await loadPolicy(root, { tests: true });
    const policy = check.policy!;
    const tests = policy.definitions.tests;
    let deaths = 0;
    const stores = await Promise.all(tests.map(() => mortalStore(leftover, () => (deaths += 1))));
    const reports = await runPolicyTests(policy, () => stores.pop()!);
    expect(reports.filter(({ failures }) => failures.length > 0)).toEqual([]);
    expect(reports).toHaveLength(tests.length);
    expect(deaths).toBeGreaterThan(3 * tests.length);
  });
});

let place: string;
let edited: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'changeflow-every-'));
  copyPolicy(join(place, 'policy'));
  edited = join(place, 'edited');
  copyPolicy(edited);
  for (const name of readdirSync(join(edited, 'workflows')))
    rmSync(join(edited, 'workflows', name));
  writeFileSync(
    join(edited, 'workflows', 'other.scm'),
    "(define-workflow other (applies-to (type other)) (identifier slug) (close 'other))\n",
  );
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const people = {
  dana: ['requester', 'implementer'],
  tess: ['tech-lead'],
  pat: ['payment-lead'],
  vic: ['vp-engineering'],
  sam: ['security-reviewer'],
  cora: ['code-reviewer'],
  cole: ['code-reviewer'],
};

type Step = (world: World, change: string) => Promise<unknown>;

const approve =
  (person: string, request: string): Step =>
  (world, change) =>
    expectTaken(world.decide(change, person, 'approve', request));
const signal =
  (person: string, name: string): Step =>
  (world, change) =>
    expectTaken(world.signal(change, person, name));
const hours =
  (count: number): Step =>
  (world) =>
    world.pass(count);
const handIn =
  (person: string, name: string): Step =>
  (world, change) =>
    expectTaken(
      world.act(change, person, {
        kind: 'task',
        name,
        content: 'Done.',
        title: null,
        payload: null,
      }),
    );

async function expectTaken(outcome: ReturnType<World['act']>): Promise<void> {
  const result = await outcome;
  expect(result.ok ? null : result.error.message).toBeNull();
}

/** Flows with parallel branches, a quorum, a round of revision, reminders, an escalation, a timer and a deadline. */
const flows: { readonly [type: string]: readonly Step[] } = {
  normal: [
    signal('dana', 'submit'),
    approve('tess', 'review:tech-lead'),
    hours(5),
    (world, change) => expectTaken(world.decide(change, 'pat', 'revise', 'review:payment-lead')),
    (world, change) =>
      expectTaken(
        world.act(change, 'dana', {
          kind: 'edit',
          fields: { planned_start: '2026-03-04T15:00:00Z' },
        }),
      ),
    signal('dana', 'resubmit'),
    hours(4),
    approve('tess', 'review:tech-lead'),
    approve('pat', 'review:payment-lead'),
    hours(70),
    handIn('dana', 'implement'),
    hours(200),
    handIn('vic', 'review-outcome'),
  ],
  'parallel-review': [
    signal('dana', 'submit'),
    approve('cora', 'code'),
    hours(73),
    approve('sam', 'security'),
    hours(24),
    approve('cole', 'code'),
  ],
  'security-review': [
    signal('dana', 'submit-security'),
    hours(24 * 4),
    signal('sam', 'security-approve'),
    hours(24 * 31),
  ],
};

const fields = {
  title: 'Rotate the key',
  description: 'Rotate the key of the gateway',
  systems: ['checkout', 'ledger'],
};

describe('a change, when its process is killed before each step and its policy is edited', () => {
  async function walk(type: string, mortal: Leftover | null): Promise<string> {
    let disk = new SimulatedDisk();
    let now = start;
    let world = await createWorld(join(place, 'policy'), people, await opened(disk), now);
    const change = await world.create('dana', type, fields);
    for (const step of flows[type]!) {
      if (mortal !== null) {
        now = world.clock.now();
        disk = killed(disk, mortal);
        world = await createWorld(edited, people, await opened(disk), now);
      }
      await step(world, change);
    }
    const document = await world.engine.get(TENANT, change);
    expect(document).toMatchObject({ status: expect.not.stringMatching('open') as string });
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
    return canonicalJson(document);
  }

  it.each(
    Object.keys(flows).flatMap((type) =>
      everyLeftover.map((leftover) => [type, leftover] as const),
    ),
  )(
    'of type %s ends in every fact as if nothing had happened: the next process %s',
    async (type, leftover) => {
      expect(await walk(type, leftover)).toBe(await walk(type, null));
    },
  );

  it('is another policy: the edited files know none of the flows', () => {
    const texts = readdirSync(join(edited, 'workflows')).map((name) =>
      readFileSync(join(edited, 'workflows', name), 'utf8'),
    );
    expect(texts.join('')).not.toContain('require-approval');
  });
});
