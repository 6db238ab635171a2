import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { approvalsBy } from '../../src/engine/questions/approvals.ts';
import { runPolicyTests } from '../../src/engine/policies/policy-tests.ts';
import { TENANT } from '../../src/engine/engine.ts';
import type { Fields } from '../../src/change/aggregate/model.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { createWorld, policyDirectory, type World } from '../engine/world.ts';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { told } from './policies.ts';
import { edited, root, shippedTexts, textsOf, type Texts } from './shipped-files.ts';

const check = verified(await loadPolicy(root, { tests: true }));
const texts = await shippedTexts();

const people = {
  dana: ['requester', 'implementer'],
  tess: ['tech-lead'],
  pat: ['payment-lead'],
  kim: ['change-advisory-board'],
  lee: ['change-advisory-board'],
  max: ['change-advisory-board'],
  vic: ['vp-engineering'],
  val: ['vp-engineering'],
};

const gateway: Partial<Fields> = {
  title: 'Update payment gateway',
  description: 'Security patch for CVE-2025-1234',
  systems: ['payment-api', 'checkout'],
};

const worldOf = async (policy: Texts, startMs?: number): Promise<World> =>
  createWorld(await policyDirectory(policy), people, memoryStore(), startMs);

async function submitted(world: World, type: string, fields: Partial<Fields>): Promise<string> {
  const change = await world.create('dana', type, fields);
  await accepted(world.signal(change, 'dana', 'submit'));
  return change;
}

async function accepted(result: ReturnType<World['act']>): Promise<void> {
  const answer = await result;
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
}

const stateOf = async (world: World, change: string) => (await world.engine.get(TENANT, change))!;

const reviewsOf = async (world: World, change: string) =>
  (await world.open(change)).filter((request) => request.startsWith('review:'));

const phasesOf = async (world: World, change: string) =>
  (await stateOf(world, change)).phases.map(({ name }) => name);

it('the shipped policy has no finding', () => {
  expect(check.diagnostics.map(told)).toEqual([]);
});

it('the people of the demo can give every approval of the shipped policy', async () => {
  const demo = JSON.parse(await readFile(join(root, 'demo', 'principals.json'), 'utf8')) as {
    readonly principals: readonly { readonly id: string; readonly roles: readonly string[] }[];
  };
  const members = demo.principals.map((one) => ({ ...one, kind: 'person' as const }));
  const found = check.policy === null ? null : approvalsBy(check.policy, members);
  expect(found?.filter(({ severity }) => severity === 'error').map(told)).toEqual([]);
});

describe('the tests of the shipped policy hold', async () => {
  const reports = check.policy === null ? [] : await runPolicyTests(check.policy, memoryStore);
  it.each(reports)('$name', ({ failures, checks }) => {
    expect(failures).toEqual([]);
    expect(checks).toBeGreaterThan(0);
  });
});

it('an agent decides no more on a change of its person than the person does', async () => {
  const world = await worldOf(texts);
  const change = await submitted(world, 'basic', { title: 'Rename the help page' });
  const agent = { id: 'helper', kind: 'agent', roles: ['reviewer'], for: 'dana' } as const;
  const options = { tenant: TENANT, actor: agent };
  const approve = { kind: 'signal', name: 'approve', payload: null } as const;
  const sent = await world.engine.act(change, approve, options);
  expect(sent.ok ? null : sent.error.code).toBe('agent-advises');
  const vote = { kind: 'decide', request: null, decision: 'approve', reason: null } as const;
  const more = { conditions: [], expected_digest: null, confidence: null } as const;
  const advised = await world.engine.act(change, { ...vote, ...more }, options);
  expect(advised.ok ? null : advised.error.code).toBe('not-accepted');
});

it('a submission that lacks something is told what', async () => {
  const world = await worldOf(texts);
  const change = await world.create('dana', 'emergency', { title: 'Customers cannot log in' });
  const answer = await world.signal(change, 'dana', 'submit');
  expect(answer.ok ? '' : answer.error.message).toContain('with a justification');
});

