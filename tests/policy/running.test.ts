import { describe, expect, it } from 'vitest';
import { list, symbol, type Datum } from '../../src/core/datum.ts';
import { workflow } from './policies.ts';
import { Run, decision } from './run.ts';

describe('a lifecycle', () => {
  const text = `(define-lifecycle sample (initial plan)
    (state plan (due "3d") (escalate keeper)) (state built (final completed)) (state dropped (final cancelled))
    (transition build (from plan) (to built) (by writer) (accepts (not (author? (actor)))))
    (transition rethink (from plan) (to plan) (by reader))
    (transition fade (from plan) (to dropped) (after "30d")))`;

  it('waits for all transitions out of a state at once, and withdraws the others', () => {
    const run = new Run(text);
    expect(run.said()).toEqual(['+ (plan "Plan")', 'build', 'rethink', 'sleep']);
    expect(run.answer('build', null).said()).toEqual([
      'withdrawn',
      'withdrawn',
      '- (plan)',
      '+ (built "Built")',
      '- (built)',
    ]);
    expect(run.outcome).toEqual({
      kind: 'exited',
      value: list(symbol('close'), symbol('completed')),
    });
  });

  it('hands its states’ clauses to the signals out of them', () => {
    const run = new Run(text);
    expect(run.clauses('build')).toMatchObject({ by: list(symbol('writer')), due: '3d' });
    expect(run.clauses('rethink')).toMatchObject({ by: list(symbol('reader')), due: '3d' });
    expect(run.clauses('sleep')).toEqual({ duration: '30d' });
  });

  it('may go round for ever without growing', () => {
    const run = new Run(text);
    run.answer('rethink', null).answer('rethink', null);
    const after = (count: number): number => {
      for (let round = 0; round < count; round += 1) run.answer('rethink', null);
      return JSON.stringify(run['state']).length;
    };
    const small = after(5);
    expect(after(50)).toBeLessThan(small + 40);
  });
});

describe('approvals', () => {
  it('that are required go on when approved, and raise anything else', () => {
    const text = workflow("(require-approval consent (by reader)) (close 'done)");
    expect(new Run(text).answer('consent', decision('approved')).outcome).toMatchObject({
      kind: 'exited',
    });
    expect(new Run(text).answer('consent', decision('rejected')).outcome).toMatchObject({
      kind: 'raised',
      value: decision('rejected'),
    });
  });

  it('that are awaited answer with a decision', () => {
    const text = workflow('(close (decision-outcome (await-approval consent (by reader))))');
    expect(new Run(text).answer('consent', decision('rejected')).outcome).toEqual({
      kind: 'exited',
      value: list(symbol('close'), symbol('rejected')),
    });
  });

  it('tell apart what they are about in the branches of a parallel-for', () => {
    const text = workflow(`
      (parallel-for (who (list reader keeper (person "kim")))
        (require-approval consent (by who) (distinct readers)))
      (parallel-for (n '(1 2)) (await-signal tick (by reader) (key (* 10 n))))`);
    const run = new Run(text);
    expect([...run.open.keys()]).toEqual([
      'consent:reader',
      'consent:keeper',
      'consent:(person "kim")',
    ]);
    expect(run.clauses('consent:keeper')).toMatchObject({
      by: list(symbol('keeper')),
      distinct: symbol('readers'),
    });
    for (const name of [...run.open.keys()]) run.answer(name, decision('approved'));
    expect([...run.open.keys()]).toEqual(['tick:10', 'tick:20']);
  });

  it('cancel their siblings when one is rejected', () => {
    const text = workflow(
      '(parallel (require-approval a (by reader)) (require-approval b (by keeper)))',
    );
    const run = new Run(text);
    run.answer('a', decision('rejected'));
    expect(run.outcome).toMatchObject({ kind: 'raised', value: decision('rejected') });
    expect(run.open.size).toBe(0);
  });

  it('know everyone they ask: roles, people, the author, and lists of these', () => {
    const text = workflow(
      '(await-approval consent (by reader (author) (list keeper (list (person "kim") reader))) (exclude (author)))',
    );
    const run = new Run(text);
    const person = (id: string): Datum => list(symbol('person'), id);
    expect(run.clauses('consent')['by']).toEqual(
      list(symbol('reader'), person('dana'), symbol('keeper'), person('kim')),
    );
    expect(run.clauses('consent')['exclude']).toEqual(list(person('dana')));
  });

  it('carry their clauses as data', () => {
    const clauses = `(quorum (percent 60)) (at-least 2) (rejects-when unreachable) (only-if (field? 'title)) (due (business "4h")) (within "9d")
      (remind "1h") (escalate "8h" keeper) (escalate (person "kim")) (binds 'title) (message "Look")`;
    const run = new Run(workflow(`(await-approval consent (by reader) ${clauses})`));
    expect(run.clauses('consent')).toEqual({
      revise: true,
      by: list(symbol('reader')),
      quorum: list(symbol('percent'), 60),
      'at-least': 2,
      'rejects-when': symbol('unreachable'),
      'only-if': true,
      due: list(symbol('business'), '4h'),
      within: '9d',
      remind: '1h',
      escalate: list(list('8h', symbol('keeper')), list(false, list(symbol('person'), 'kim'))),
      binds: list(symbol('title')),
      message: 'Look',
    });
  });
});

