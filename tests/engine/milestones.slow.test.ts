import { describe, expect } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { eachWay, type Lives } from './lives.ts';

const policy = `
(define-role maker)

(define (watched n)
  (while-in canary (task watch (by maker) (key n)) 'watched (else 'too-late)))

(define-workflow sample
  (applies-to (type sample))
  (identifier "SA-{date}-{n:3}")
  (parallel
    (begin
      (await-signal open-it (by maker))
      (phase canary (await-signal close-it (by maker)))
      (await-signal open-again (by maker))
      (phase canary (await-signal close-again (by maker))))
    (begin
      (comment (symbol->string (watched 1)))
      (race ((watched 2) => (lambda (how) (comment (symbol->string how))))
            ((await-signal enough (by maker))))))
  (close 'completed))

(define-workflow brief
  (applies-to (type brief))
  (identifier "BR-{date}-{n:3}")
  (race ((while-in canary (await-signal never-asked (by maker))) (close 'in-canary))
        ((begin (await-signal begin (by maker)) (phase canary (comment "in and out"))
                (phase canary (while-in canary 'x) (await-signal end (by maker))))
         (close 'ended))))`;

const world = { policy, people: { ann: ['maker'] } };

const comments = async (lives: Lives, id: string): Promise<readonly string[]> =>
  ((await lives.now().engine.get(TENANT, id))?.comments ?? []).map(({ text }) => text);

describe('what runs while a phase is open', () => {
  eachWay('waits for it, is withdrawn when it closes, and may come again', world, async (lives) => {
    const id = await lives.create('ann', 'sample');
    const send = (name: string): Promise<unknown> => lives.signal(id, 'ann', name);
    expect(await lives.open(id)).toEqual(['open-it', 'canary']);
    await send('open-it');
    expect(await lives.open(id)).toEqual(['close-it', 'watch:1', 'canary']);
    await send('close-it');
    expect(await lives.open(id)).toEqual(['open-again', 'canary', 'enough']);
    expect(await comments(lives, id)).toEqual(['too-late']);
    await send('open-again');
    await lives.act(id, 'ann', {
      kind: 'task',
      name: 'watch:2',
      content: 'seen',
      title: null,
      payload: null,
    });
    expect(await comments(lives, id)).toEqual(['too-late', 'watched']);
    await send('close-again');
    expect((await lives.now().engine.get(TENANT, id))?.status).toBe('completed');
  });

  eachWay('takes the phase as it is when its turn comes', world, async (lives) => {
    const id = await lives.create('ann', 'brief');
    expect(await lives.open(id)).toEqual(['canary', 'begin']);
    await lives.signal(id, 'ann', 'begin');
    expect(await lives.open(id)).toEqual(['never-asked', 'canary', 'end']);
    await lives.signal(id, 'ann', 'end');
    const state = await lives.now().engine.get(TENANT, id);
    expect(state?.outcome).toBe('ended');
  });
});
