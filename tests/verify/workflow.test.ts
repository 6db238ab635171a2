import { describe, expect, it } from 'vitest';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkText, told, workflow } from '../policy/policies.ts';
import { approval, proved, task } from './proving.ts';

describe('a workflow is sound', () => {
  it.each([
    ['one step after the other', `${task('one')} ${task('two')}`],
    ['branches that all end', `(parallel ${task('one')} (phase inner ${task('two')}))`],
    ['a race whose losing branch would go round for ever', `(race (${task('one')}) ((go-round)))`],
    ['a loop with a way out', `(let loop () (unless (field? 'title) ${task('one')} (loop)))`],
    [
      'recursion that returns',
      `(define (down n) (unless (= n 0) ${task('one')} (down (- n 1)) ${task('two')})) (down 3)`,
    ],
    [
      'recursion that returns, called last',
      `(define (down list) (unless (null? list) ${task('one')} (down (cdr list)) ${task('two')}))
       (down (field 'systems '()))`,
    ],
    [
      'work while a phase that opens beside it is open',
      `(parallel (phase open-door ${task('one')}) (while-in open-door ${task('two')}))`,
    ],
    [
      'work while a phase that opens later is open',
      `(parallel (begin ${task('one')} (phase open-door ${task('two')}))
                 (while-in open-door ${task('three')} (else (comment "Too late."))))`,
    ],
    [
      'every outcome in a case',
      `(case (decision-outcome ${approval('look')})
       ((approved) ${task('one')}) ((rejected revise) (close 'rejected)) ((expired) (close 'expired)))`,
    ],
    [
      'outcomes that a helper has told apart',
      `(if (fine? ${approval('look')}) ${task('one')} (close 'rejected))`,
    ],
    [
      'a condition that is handled',
      `(guard (said ((rejected? said) ${task('explain')})) (require-approval look (by reader) (due "1d")))`,
    ],
    ['map over people', `(map (lambda (who) ${task('one')}) '(1 2 3))`],
    ['a deadline for a wait that has none', `(within "2d" (never) (else (close 'expired)))`],
    [
      'an approval that is there to bind, and asks nobody',
      `(require-approval look (by reader) (only-if #f)) ${task('one')}`,
    ],
    ['enough of several branches', `(parallel (until 1) ${task('one')} (never))`],
  ])('%s', (_, body) => {
    const helpers = `(define (go-round) ${task('again')} (go-round)) (define (fine? d) (approved? d))`;
    expect(
      proved(body, body.includes('go-round') || body.includes('fine?') ? helpers : ''),
    ).toEqual([]);
  });
});

it('an approval that is never opened can end in nothing but a yes', () => {
  const body = `(if (approved? (await-approval look (by reader) (only-if #f))) ${task('one')} (never))`;
  expect(proved(body)).toEqual([['unreachable', '(never)']]);
});

describe('a workflow that can come to a halt is refused', () => {
  it('where it waits for nothing', () => {
    expect(proved(`${task('one')} (if (field? 'title) (never) ${task('two')})`)).toEqual([
      ['deadlock', '(never)'],
    ]);
  });

  it('where it may wait for a phase that is over, or that a path leaves out', () => {
    expect(
      proved(`(parallel (phase open-door ${task('one')})
                        (begin ${task('late')} (while-in open-door ${task('two')})))`),
    ).toEqual([['deadlock', `(while-in open-door ${task('two')})`]]);
    expect(
      proved(`(parallel (when (field? 'title) (phase open-door ${task('one')}))
                        (while-in open-door ${task('two')}))`),
    ).toEqual([['deadlock', `(while-in open-door ${task('two')})`]]);
  });

  it('where one branch waits for nothing while the other is done', () => {
    expect(proved(`(parallel ${task('one')} (never))`)).toEqual([['deadlock', '(never)']]);
  });

  it('where more branches are wanted than can end', () => {
    const body = `(parallel (until 2) ${task('one')} (never) (never))`;
    expect(proved(body).map(([code]) => code)).toEqual(['deadlock']);
  });

  it('where a procedure calls itself and no call returns', () => {
    const body = `(define (down) ${task('one')} (down) ${task('two')}) (down)`;
    expect(proved(body).map(([code]) => code)).toEqual(['deadlock']);
  });

  it('with the shortest way there, in the words of the text', () => {
    const text = workflow(`\n${task('one')}\n(case (decision-outcome ${approval('look')})
      ((approved) ${task('two')})
      (else (never)))`);
    const [finding] = verified(checkText(text)).diagnostics;
    expect(finding?.path).toEqual(['one (line 2)', 'look rejected (line 3)']);
    expect(finding?.help).toContain('race');
  });
});

