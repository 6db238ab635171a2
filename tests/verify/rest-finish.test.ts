import { describe, expect, it } from 'vitest';
import { proved, task } from './proving.ts';

describe('what goes on behind (rest finish)', () => {
  it.each([
    ['waits for ever', `(parallel (until 1) (rest finish) ${task('one')} (never))`],
    [
      'goes round for ever',
      `(parallel (until 1) (rest finish) ${task('one')} (let again () ${task('two')} (again)))`,
    ],
    [
      'waits for ever beside others that end',
      `(parallel (until 1) (rest finish) ${task('one')} ${task('two')} (begin ${task('three')} (never)))`,
    ],
    [
      'waits for ever in a workflow with phases and locks',
      `(parallel (phase early ${task('three')}) (while-in early ${task('four')}))
       (lock 'gate (parallel (until 1) (rest finish) ${task('one')} (begin ${task('two')} (never))))`,
    ],
    [
      'is started by a nursery',
      `(nursery (spawn) (until 1) (rest finish) (spawn ${task('one')}) (spawn (begin ${task('two')} (never))) (never))`,
    ],
  ])('is told where it %s', (_, body) => {
    const found = proved(body).map(([code]) => code);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((code) => ['deadlock', 'livelock', 'unreachable'].includes(code))).toBe(
      true,
    );
  });

  it('points at what it waits for', () => {
    const body = `(parallel (until 1) (rest finish) ${task('one')} (begin ${task('two')} (never)))`;
    expect(proved(body)).toEqual([['deadlock', '(never)']]);
  });

  it.each([
    ['ends', `(parallel (until 1) (rest finish) ${task('one')} ${task('two')})`],
    [
      'ends one way or the other',
      `(parallel (until 1) (rest finish) ${task('one')} (race (${task('two')}) ((never))))`,
    ],
    [
      'may close the change',
      `(parallel (until 1) (rest finish) ${task('one')} (begin ${task('two')} (close 'done)))`,
    ],
    [
      'goes on in a loop',
      `(let again () (parallel (until 1) (rest finish) ${task('one')} ${task('two')}) (when (field? 'size) (again)))`,
    ],
    [
      'waits for a phase that opens later',
      `(parallel (until 1) (rest finish) ${task('one')} (while-in late ${task('two')})) (phase late ${task('three')})`,
    ],
    [
      'is of a nursery that ends',
      `(nursery (spawn) (until 1) (rest finish) (spawn ${task('one')}) (spawn ${task('two')}) ${task('three')})`,
    ],
    ['is withdrawn', `(parallel (until 1) ${task('one')} (begin ${task('two')} (never)))`],
  ])('passes where it %s', (_, body) => {
    expect(proved(body)).toEqual([]);
  });
});