describe('a revisable', () => {
  const text = workflow(`
    (revisable (phase look (require-approval consent (by reader))))
    (close 'done)`);

  it('sends the author back and starts anew', () => {
    const run = new Run(text);
    expect(run.said()).toEqual(['+ (look "Look")', 'consent']);
    expect(run.clauses('consent')['revise']).toBe(true);
    expect(run.answer('consent', decision('revise')).said()).toEqual([
      '- (look)',
      'sent-back (1)',
      '+ (revising "Revising")',
      'resubmit',
    ]);
    expect(run.answer('resubmit', null).said()).toEqual([
      '- (revising)',
      '+ (look "Look")',
      'consent',
    ]);
    expect(run.answer('consent', decision('approved')).outcome).toMatchObject({ kind: 'exited' });
  });

  it('starts anew when an edit made the decision stale, wherever it waits', () => {
    const run = new Run(text.replace('(by reader)))', '(by reader))) (task build (by writer))'));
    run.answer('consent', decision('approved')).said();
    const [scope] = run.open.get('build')!.scopes;
    run.send({ kind: 'interrupt', scope: scope!, value: decision('stale') });
    expect(run.said()).toEqual([
      'withdrawn',
      'sent-back (1)',
      '+ (revising "Revising")',
      'resubmit',
    ]);
  });

  it('lets a rejection pass', () => {
    expect(new Run(text).answer('consent', decision('rejected')).outcome).toMatchObject({
      kind: 'raised',
    });
  });

  it('is where alone a required approval offers to revise', () => {
    const run = new Run(workflow('(require-approval consent (by reader))'));
    expect(run.clauses('consent')['revise']).toBeUndefined();
  });
});

