import { describe, expect, it } from 'vitest';
import { workflow } from '../policy/policies.ts';
import { diagnosed, proved, task } from './proving.ts';

describe('what waits for a phase', () => {
  it('is refused where no path opens it', () => {
    const wait = `(while-in blasting ${task('measure')})`;
    expect(proved(`(phase drilling ${task('drill')}) ${wait}`)).toEqual([['deadlock', wait]]);
  });

  it('passes where a branch beside it opens it', () => {
    expect(
      proved(`(parallel (phase blasting ${task('blast')}) (while-in blasting ${task('measure')}))`),
    ).toEqual([]);
  });

  it('is told whether the path never opens it, with the path and what to do', () => {
    const [finding] = diagnosed(
      workflow(`
        (await-signal submit (by writer))
        (race ((await-signal skip (by writer)))
              ((await-signal begin-it (by writer)) (phase canary ${task('one')})))
        (while-in canary ${task('two')})`),
    );
    expect(finding?.message).toBe('this waits for phase `canary`, which the path never opens');
    expect(finding?.path).toEqual(['submit (line 2)', 'skip (line 3)']);
    expect(finding?.help).toBe(
      'open `canary` on every path, or put an event beside it with `race`',
    );
  });

  it('is told when the phase has been open and opens no more', () => {
    const beside = diagnosed(
      workflow(`(parallel (phase canary ${task('one')})
                          (begin ${task('late')} (while-in canary ${task('two')})))`),
    );
    const withdrawn = diagnosed(
      workflow(`(race ((await-signal skip (by writer))) ((phase canary ${task('one')})))
                (while-in canary ${task('two')})`),
    );
    for (const [finding] of [beside, withdrawn]) {
      expect(finding?.message).toBe(
        'this waits for phase `canary`, which the path has left and opens no more',
      );
      expect(finding?.help).toContain('(parallel (phase canary …) (while-in canary …))');
    }
  });
});

describe('a phase that a path enters and no path leaves', () => {
  it('is told with what keeps it from being left, where that lies in it', () => {
    const body = `${task('one')} (phase lasting (never))`;
    expect(proved(body)).toEqual([['deadlock', '(never)']]);
    const text = workflow(body);
    const [finding] = diagnosed(text);
    expect(finding?.related?.map(({ message }) => message)).toEqual([
      'a path enters the phase `lasting`, and no path leaves it',
    ]);
    expect(text.slice(finding!.related![0]!.span.start)).toMatch(/^\(phase lasting /);
  });

  it('is refused by itself where a helper that it calls keeps it from being left', () => {
    expect(proved(`(phase lasting (wait))`, '(define (wait) (never))')).toEqual([
      ['deadlock', '(never)'],
      ['phase-never-left', '(phase lasting (wait))'],
    ]);
  });

  it('is told with the way into it', () => {
    const text = workflow(`\n${task('one')}\n(phase lasting (go-round))`);
    const round = `(define (go-round) ${task('two')} (go-round))`;
    const finding = diagnosed(`${round} ${text}`).find(({ code }) => code === 'phase-never-left');
    expect(finding?.message).toBe('a path enters the phase `lasting`, and no path leaves it');
    expect(finding?.path).toEqual(['one (line 2)']);
    expect(finding?.help).toContain('race');
  });

  it('is the innermost one alone, also where a helper opens it', () => {
    const found = proved(
      `(phase outer ${task('one')} (wait))`,
      '(define (wait) (phase inner (never)))',
    );
    expect(found).toEqual([['deadlock', '(never)']]);
    const text = `(define (wait) (phase inner (never))) ${workflow(`(phase outer ${task('one')} (wait))`)}`;
    expect(diagnosed(text)[0]?.related).toHaveLength(1);
  });

  it.each([
    [
      'the path that stays is one of several',
      `(phase some (if (field? 'title) ${task('one')} (never)))`,
    ],
    [
      'a branch beside it may end it',
      `(parallel (phase some (never)) (require-approval ok (by reader) (due "1d")))`,
    ],
    ['it closes the workflow', `(phase some (if (field? 'title) (close 'done) (never)))`],
    ['a loop passes through it', `(let again () (phase some ${task('one')}) (again))`],
  ])('is no finding where %s', (_, body) => {
    expect(proved(body).map(([code]) => code)).not.toContain('phase-never-left');
  });

  it('is no finding where all ends well', () => {
    expect(proved(`(race ((phase some (never))) (${task('one')}))`)).toEqual([]);
  });
});
