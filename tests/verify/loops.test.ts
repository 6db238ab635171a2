import { describe, expect, it } from 'vitest';
import { workflow } from '../policy/policies.ts';
import { approval, diagnosed, proved, task } from './proving.ts';

describe('a loop without a way out is pointed at', () => {
  const loop = `(let loop () ${task('one')} (loop))`;
  it.each([
    ['alone', loop, loop],
    ['in a branch', `(parallel ${task('two')} ${loop})`, loop],
    [
      'around another one that ends',
      `(let loop () (let inner () ${task('two')} (when (field? 'title) (inner))) (loop))`,
      `(let loop () (let inner () ${task('two')} (when (field? 'title) (inner))) (loop))`,
    ],
    ['inside one that would end', `(let outer () ${loop} (when (field? 'title) (outer)))`, loop],
    [
      'whatever an approval in it says',
      `(let loop () ${approval('look')} (loop))`,
      `(let loop () ${approval('look')} (loop))`,
    ],
    [
      'of a round that is always sent back',
      `(revisable ${task('one')} (raise (again)))`,
      `(revisable ${task('one')} (raise (again)))`,
    ],
  ])('%s', (_, body, at) => {
    const helpers = body.includes('(again)')
      ? `(define (again) (let ((d (await-approval ask (by reader) (due "1d")))) (if (revise? d) d (again))))`
      : '';
    expect(proved(body, helpers)).toEqual([['livelock', at]]);
  });

  it('where a procedure calls itself last, with the way into it and the way round', () => {
    const text = `${workflow(`\n${task('draft')}\n(hear)`)}
(define (hear)
  ${task('listen')}
  (answer)
  (hear))
(define (answer) ${task('reply')})`;
    const [finding, ...others] = diagnosed(text);
    expect(others).toEqual([]);
    expect(text.slice(finding!.span.start, finding!.span.end)).toMatch(
      /^\(define \(hear\)[^]*\(hear\)\)$/,
    );
    expect(finding?.path).toEqual([
      'draft (line 2)',
      'listen (line 5)',
      'reply (line 8)',
      'round again (line 7)',
    ]);
    expect(finding?.related?.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '(hear)',
    ]);
    expect(finding?.help).toContain('a test that ends it');
  });

  it('as transitions, where its author drew a net', () => {
    const text = `(define-net sample (place start (tokens 1)) (place a) (place b) (place end (final))
      (transition begin (in start) (out a) (by writer)) (transition stop (in start) (out end) (by writer))
      (transition on (in a) (out b) (by writer)) (transition back (in b) (out a) (by writer)))`;
    const [finding] = diagnosed(text);
    expect(finding?.code).toBe('livelock');
    expect(text.slice(finding!.span.start, finding!.span.end)).toMatch(/^\(transition on /);
    expect(finding?.path).toEqual([
      'begin (line 2)',
      'on (line 3)',
      'back (line 3)',
      'round again',
    ]);
  });
});

it('the way into a loop is a shortest one, whatever else may happen on the way', () => {
  const text = workflow(`
(race (${task('one')}) (${task('two')}) (${task('three')}))
(let again () ${approval('look')} (again))`);
  expect(diagnosed(text)[0]?.path).toEqual([
    'one (line 2)',
    'look approved (line 3)',
    'round again (line 3)',
  ]);
});