it.each([
  ['a standard change', 'standard'],
  ['a normal change that scores little', 'normal'],
])(
  '%s is approved on the record without asking anybody, and bound to its score',
  async (_, type) => {
    const world = await worldOf(texts);
    const change = await submitted(world, type, {
      title: 'Correct it',
      systems: ['documentation'],
    });
    expect(await phasesOf(world, change)).toEqual(['implementing']);
    const { decided } = await stateOf(world, change);
    expect(decided).toMatchObject([{ outcome: 'approved', how: 'skipped', votes: [] }]);
    const edited = (fields: Partial<Fields>) => world.act(change, 'dana', { kind: 'edit', fields });
    const answer = await edited({ systems: ['payment-api'] });
    expect(answer.ok ? null : answer.error.code).toBe('too-late');
    await accepted(edited({ test_plan: 'Read it.' }));
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  },
);

describe('a change that depends on another', () => {
  async function dependent(): Promise<{ world: World; first: string; second: string }> {
    const world = await worldOf(texts);
    const first = await submitted(world, 'normal', gateway);
    const created = await world.engine.create(
      {
        kind: 'create',
        fields: { title: 'Correct a typing error', description: '', systems: ['documentation'] },
        declared_type: 'normal',
        workflow: null,
        depends_on: [{ id: first, policy: 'block' }],
        submit: true,
      },
      world.as('dana'),
    );
    if (!created.ok) throw new Error(created.error.message);
    return { world, first, second: created.value.change.id };
  }

  it('waits for it, and goes on when it is done', async () => {
    const { world, first, second } = await dependent();
    expect(await phasesOf(world, second)).toEqual(['scheduled']);
    await accepted(world.decide(first, 'tess', 'approve'));
    await accepted(world.decide(first, 'pat', 'approve'));
    for (const [person, name] of [
      ['dana', 'implement'],
      ['vic', 'review-outcome'],
    ] as const) {
      const handIn = { kind: 'task', name, content: 'Done.', title: null, payload: null } as const;
      await accepted(world.act(first, person, handIn));
    }
    await expect.poll(() => phasesOf(world, second)).toEqual(['implementing']);
  });

  it('asks whether it makes sense alone when the other one is rejected', async () => {
    const { world, first, second } = await dependent();
    await accepted(world.decide(first, 'tess', 'reject'));
    await expect.poll(() => world.open(second)).toEqual(['go-on-alone']);
    await accepted(world.decide(second, 'vic', 'approve'));
    expect(await phasesOf(world, second)).toEqual(['implementing']);
  });
});

describe('the files decide what happens', () => {
  it('as shipped, a payment change scores 68 and asks the tech lead and the payment lead', async () => {
    const world = await worldOf(texts);
    const change = await submitted(world, 'normal', gateway);
    expect((await stateOf(world, change)).risk?.['score']).toBe(68);
    expect(await reviewsOf(world, change)).toEqual(['review:tech-lead', 'review:payment-lead']);
  });

  it('the whole way of that change can be replayed from its records, step for step', async () => {
    const world = await worldOf(texts);
    const change = await submitted(world, 'normal', gateway);
    await accepted(world.decide(change, 'tess', 'revise'));
    await accepted(world.act(change, 'dana', { kind: 'edit', fields: { title: 'Update it' } }));
    await accepted(world.signal(change, 'dana', 'resubmit'));
    await accepted(world.decide(change, 'tess', 'approve'));
    await accepted(world.decide(change, 'pat', 'approve'));
    await accepted(world.signal(change, 'dana', 'roll-back'));
    await accepted(
      world.act(change, 'vic', {
        kind: 'task',
        name: 'review-outcome',
        content: 'It did not start.',
        title: null,
        payload: null,
      }),
    );
    expect(await stateOf(world, change)).toMatchObject({
      status: 'completed',
      outcome: 'rolled-back',
    });
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });

  it('a heavier factor makes the same change a matter for the board', async () => {
    const heavier = edited(
      texts,
      'rules/risk.scm',
      '(weight 30) (score (production-grade))',
      '(weight 40) (score (production-grade))',
    );
    const world = await worldOf(heavier);
    const change = await submitted(world, 'normal', gateway);
    expect((await stateOf(world, change)).risk?.['score']).toBe(78);
    expect(await reviewsOf(world, change)).toEqual(['review:change-advisory-board']);
  });

  it('another role in a row of the routing table asks other people', async () => {
    const routed = edited(
      texts,
      'rules/routing.scm',
      '(tech-lead ,(owner-of-most-critical change-manager))',
      '(vp-engineering ,(owner-of-most-critical change-manager))',
    );
    const world = await worldOf(routed);
    const change = await submitted(world, 'normal', gateway);
    expect(await reviewsOf(world, change)).toEqual([
      'review:vp-engineering',
      'review:payment-lead',
    ]);
  });

  it('a rule of its own asks somebody besides', async () => {
    const ruled = {
      ...texts,
      'rules/payments.scm': `(define-rule payments-need-security
        (when (member? 'payment-api (field 'systems '())))
        (then (require security-lead) (because "payments are affected")))`,
    };
    const world = await worldOf(ruled);
    const change = await submitted(world, 'normal', gateway);
    expect(await reviewsOf(world, change)).toContain('review:security-lead');
  });

  it('one stage more in a row of the table is one stage more to hand in', async () => {
    const longer = edited(
      texts,
      'workflows/sdd.scm',
      'fix         small   (describe tasks verify)',
      'fix         small   (describe scope tasks verify)',
    );
    const world = await worldOf(longer);
    const change = await world.create('dana', 'fix', { size: 'small' });
    const stages: string[] = [];
    for (let open = await world.open(change); open.length > 0; open = await world.open(change)) {
      stages.push(...open);
      const handIn = { kind: 'task', name: open[0]!, content: 'Text.', title: null } as const;
      await accepted(world.act(change, 'dana', { ...handIn, payload: null }));
    }
    expect(stages).toEqual(['describe', 'scope', 'tasks', 'verify']);
    expect((await stateOf(world, change)).status).toBe('archived');
  });
});

