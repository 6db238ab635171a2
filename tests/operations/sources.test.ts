import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyDirectory } from '../engine/world.ts';
import { shippedTexts } from '../policy/shipped-files.ts';
import { openHouse, valueOf, type House } from './house.ts';

const stop = `(define-freeze stop "Stocktaking" (from "2026-03-01") (to "2026-03-05") (kind full)
  (environment production) (calendar corporate))`;
const alone = `(define-workflow alone "One at a time."
  (applies-to (type alone))
  (identifier slug)
  (within "30d"
    (lock "the bench"
      (task work (by implementer)))))
`;

let house: House;
let texts: { readonly [path: string]: string };
beforeAll(async () => {
  texts = { ...(await shippedTexts()), 'rules/stop.scm': stop, 'workflows/alone.scm': alone };
  house = await openHouse(undefined, undefined, await policyDirectory(texts));
});
afterAll(() => house.close());

const lineOf = (path: string, words: string): string => {
  const lines = (texts[path] ?? '').split('\n');
  return `${path}:${lines.findIndex((line) => line.includes(words)) + 1}`;
};

async function created(more: object): Promise<string> {
  const input = { title: 'Turn the switch', description: 'Left to right.', submit: true, ...more };
  return valueOf<{ id: string }>(await house.as('dana')('create', input)).id;
}

async function sources(id: string): Promise<{ readonly [kind: string]: string | null }> {
  const { waiting } = valueOf<{ waiting: { kind: string; source: string | null }[] }>(
    await house.as('dana')('explain', { change_id: id }),
  );
  return Object.fromEntries(waiting.map(({ kind, source }) => [kind, source]));
}

const decided = async (person: string, id: string, decision: string): Promise<void> =>
  void valueOf(await house.as(person)('decide', { change_id: id, decision }));

const normal = { change_type: 'normal', environment: 'production' };

test('a wait for a window is told where it stands', async () => {
  const id = await created(normal);
  await decided('tess', id, 'approve');
  expect(await sources(id)).toMatchObject({
    window: lineOf('workflows/carrying-out.scm', '(await-window)'),
  });
});

test('a wait for the author of a round that was sent back is told where the rounds begin', async () => {
  const id = await created(normal);
  await decided('tess', id, 'revise');
  expect(await sources(id)).toEqual({
    signal: lineOf('workflows/normal-change.scm', '(revisable'),
  });
});

test('a wait for a lock and one for time are told where they stand', async () => {
  const [first, second] = [
    await created({ change_type: 'alone', submit: false }),
    await created({ change_type: 'alone', submit: false }),
  ];
  expect(await sources(first)).toMatchObject({
    task: lineOf('workflows/alone.scm', '(task work'),
    timer: lineOf('workflows/alone.scm', '(within'),
  });
  expect(await sources(second)).toMatchObject({
    lock: lineOf('workflows/alone.scm', '(lock "the bench"'),
  });
});
