import { describe, expect, it } from 'vitest';
import { policyOf, workflow } from '../policy/policies.ts';
import { codeBaseOf } from '../../src/verify/workflow/code-base.ts';
import { drawWorkflow } from '../../src/verify/workflow/draw-workflow.ts';
import { diagnosed, proved, task } from './proving.ts';

const seen = task('see');
const wait = `(while-in dawn ${seen})`;
/** A branch that has the lock while it waits for the phase, beside others that never end the workflow. */
const beside = (lock: string, ...others: readonly string[]): string =>
  `(race ((lock ${lock} ${wait})) ${others.map((other) => `((begin ${other}))`).join(' ')})`;

describe('a branch that waits for a phase under a lock is refused', () => {
  it('where the branch that opens the phase wants the lock first', () => {
    const opens = `(lock 'crane (phase dawn ${task('work')}))`;
    const text = workflow(`\n${task('begin')}\n(parallel (lock 'crane ${wait}) ${opens})`);
    const [finding, ...others] = diagnosed(text);
    const at = ({ start, end }: { readonly start: number; readonly end: number }): string =>
      text.slice(start, end);
    expect(others).toEqual([]);
    expect(finding?.code).toBe('deadlock');
    expect(finding?.message).toBe(
      'this waits for phase `dawn` while it holds `crane`, which a branch beside it waits for: neither can go on',
    );
    expect(at(finding!.span)).toBe(wait);
    expect(finding?.related?.map(({ span }) => at(span))).toEqual([`(lock 'crane ${wait})`, opens]);
    expect(finding?.path).toEqual(['begin (line 2)', 'lock crane (line 3)']);
    expect(finding?.help).toContain('wait for the phase before the lock is taken');
  });

  it.each([
    [
      'one of several names',
      beside(`'(crane road)`, `(lock 'road (phase dawn ${task('work')})) (never)`),
    ],
    [
      'names that are worked out',
      beside(`(field 'systems)`, `(lock 'road (phase dawn ${task('work')})) (never)`),
    ],
    ['a lock before it', beside(`'crane`, `(lock 'crane ${task('clean')}) (phase dawn (never))`)],
    [
      'a lock in a helper',
      `(define (alone thunk) (lock 'crane (thunk)))
       (race ((alone (lambda () ${wait}))) ((alone (lambda () (phase dawn ${task('work')} (never))))))`,
    ],
    [
      'a name that a branch which asked before keeps from it',
      beside(
        `'road`,
        `${task('plan')} (lock '(crane road) ${task('haul')}) (never)`,
        `${task('go')} (lock 'crane (phase dawn (never)))`,
      ),
    ],
    [
      'locks that branches of one text have',
      `(race ((parallel-for (side '(north south))
                (if (equal? side (field 'title))
                    (lock 'crane (while-in dawn ${task('one')}))
                    (lock 'road (while-in dusk ${task('two')})))))
             ((begin (lock 'crane (phase dusk ${task('three')})) (lock 'road (phase dawn ${task('four')})) (never))))`,
    ],
  ])('where that wants %s', (_, body) => {
    const finding = diagnosed(workflow(body)).find(({ code }) => code === 'deadlock');
    expect(finding?.message).toContain('while it holds');
  });
});

describe('a branch that waits for a phase under a lock passes', () => {
  it.each([
    ['the other lock has another name', beside(`'crane`, `(lock 'road (phase dawn (never)))`)],
    [
      'the lock is wanted when the phase is open',
      beside(`'crane`, `(phase dawn (lock 'crane ${task('clean')}) (never))`),
    ],
    [
      'it waits before it takes the lock',
      `(race ((while-in dawn (lock 'crane ${seen}))) ((begin (lock 'crane (phase dawn ${task('work')} (sleep "1h"))) (never))) ((sleep "9h")))`,
    ],
    [
      'the lock is given back before the wait',
      `(race ((begin (lock 'crane ${task('clean')}) ${wait})) ((begin (lock 'crane (sleep "1h")) (phase dawn (never)))))`,
    ],
    [
      'time gives the lock back',
      `(parallel (within "1d" (lock 'crane ${wait}) (else 'late)) (lock 'crane (phase dawn ${task('work')})))`,
    ],
    [
      'something beside it gives the lock back',
      `(parallel (race ((lock 'crane ${wait})) ((await-signal stop (by writer)))) (lock 'crane (phase dawn ${task('work')})))`,
    ],
    [
      'what is raised gives the lock back',
      `(parallel (guard (late ((expired? late) ${task('tell')})) (lock 'crane (within "1d" ${wait})))
                 (lock 'crane (phase dawn ${task('work')})))`,
    ],
    [
      'the branch that wants the lock is withdrawn',
      `(race ((lock 'crane ${wait})) ((begin (within "1d" (lock 'crane ${task('clean')}) (else 'late)) (phase dawn (never)))))`,
    ],
    [
      'one branch of a text alone has it at a time',
      `(race ((parallel-for (side '(north south)) (lock 'crane ${wait}))) ((phase dawn (never))))`,
    ],
  ])('where %s', (_, body) => {
    expect(proved(body)).toEqual([]);
  });
});

it('a wait under a lock that would not end without the lock either is told as what it is', () => {
  const [finding] = diagnosed(
    workflow(`(parallel (lock 'crane ${wait}) (lock 'crane ${task('clean')}))`),
  );
  expect(finding?.message).toBe('this waits for phase `dawn`, which the path never opens');
});

describe('a net shows who has a lock', () => {
  const sizeOf = (body: string): number => {
    const { net } = drawWorkflow('sample', codeBaseOf(policyOf(workflow(body))));
    return net.places.length + net.transitions.length;
  };
  const phase = `(phase dawn ${task('work')})`;

  it('where a branch that has one waits for another branch, and not else', () => {
    const shown = sizeOf(`(parallel (lock 'crane ${wait}) (lock 'crane ${phase}))`);
    const apart = sizeOf(`(parallel (lock 'crane ${wait}) (lock 'road ${phase}))`);
    const outside = sizeOf(
      `(parallel (while-in dawn (lock 'crane ${seen})) (lock 'crane ${phase}))`,
    );
    expect(shown).toBeGreaterThan(apart);
    expect(outside).toBe(apart);
  });
});

describe('what goes on while a phase is open', () => {
  it('ends when the phase closes, and not before', () => {
    const body = `(race ((while-in dawn (never))) ((phase dawn (never))))`;
    expect(proved(body)).toContainEqual(['deadlock', '(never)']);
  });

  it.each([
    ['is left', `(phase dawn ${task('work')})`],
    ['is withdrawn', `(race ((phase dawn (never))) (${task('work')}))`],
    ['is left by what is raised', `(guard (e (#t 'so)) (phase dawn ${task('work')} (raise 'out)))`],
  ])('ends when the phase %s', (_, opens) => {
    expect(
      proved(`(parallel ${opens} (within "1d" (while-in dawn (never)) (else 'late)))`),
    ).toEqual([]);
  });
});