describe('the optional lists are ready to be copied into rules/', () => {
  const duringFreeze = Date.parse('2026-12-22T15:00:00Z');

  async function heldChange(): Promise<{ readonly world: World; readonly change: string }> {
    const optional = Object.entries(await textsOf('rules/optional')).map(
      ([path, text]) => [path.replace('rules/optional/', 'rules/'), text] as const,
    );
    const world = await worldOf({ ...texts, ...Object.fromEntries(optional) }, duringFreeze);
    const fields = { ...gateway, systems: ['documentation'], environment: 'production' };
    const change = await submitted(world, 'normal', fields);
    for (const request of await reviewsOf(world, change)) {
      await accepted(
        world.decide(change, request.endsWith('tech-lead') ? 'tess' : 'vic', 'approve', request),
      );
    }
    return { world, change };
  }

  it('a freeze holds an approved change until two who may override it agree', async () => {
    const { world, change } = await heldChange();
    expect(await phasesOf(world, change)).toEqual(['scheduled']);
    await accepted(world.decide(change, 'vic', 'approve', 'freeze-override'));
    expect(await phasesOf(world, change)).toEqual(['scheduled']);
    await accepted(world.decide(change, 'val', 'approve', 'freeze-override'));
    expect(await phasesOf(world, change)).toEqual(['implementing']);
  });

  it('when the freeze is over, the change goes on by itself', async () => {
    const { world, change } = await heldChange();
    await world.pass(24 * 30);
    expect(await phasesOf(world, change)).toEqual(['implementing']);
  });
});

describe('with the optional freezes and windows in force, an emergency on a system that has a window', () => {
  const emergency = async (startMs: number): Promise<readonly [World, string]> => {
    const optional = await textsOf('rules/optional');
    const renamed = Object.entries(optional).map(([path, text]) => [
      path.replace('rules/optional/', 'rules/'),
      text,
    ]);
    const world = await worldOf({ ...texts, ...(Object.fromEntries(renamed) as Texts) }, startMs);
    const fields = { ...gateway, environment: 'production', justification: 'It is down.' };
    const change = await submitted(world, 'emergency', fields);
    await accepted(world.decide(change, 'vic', 'approve'));
    return [world, change];
  };

  it('is implemented at once where no freeze holds it', async () => {
    const [world, change] = await emergency(Date.parse('2026-11-21T15:00:00Z'));
    expect(await phasesOf(world, change)).toEqual(['implementing']);
  });

  it('waits in a full freeze for the override, outside the window too', async () => {
    const [world, change] = await emergency(Date.parse('2026-11-25T15:00:00Z'));
    expect(await phasesOf(world, change)).toEqual(['scheduled']);
    expect(await world.open(change)).toContain('freeze-override');
    await accepted(world.decide(change, 'vic', 'approve', 'freeze-override'));
    await accepted(world.decide(change, 'val', 'approve', 'freeze-override'));
    expect(await phasesOf(world, change)).toEqual(['implementing']);
  });
});
