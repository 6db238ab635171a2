import { describe, expect, it } from 'vitest';
import { defaultBudget } from '../../src/engine/budget.ts';
import { TENANT } from '../../src/engine/engine.ts';
import { createPolicies } from '../../src/engine/policies/policies.ts';
import type { JournalRecord } from '../../src/engine/ports.ts';
import { replay } from '../../src/engine/replay.ts';
import { createWorld, policyDirectory, type World } from './world.ts';

const policy = `
(define-role maker) (define-role checker)
(define-workflow full
  (applies-to (type full))
  (identifier "FU-{date}-{n:3}")
  (phase look
    (race ((parallel-for (who '(checker maker)) (require-approval see (by who) (distinct lookers))))
          ((sleep "9d") (close 'late))))
  (notify maker "It may be done.")
  (set-field! 'justification "agreed")
  (comment "Agreed by two.")
  (emit ready '())
  (task work (by maker))
  (close 'done))`;

/** The records of a change that went through everything its workflow can ask for. */
async function wholeStory(): Promise<{ w: World; records: readonly JournalRecord[] }> {
  const directory = await policyDirectory({ 'workflows/full.scm': policy });
  const w = await createWorld(directory, { ann: [], bob: ['checker'], cas: ['maker'] });
  const id = await w.create('ann', 'full');
  await w.decide(id, 'bob', 'approve');
  await w.decide(id, 'cas', 'approve');
  await w.act(id, 'cas', {
    kind: 'task',
    name: 'work',
    content: 'Done.',
    title: null,
    payload: null,
  });
  const records: JournalRecord[] = [];
  for await (const record of w.store.records(TENANT, { change: id })) records.push(record);
  return { w, records };
}

const findings = async (w: World, records: readonly JournalRecord[]) =>
  (await replay(createPolicies(w.store), defaultBudget, records)).findings;

/** Records that come from the machine alone. */
const fromMachine = [
  'opened',
  'withdrawn',
  'entered',
  'left',
  'notified',
  'field-set',
  'commented',
  'emitted',
];

describe('replay', () => {
  it('finds nothing in a story as it happened', async () => {
    const { w, records } = await wholeStory();
    expect(await findings(w, records)).toEqual([]);
    expect(new Set(records.map(({ type }) => type))).toEqual(
      new Set([...records.map(({ type }) => type), ...fromMachine]),
    );
  });

  it('misses every record that the workflow asked for, when it is taken out', async () => {
    const { w, records } = await wholeStory();
    for (const [at, { type }] of records.entries()) {
      if (!fromMachine.includes(type)) continue;
      const found = await findings(
        w,
        records.filter((_, index) => index !== at),
      );
      expect(found, `${at}: ${type}`).not.toEqual([]);
    }
  });

  it('notices every record that the workflow did not ask for', async () => {
    const { w, records } = await wholeStory();
    for (const [at, record] of records.entries()) {
      if (!fromMachine.includes(record.type)) continue;
      const found = await findings(w, [
        ...records.slice(0, at + 1),
        record,
        ...records.slice(at + 1),
      ]);
      expect(found, `${at}: ${record.type}`).not.toEqual([]);
    }
  });
});
