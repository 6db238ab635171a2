import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { createWorld, policyDirectory, type World } from '../engine/world.ts';
import type { Way } from './happenings.ts';
import { compared } from './outrun-compared.ts';
import { deeds, goesOn, type Deed } from './random-branches.ts';

it('branches are told where no way of doing things lets them end', () => {
  fc.assert(
    fc.property(fc.boolean().chain(deeds).filter(goesOn), (deed) => {
      compared(deed);
    }),
    { numRuns: 600, seed: 1 },
  );
});

it('of a workflow of which nothing is told each branch ends and each task is open in the engine', async () => {
  await fc.assert(
    fc.asyncProperty(deeds(true).filter(goesOn).filter(neverFails), async (deed) => {
      const comparison = compared(deed);
      fc.pre(comparison?.findings.length === 0);
      const { written, happened } = comparison;
      const world = await worldOf(written.text);
      for (const [word, way] of happened.said)
        if (isByPeople(way)) expect((await follow(world, way)).said, written.text).toContain(word);
      for (const [name, way] of happened.awaited)
        if (isByPeople(way)) expect((await follow(world, way)).open, written.text).toContain(name);
    }),
    { numRuns: 25, seed: 1 },
  );
});

/** A step that fails is undone in the engine, with what was said in it. */
const neverFails = ({ kind, deeds: parts }: Deed): boolean =>
  kind !== 'fail' && parts.every(neverFails);

/** Time passes for all that sleep at once, and not for one of them alone. */
const isByPeople = ({ done }: Way): boolean => !done.includes('sleep');

async function worldOf(text: string): Promise<World> {
  const applied = '(define-workflow sample (applies-to (type sample)) (identifier slug)';
  const directory = await policyDirectory({
    'rules/roles.scm': '(define-role reader) (define-role writer)',
    'workflows/sample.scm': text.replace('(define-workflow sample', applied),
  });
  return createWorld(directory, { ann: [], ben: ['writer'] });
}

/** Does in the engine what was done on a way; answers what was said and what is open. */
async function follow(
  world: World,
  { flags, done }: Way,
): Promise<{ readonly said: readonly string[]; readonly open: readonly string[] }> {
  const custom = Object.fromEntries(flags.map((flag) => [flag, 'yes']));
  const change = await world.create('ann', 'sample', { custom });
  for (const name of done) {
    const command = { kind: 'task', name, content: null, title: null, payload: null } as const;
    const answer = await world.act(change, 'ben', command);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  }
  const state = await world.engine.get(TENANT, change);
  return { said: state?.comments.map(({ text }) => text) ?? [], open: await world.open(change) };
}