describe('an outcome that nobody thought of is told', () => {
  it('in a case that lacks one', () => {
    const clauses = `((approved) ${task('one')}) ((rejected revise) (close 'rejected))`;
    const found = proved(`(case (decision-outcome ${approval('look')}) ${clauses})`);
    expect(found.map(([code]) => code)).toEqual(['unhandled-outcome']);
    expect(found[0]?.[1]).toMatch(/^\(case /);
  });

  it('in a cond by predicates, behind a definition', () => {
    const body = `(define said ${approval('look')})
      (cond ((approved? said) ${task('one')}) ((rejected? said) (close 'rejected)) ((expired? said) (close 'expired)))`;
    expect(proved(body).map(([code]) => code)).toEqual(['unhandled-outcome']);
  });

  it('and not where the approval cannot end so', () => {
    const body = `(define said (await-approval look (by reader) (due "1d")))
      (case (decision-outcome said) ((approved) ${task('one')}) ((rejected revise) (close 'rejected)))`;
    expect(proved(body)).toEqual([]);
  });

  it('also where a cond about effects may do nothing', () => {
    const body = `(cond ((field? 'title) ${task('one')}) ((field? 'environment) ${task('two')}))`;
    expect(proved(body).map(([code]) => code)).toEqual(['missing-else']);
  });
});

describe('two requests of one name at once', () => {
  it('are refused where nothing tells them apart', () => {
    expect(proved(`(parallel ${task('one')} ${task('one')})`)).toEqual([
      ['duplicate-request', task('one')],
    ]);
  });

  it('are fine with a key, and one after the other', () => {
    expect(proved(`(parallel-for (who '(1 2)) ${task('one')}) ${task('one')}`)).toEqual([]);
    expect(proved(`(race (${task('one')} ${task('two')}) (${task('two')}))`)).toEqual([]);
  });
});

describe('two requests of one name among very many branches', () => {
  const branches = Array.from({ length: 16 }, (_, at) => task(`branch-${at}`)).join(' ');

  it('are refused where both can be open', () => {
    const codes = proved(`(parallel ${task('one')} ${task('one')} ${branches})`);
    expect(codes).toEqual([['duplicate-request', task('one')]]);
  });

  it('are fine where the second is asked for after the first', () => {
    expect(proved(`(parallel (begin ${task('one')} ${task('one')}) ${branches})`)).toEqual([]);
  });
});

describe('effects that hide are refused', () => {
  it('in data', () => {
    expect(
      proved(`(define steps (vector (lambda () ${task('one')}))) ((vector-ref steps 0))`),
    ).toEqual([['unverifiable', `(vector (lambda () ${task('one')}))`]]);
  });

  it('behind continuations', () => {
    expect(
      proved(`(call/cc (lambda (leave) ${task('one')} (leave 1)))`).map(([code]) => code),
    ).toEqual(['unverifiable']);
  });

  it('unless the workflow says why that is safe', () => {
    expect(
      proved(`(unverified "three steps, written down in the handbook")
        (define steps (vector (lambda () ${task('one')}))) ((vector-ref steps 0))`),
    ).toEqual([]);
  });
});

it('an approval that nothing ends when nobody answers is a warning', () => {
  expect(proved(`(await-approval look (by reader))`).map(([code]) => code)).toEqual([
    'waits-forever',
  ]);
});

describe('a net that its author drew', () => {
  const found = (text: string): readonly (readonly [code: string, at: string])[] => {
    const check = checkText(text);
    expect(check.diagnostics.map(told)).toEqual([]);
    return verified(check).diagnostics.map(({ code, span }) => [
      code,
      text.slice(span.start, span.end),
    ]);
  };
  const split = `(place start (tokens 1)) (place a) (place b) (place end (final))
    (transition split (in start) (out a b) (by writer))`;

  it.each([
    ['sound', '(transition join (in a b) (out end) (by reader))', []],
    [
      'sound with a reset',
      '(transition join (in a b) (out end) (by reader)) (transition stop (in a) (resets b) (out end) (by writer))',
      [],
    ],
    [
      'that ends while a token is left',
      '(transition one (in a) (out end) (by reader)) (transition two (in b) (out end) (by reader))',
      [['improper-completion', '(place b)']],
    ],
    [
      'that can come to a halt',
      '(transition join (in a b) (out end) (by reader)) (transition back (in a) (out b) (by reader))',
      [['deadlock', '(place b)']],
    ],
    [
      'with a transition that never fires',
      '(transition join (in a b) (out end) (by reader)) (transition never-two (in (a 2)) (out (a 2)) (by reader))',
      [['unreachable', '(transition never-two (in (a 2)) (out (a 2)) (by reader))']],
    ],
    [
      'in which tokens gather',
      '(transition join (in a b) (out end) (by reader)) (transition more (in a) (out a b) (by reader))',
      [['unbounded', '(place b)']],
    ],
  ])('%s', (_, transitions, findings) => {
    expect(found(`(define-net sample ${split} ${transitions})`)).toEqual(findings);
  });
});