describe('several things at once', () => {
  it('a race goes to the first that ends, and on with what follows it', () => {
    const text = workflow(`(close (race ((task build (by writer)) 'built)
                             ((await-signal stop (by reader)) => (lambda (why) (if why 'stopped 'dropped)))
                             ((sleep "3d"))))`);
    expect(new Run(text).answer('build', 'text').outcome).toMatchObject({
      value: list(symbol('close'), symbol('built')),
    });
    expect(new Run(text).answer('stop', true).outcome).toMatchObject({
      value: list(symbol('close'), symbol('stopped')),
    });
    expect(new Run(text).answer('sleep', symbol('later')).outcome).toMatchObject({
      value: list(symbol('close'), symbol('later')),
    });
  });

  it('within runs out into its else, or raises expired', () => {
    const text = workflow(`(close (within "1d" (task build (by writer)) 'done (else 'late)))`);
    expect(new Run(text).answer('build', 'x').outcome).toMatchObject({
      value: list(symbol('close'), symbol('done')),
    });
    const late = new Run(text).answer('sleep', null);
    expect(late.outcome).toMatchObject({ value: list(symbol('close'), symbol('late')) });
    expect(late.open.size).toBe(0);
    const bare = new Run(workflow('(within "1d" (task build (by writer)))')).answer('sleep', null);
    expect(bare.outcome).toMatchObject({
      kind: 'raised',
      value: ['r', 'decision', symbol('expired'), false, null, false, null, null],
    });
  });

  it('parallel answers in the order written, with until those that were enough', () => {
    const text = workflow(`(emit told (list (parallel (task a (by writer)) (task b (by writer)))
                                     (parallel-for (x '(1 2 3)) (until 2) (task c (by writer)))))`);
    const run = new Run(text)
      .answer('b', 'B')
      .answer('a', 'A')
      .answer('c:3', 'third')
      .answer('c:1', 'first');
    expect(run.said().at(-1)).toBe('emit (told (("A" "B") ("third" "first")))');
    expect(run.open.size).toBe(0);
  });
});

describe('waiting for the world', () => {
  it('a window that a freeze holds may be overridden by those who may', () => {
    const text = workflow('(close (await-window))');
    expect(new Run(text).answer('window', symbol('open')).outcome).toMatchObject({
      value: list(symbol('close'), symbol('open')),
    });
    const held = new Run(text).answer('window', list(symbol('override'), symbol('keeper')));
    expect([...held.open.keys()]).toEqual(['window', 'freeze-override']);
    expect(held.clauses('freeze-override')).toMatchObject({
      by: list(symbol('keeper')),
      quorum: 2,
    });
    expect(held.answer('freeze-override', decision('approved')).outcome).toMatchObject({
      value: list(symbol('close'), symbol('overridden')),
    });
  });

  it('an override that is refused leaves the window to wait for', () => {
    const run = new Run(workflow('(close (await-window))'));
    run
      .answer('window', list(symbol('override'), symbol('keeper')))
      .answer('freeze-override', decision('rejected'));
    expect(run.answer('window', symbol('open')).outcome).toMatchObject({
      value: list(symbol('close'), symbol('open')),
    });
  });

  it('an assessment tells its score, level, approvers and reasons, and its fields count as read', () => {
    const text = `(define-risk-model danger (factor f (weight 100) (score 1)) (level all))
      ${workflow('(define risk (assess-risk)) (emit told (list (risk-score risk) (risk-level risk) (required-approvers risk) (risk-reasons risk))) (await-signal done (by reader))')}`;
    const run = new Run(text);
    expect([...run.open.keys()]).toEqual(['danger']);
    const assessment: Datum = [
      'r',
      'assessment',
      68,
      symbol('all'),
      list(symbol('reader')),
      list('because'),
    ];
    run.answer('danger', list(assessment, list(symbol('title'))));
    expect(run.said()).toContain('emit (told (68 all (reader) ("because")))');
    expect(run.open.get('done')?.reads).toEqual(['title']);
  });
});

describe('saying things', () => {
  it('tells people and the world, sets fields, and becomes another workflow', () => {
    const text = `(define-workflow other (close 'x)) ${workflow(`
      (notify (list reader (author)) "Look") (comment "Noted") (set-field! 'title "New") (emit done (field 'title)) (become other)`)}`;
    const run = new Run(text);
    expect(run.said()).toEqual([
      'notify ((reader (person "dana")) "Look")',
      'comment "Noted"',
      'set-field (title "New")',
      'emit (done "New")',
    ]);
    expect(run.outcome).toEqual({ kind: 'exited', value: list(symbol('become'), symbol('other')) });
  });

  it('leaves its phases when it closes from inside', () => {
    const run = new Run(workflow("(phase outer (phase inner (close 'done)))"));
    expect(run.said()).toEqual([
      '+ (outer "Outer")',
      '+ (inner "Inner")',
      '- (inner)',
      '- (outer)',
    ]);
  });
});

