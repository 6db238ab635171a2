import { describe, expect } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import type { ChangeState } from '../../src/change/aggregate/model.ts';
import { eachWay, type Lives } from './lives.ts';

const policy = `
(define-role maker)

(define-workflow part
  (applies-to (type part))
  (identifier "PA-{date}-{n:3}")
  (await-signal done (by maker) (accepts (not (author? (actor)))))
  (close (if (eq? (field 'environment 'none) 'production) 'completed 'rolled-back)))

(define-workflow whole
  (applies-to (type whole))
  (identifier "WH-{date}-{n:3}")
  (await-signal begin (by maker))
  (define parts
    (map (lambda (name)
           (open-change part (title (string-append (field 'title) ": " name)) (environment 'production) (systems '(a b)) (custom.name name)))
         '("one" "two")))
  (define ends (parallel-for (id parts) (await-change id)))
  (comment (string-join (map symbol->string ends) " "))
  (close 'completed))

(define-workflow chain
  (applies-to (type chain))
  (identifier slug)
  (when (string? (field 'title)) (open-change chain)))

(define-workflow asking
  (applies-to (type asking))
  (identifier "AS-{date}-{n:3}")
  (define (told thunk) (guard (e ((error-object? e) (comment (symbol->string (condition-kind e))))) (thunk)))
  (told (lambda () (await-change "NOBODY-1")))
  (told (lambda () (await-change (string-append (field 'id) ""))))
  (told (lambda () (open-change alone (title "second"))))
  (close 'completed))

(define-workflow alone
  (applies-to (type alone))
  (identifier slug)
  (one-active (by project))
  (await-signal done (by maker)))`;

const world = { policy, people: { ann: ['maker'], bob: ['maker'] } };

const change = (lives: Lives, id: string): Promise<ChangeState | null> =>
  lives.now().engine.get(TENANT, id);

const comments = async (lives: Lives, id: string): Promise<readonly string[]> =>
  ((await change(lives, id))?.comments ?? []).map(({ text }) => text);

describe('a workflow', () => {
  eachWay(
    'opens other changes in its own commit, and waits for their ends',
    world,
    async (lives) => {
      const id = await lives.create('ann', 'whole');
      await lives.signal(id, 'ann', 'begin');
      const opened = (await change(lives, id))!.opened_changes;
      expect(opened).toEqual(['PA-20260302-001', 'PA-20260302-002']);
      expect(await lives.open(id)).toEqual(opened);
      const [one, two] = opened as [string, string];
      expect(await change(lives, two)).toMatchObject({
        author: 'ann',
        change_type: 'part',
        fields: {
          title: 'A change: two',
          environment: 'production',
          systems: ['a', 'b'],
          custom: { name: 'two' },
        },
      });
      const refused = await lives.signal(one, 'ann', 'done');
      expect(refused.ok ? 'taken' : refused.error.code).toBe('not-accepted');
      await lives.act(two, 'bob', { kind: 'cancel', reason: null });
      expect(await lives.open(id)).toEqual([one]);
      await lives.signal(one, 'bob', 'done');
      expect(await comments(lives, id)).toEqual(['completed cancelled']);
      expect((await change(lives, id))?.status).toBe('completed');
    },
  );

  eachWay('that opens itself without end opens nothing', world, async (lives) => {
    const created = await lives.now().engine.create(
      {
        kind: 'create',
        fields: { title: 'Round', description: 'Round' },
        declared_type: 'chain',
        workflow: null,
        depends_on: [],
        submit: false,
      },
      lives.now().as('ann'),
    );
    expect(created.ok ? 'created' : created.error.code).toBe('over-budget');
    expect((await lives.now().store.list(TENANT, { limit: 100 })).items).toEqual([]);
  });

  eachWay('hears of changes that cannot be waited for or opened', world, async (lives) => {
    await lives.create('ann', 'alone');
    const id = await lives.create('ann', 'asking');
    expect(await comments(lives, id)).toEqual(['no-such-change', 'wait-cycle', 'not-opened']);
    expect((await change(lives, id))?.opened_changes).toEqual([]);
  });
});
