import { describe, expect, it } from 'vitest';
import { workflow } from '../policy/policies.ts';
import { diagnosed, proved, task } from './proving.ts';

const say = '(lambda () (comment "said"))';
const wound = (before: string, after: string): string =>
  `(dynamic-wind ${before} (lambda () ${task('work')}) ${after})`;

describe('what dynamic-wind does on the way in or out may not wait', () => {
  it.each([
    ['a task on the way in', wound(`(lambda () ${task('prepare')})`, say), task('prepare')],
    ['a task on the way out', wound(say, `(lambda () ${task('tidy')})`), task('tidy')],
    ['time', wound(say, '(lambda () (sleep "1h"))'), '(sleep "1h")'],
    [
      'a lock',
      wound(`(lambda () (lock 'crane (comment "free")))`, say),
      `(lock 'crane (comment "free"))`,
    ],
    [
      'branches',
      wound(say, '(lambda () (parallel (comment "a") (comment "b")))'),
      '(parallel (comment "a") (comment "b"))',
    ],
    ['an end', wound(say, `(lambda () (close 'gone))`), `(close 'gone)`],
  ])('%s', (_, body, at) => {
    expect(proved(body)).toContainEqual(['waits-in-thunk', at]);
  });

  it('through helpers, with the form that they are called from', () => {
    const helpers = `(define (tidy) (comment "so") (sweep)) (define (sweep) ${task('sweep')})`;
    const text = `${helpers} ${workflow(wound(say, 'tidy'))}`;
    const [finding, ...others] = diagnosed(text);
    expect(others).toEqual([]);
    expect(finding?.code).toBe('waits-in-thunk');
    expect(text.slice(finding!.span.start, finding!.span.end)).toBe(task('sweep'));
    const [wind] = finding!.related!;
    expect(text.slice(wind!.span.start, wind!.span.end)).toMatch(/^\(dynamic-wind /);
    expect(finding?.help).toContain('comment');
  });
});

describe('what dynamic-wind does on the way in or out may', () => {
  it.each([
    [
      'say and set',
      wound(say, `(lambda () (set-field! 'custom.left "now") (notify reader "gone"))`),
    ],
    [
      'call what waits elsewhere',
      `(tell-or-wait #f) ${wound(say, '(lambda () (tell-or-wait #t))')}`,
    ],
    [
      'stand around what waits',
      `(dynamic-wind ${say} (lambda () (race (${task('a')}) ((sleep "1h")))) ${say})`,
    ],
    ['stand in a phase', wound(say, `(lambda () (phase leaving (comment "bye")))`)],
  ])('%s', (_, body) => {
    const helper = `(define (tell-or-wait short) (if short (comment "short") ${task('long')}))`;
    expect(proved(body, body.includes('tell-or-wait') ? helper : '')).toEqual([]);
  });

  it('stand around branches of which one ends the workflow', () => {
    const after = `(lambda () (if (field? 'title) (comment "a") (comment "b")))`;
    const body = `(dynamic-wind ${say} (lambda () (parallel ${task('one')} (begin ${task('two')} (close 'done)))) ${after})`;
    expect(proved(body)).toEqual([]);
  });
});
