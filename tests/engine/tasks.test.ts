import { beforeAll, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { artifactFile } from '../../src/change/aggregate/artifact-file.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const workflows = `
(define-role maker)

(define-workflow parts
  (applies-to (type parts))
  (identifier "PA-{date}-{n:3}")
  (parallel-for (part '("left" "right" "../up"))
    (task build (by maker) (artifact "notes.md")))
  (parallel-for (part '("left" "right"))
    (task check (by maker)))
  (close 'done))

(define-workflow clashing
  (applies-to (type clashing))
  (identifier "CL-{date}-{n:3}")
  (parallel
    (task one (by maker) (artifact "plan.md"))
    (guard (clash (#t (await-signal told (by maker)) (comment (error-object-message clash))))
      (task two (by maker) (artifact "plan.md"))))
  (close 'done))

(define-workflow again
  (applies-to (type again))
  (identifier "AG-{date}-{n:3}")
  (task one (by maker) (artifact "plan.md"))
  (task two (by maker) (artifact "plan.md"))
  (close 'done))
`;

let world: World;
beforeAll(async () => {
  world = await createWorld(await policyDirectory({ 'workflows/all.scm': workflows }), {
    ann: ['maker'],
  });
});

const handIn = (change: string, name: string, content = name) =>
  world.act(change, 'ann', { kind: 'task', name, content, title: null, payload: null });

const artifacts = async (change: string): Promise<readonly string[]> =>
  (await world.engine.get(TENANT, change))!.artifacts.map(
    ({ name, content }) => `${name}: ${content}`,
  );

describe('a task with a key', () => {
  it('keeps its text apart from that of the others of its name', async () => {
    const change = await world.create('ann', 'parts');
    for (const key of ['left', 'right', '../up']) await handIn(change, `build:${key}`);
    for (const key of ['left', 'right']) await handIn(change, `check:${key}`);
    const mark = artifactFile({ name: 'build', key: '../up', artifact: 'notes.md' });
    expect(mark).toMatch(/^notes-up-[0-9a-f]{8}\.md$/u);
    expect(await artifacts(change)).toEqual([
      'notes-left.md: build:left',
      'notes-right.md: build:right',
      `${mark}: build:../up`,
      'check-left.md: check:left',
      'check-right.md: check:right',
    ]);
  });
});

describe('two open tasks', () => {
  it('that would write one file are refused where the second is asked for', async () => {
    const change = await world.create('ann', 'clashing');
    expect(await world.open(change)).toEqual(['one', 'told']);
    await world.signal(change, 'ann', 'told');
    const { comments } = (await world.engine.get(TENANT, change))!;
    expect(comments[0]?.text).toContain('the task two would write plan.md');
    expect(await world.engine.verifyReplay(TENANT, change)).toEqual([]);
  });

  it('may write it one after the other', async () => {
    const change = await world.create('ann', 'again');
    await handIn(change, 'one');
    await handIn(change, 'two');
    expect(await artifacts(change)).toEqual(['plan.md: two']);
  });
});