describe('a value that cannot be meant', () => {
  const raised = (form: string): readonly string[] =>
    new Run(
      workflow(`(guard (e ((error-object? e) (emit told (condition-kind e)))) ${form} 'fine)`),
    ).said();

  it.each([
    ["(set-field! 'title (+ 1 2))", 'field-type'],
    ['(set-field! \'environment (string-append "pro" "duction"))', 'field-type'],
    ['(set-field! \'systems (list "ledger"))', 'field-type'],
    ["(set-field! 'systems (car '(ledger)))", 'field-type'],
    ['(set-field! \'planned-start (string-append "next" " week"))', 'bad-instant'],
    ['(open-change sample (title (+ 1 2)))', 'field-type'],
    ['(await-signal tick (by reader) (key (lambda () 1)))', 'bad-clause'],
    ['(await-signal tick (by reader) (key (vector 1 2)))', 'bad-clause'],
    ['(let ((none (- 1 1))) (parallel (until none) (never)))', 'wrong-type'],
  ])('%s is a condition', (form, kind) => {
    expect(raised(form)).toEqual([`emit (told ${kind})`]);
  });

  it('is none of those that fit', () => {
    const body = `(set-field! 'title (string-append "A" "B")) (set-field! 'systems (list 'shop)) (set-field! 'labels '())
      (set-field! 'planned-start (instant+ "2026-03-02T09:00:00Z" "1h")) (set-field! 'custom.weight (/ 1 2))`;
    expect(new Run(workflow(body)).said()).toEqual([
      'set-field (title "AB")',
      'set-field (systems (shop))',
      'set-field (labels ())',
      'set-field (planned-start "2026-03-02T10:00:00.000Z")',
      'set-field (custom.weight 1/2)',
    ]);
  });
});

describe('a continuation', () => {
  const entered = (form: string): Run =>
    new Run(
      workflow(`(define again #f) (define rounds 0)
        ${form.replace('HERE', '(call/cc (lambda (k) (set! again k)))')}
        (set! rounds (+ rounds 1))
        (guard (e ((error-object? e) (emit told (error-object-message e)))) (if (< rounds 2) (again #f)))
        (close 'done)`),
    );

  it.each(['(phase inner HERE)', '(revisable HERE)'])('cannot lead back into %s', (form) => {
    const run = entered(form);
    expect(run.said().filter((line) => line.startsWith('emit'))).toEqual([
      'emit (told "a phase, a revisable or a lock that was left cannot be entered again by a continuation")',
    ]);
    expect(run.outcome).toMatchObject({ value: list(symbol('close'), symbol('done')) });
  });

  it('leads out of them, and round inside them', () => {
    const body = `(define left (call/cc (lambda (out) (phase inner
        (define n 0) (define again #f)
        (call/cc (lambda (k) (set! again k)))
        (set! n (+ n 1))
        (if (< n 3) (again #f))
        (out n)))))
      (emit told left)`;
    expect(new Run(workflow(body)).said()).toEqual([
      '+ (inner "Inner")',
      '- (inner)',
      'emit (told 3)',
    ]);
  });
});

describe('the catalogue', () => {
  const systems = `(define-system ledger (criticality 5) (owner keeper)) (define-system shop (criticality 3) (owner reader)) (define-system cellar (depends-on shop))`;

  it('answers who owns what is most critical', () => {
    const text = `${systems} ${workflow(`(emit told (list (owner-of-most-critical) (owner-of 'shop) (system-criticality 'cellar) (system-dependencies 'cellar) (system-owner 'cellar) (system? 'attic)))`)}`;
    expect(new Run(text).said()).toEqual(['emit (told (keeper reader #f (shop) #f #f))']);
  });

  it('names somebody else where nobody owns any of the systems', () => {
    expect(
      new Run(
        workflow('(emit told (list (owner-of-most-critical writer) (owner-of-most-critical)))'),
      ).said(),
    ).toEqual(['emit (told (writer ()))']);
  });
});
