import { describe, expect, it } from 'vitest';
import { policyProgram } from '../../src/policy/program.ts';
import { checkFiles, codesOf, findingOf, policyOf, workflow } from './policies.ts';

describe('a workflow', () => {
  it('says to which changes it applies and how they are called', () => {
    const text = `(define-workflow sample "A sample."
      (applies-to (type small large) (when (field? 'systems)))
      (identifier "S-{date}-{n:3}") (one-active (by project))
      (phase work "Working" (task build (by writer)) (phase rest (await-signal done (by reader)))))`;
    const { definitions } = policyOf(text);
    expect(definitions.workflows).toMatchObject([
      {
        name: 'sample',
        doc: 'A sample.',
        appliesTo: { types: ['small', 'large'], when: '%sample:applies' },
        identifier: 'S-{date}-{n:3}',
        oneActive: 'project',
        lifecycle: null,
        phases: [
          { name: 'work', label: 'Working' },
          { name: 'rest', label: 'Rest' },
        ],
        requests: [
          { name: 'build', kind: 'task' },
          { name: 'done', kind: 'signal' },
        ],
      },
    ]);
  });

  it('has the requests of the procedures that it calls', () => {
    const text = `(define (consult who) (require-approval consent (by who))) ${workflow('(consult reader)')}`;
    expect(policyOf(text).definitions.workflows[0]?.requests).toMatchObject([
      { name: 'consent', kind: 'approval' },
    ]);
  });

  it('takes no procedure of its author for one that opens a request', () => {
    const text = `(define (constructor word) word) ${workflow("(constructor 'a) (close 'x)")}`;
    expect(policyOf(text).definitions.workflows[0]?.requests).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'may call a procedure of its author %s',
    (name) => {
      const text = `(define (${name}) 'x) ${workflow(`(close (${name}))`)}`;
      const policy = policyOf(text);
      expect([...policyProgram(policy).roots.keys()]).toContain(name);
    },
  );

  it.each(['"S-{date}"', '"{n:3}{n:3}"', '"S-{n:3}-{when}"', 'other', '"S/{n:1}"'])(
    'refuses the identifier %s',
    (identifier) => {
      expect(codesOf(workflow(`(identifier ${identifier}) (close 'x)`))).toEqual(['bad-clause']);
    },
  );

  it('does something', () => {
    expect(findingOf(workflow('')).code).toBe('bad-syntax');
  });

  it('uses a request name for one kind of request', () => {
    const text = workflow('(task same (by reader)) (await-signal same (by reader))');
    expect(findingOf(text)).toMatchObject({
      code: 'duplicate-request',
      at: '(await-signal same (by reader))',
    });
  });

  it('shares no change type with another one', () => {
    const one = (name: string) => `(define-workflow ${name} (applies-to (type small)) (close 'x))`;
    expect(findingOf(one('a') + one('b')).code).toBe('two-workflows');
  });

  it('is there for every type that a score may give', () => {
    const text = `(define-risk-model m (factor f (weight 1) (score 1)) (level all) (type small (below 30)) (type large))
      (define-workflow w (applies-to (type small)) (close 'x))`;
    expect(findingOf(text)).toMatchObject({
      code: 'no-workflow',
      message: expect.stringContaining('`large`') as string,
    });
  });

  it('becomes only workflows that exist', () => {
    expect(findingOf(workflow('(become sampel)'))).toMatchObject({
      code: 'unknown-workflow',
      help: 'did you mean `sample`?',
    });
  });

  it('assesses risk only where one model is meant', () => {
    expect(findingOf(workflow('(assess-risk)')).code).toBe('unknown-model');
  });
});

describe('a risk model', () => {
  const model = (parts: string) => `(define-risk-model danger "How bad." ${parts})`;
  const parts = `
    (factor size "How large" (weight 30) (score 1/2) (because "half"))
    (factor speed (weight 5/2) (score (if (field? 'title) 1 0)))
    (level low (below 30)) (level high "Quite high" (up-to 70)) (level extreme)
    (type small (below 30) (otherwise large)) (type large)
    (approvers reader (if (> (fact 'score) 50) keeper '()))`;

  it('hands over its factors, bands and approvers', () => {
    expect(policyOf(model(parts)).definitions.riskModels).toMatchObject([
      {
        name: 'danger',
        factors: [
          {
            name: 'size',
            label: 'How large',
            weight: 30,
            grade: '%danger:size.score',
            because: '%danger:size.because',
            source: '1/2',
          },
          {
            name: 'speed',
            label: 'Speed',
            weight: ['q', '5', '2'],
            because: null,
            source: "(if (field? 'title) 1 0)",
          },
        ],
        levels: [
          { name: 'low', label: 'Low', bound: { kind: 'below', value: 30 } },
          { name: 'high', label: 'Quite high', bound: { kind: 'up-to', value: 70 } },
          { name: 'extreme', bound: { kind: null } },
        ],
        types: [
          { name: 'small', bound: { kind: 'below', value: 30 }, otherwise: 'large' },
          { name: 'large', bound: { kind: null }, otherwise: null },
        ],
        approvers: '%danger:approvers',
      },
    ]);
  });

  it.each([
    ['(level low)', 'a band that takes everything before another'],
    ['(level low (below 100))', 'bands that do not rise'],
    ['(level low (up-to 71)) (level lower (below 72))', 'a band without a score'],
  ])('refuses %s: %s', (levels) => {
    const text = parts.replace('(level low (below 30))', levels);
    expect(codesOf(model(text))).toContain('bad-clause');
  });

  it('knows only facts that there are', () => {
    expect(findingOf(model(parts.replace("'score)", "'skore)"))).code).toBe('unknown-field');
  });
});

describe('a rule', () => {
  const conditionOf = (expression: string) =>
    policyOf(`(define-rule one "One." (when ${expression}) (then (tag t)))`).definitions.rules[0]
      ?.when;

  it('hands over what it asks for', () => {
    const text = `(define-rule one "One." (when #t)
      (then (require reader (person "kim")) (add-risk 5) (tag a b) (because "so it is")))`;
    expect(policyOf(text).definitions.rules).toMatchObject([
      {
        name: 'one',
        doc: 'One.',
        require: '%one:require',
        addRisk: '%one:add-risk',
        tags: ['a', 'b'],
        because: 'so it is',
      },
    ]);
  });

  it('has the boolean structure of its expression', () => {
    expect(
      conditionOf(`(and (or (eq? (field 'type) 'a)) (not (= 3 (fact 'success-rate 1))))`),
    ).toMatchObject({
      kind: 'all',
      of: [
        {
          kind: 'any',
          of: [
            { kind: 'compare', subject: 'field', name: 'type', operator: '=', value: ['y', 'a'] },
          ],
        },
        {
          kind: 'not',
          of: {
            kind: 'compare',
            subject: 'fact',
            name: 'success-rate',
            default: 1,
            operator: '=',
            value: 3,
          },
        },
      ],
    });
  });

  it.each([
    [`(< (fact 'conflicts 0) 3)`, '<'],
    [`(< 3 (fact 'conflicts 0))`, '>'],
    [`(>= 3 (fact 'conflicts 0))`, '<='],
    [`(member? (field 'type) '(a b))`, 'member'],
    [`(member? 'a (field 'systems '()))`, 'contains'],
    [`(intersects? (field 'systems '()) '(a b))`, 'intersects'],
    [`(intersects? '(a b) (field 'systems '()))`, 'intersects'],
    [`(equal? (field 'title) "x")`, '='],
  ])('sees the comparison in %s', (expression, operator) => {
    expect(conditionOf(expression)).toMatchObject({ kind: 'compare', operator });
  });

  it.each([
    `(< (fact 'conflicts 0) (fact 'history-count 0))`,
    `(member? (field 'type) (list 'a))`,
    `(let ((= (lambda (a b) #t))) (= (fact 'conflicts 0) 3))`,
    `(equal? (field 'title (string-append "x")) "x")`,
  ])('computes %s', (expression) => {
    expect(conditionOf(expression)).toMatchObject({
      kind: 'computed',
      procedure: '%one:when',
      source: expression,
    });
  });
});

describe('calendars, freezes and windows', () => {
  const calendar = `(define-calendar office (time-zone "America/New_York")
    (business-hours (mon tue) "09:00" "17:00") (holiday "2026-12-25" "Christmas Day"))`;

  it('hand over their days and hours', () => {
    const text = `${calendar}
      (define-freeze quiet "Quiet." (from "2026-12-20") (to "2027-01-05") (kind partial) (systems *)
        (environment production) (types small) (calendar office) (override keeper))
      (define-window tuesdays (recurs "FREQ=WEEKLY;BYDAY=TU") (at "14:00") (for "2h") (calendar office))`;
    const { calendars, freezes, windows } = policyOf(text).definitions;
    expect(calendars).toMatchObject([
      {
        name: 'office',
        timeZone: 'America/New_York',
        hours: [{ days: ['mon', 'tue'], from: '09:00', to: '17:00' }],
        holidays: [{ date: '2026-12-25', label: 'Christmas Day' }],
      },
    ]);
    expect(freezes).toMatchObject([
      {
        name: 'quiet',
        extent: { from: '2026-12-20', to: '2027-01-05', recurs: null, calendar: 'office' },
        covers: { systems: null, environments: ['production'], types: ['small'] },
        freeze: 'partial',
        override: ['keeper'],
      },
    ]);
    expect(windows).toMatchObject([
      { name: 'tuesdays', extent: { recurs: 'FREQ=WEEKLY;BYDAY=TU', at: '14:00', length: '2h' } },
    ]);
  });

  it.each(['America/New_York', 'US/Eastern', 'Asia/Kolkata', 'Etc/UTC', 'europe/berlin'])(
    'know the zone %s',
    (zone) => {
      const { calendars } = policyOf(`(define-calendar c (time-zone "${zone}"))`).definitions;
      expect(calendars).toMatchObject([{ timeZone: zone }]);
    },
  );

  it.each([
    ['(define-calendar c (time-zone "Mars/Base"))', 'bad-time-zone'],
    ['(define-calendar c (time-zone "UTC") (holiday "2026-02-29"))', 'bad-instant'],
    ['(define-calendar c (time-zone "UTC") (business-hours (mon) "17:00" "09:00"))', 'bad-clause'],
    ['(define-freeze f (recurs "FREQ=SOMETIMES"))', 'bad-recurrence'],
    ['(define-freeze f (recurs "BYDAY=TU"))', 'bad-recurrence'],
    ['(define-freeze f (recurs "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31,-31"))', 'idle-rule'],
    ['(define-window w (recurs "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2"))', 'idle-rule'],
    ['(define-freeze f (from "2026-01-02"))', 'missing-clause'],
    ['(define-freeze f (from "2026-01-02") (to "2026-01-01"))', 'bad-clause'],
    ['(define-window w (recurs "FREQ=DAILY") (at "14:00"))', 'missing-clause'],
    [
      '(define-freeze f (from "2026-01-01") (to "2026-01-02") (calendar ofice))',
      'unknown-calendar',
    ],
    ['(define-freeze f (from "2026-01-01") (to "2026-01-02") (systems nothing))', 'unknown-system'],
    ['(define-freeze f (from "2026-01-01") (to "2026-01-02") (override nobody))', 'unknown-role'],
  ])('refuse %s', (text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTHDAY=31',
  ])('come on days that some year has: %s', (rule) => {
    expect(codesOf(`(define-freeze f (recurs "${rule}"))`)).toEqual([]);
  });
});

describe('the catalogue and access', () => {
  it('hand over systems, roles and rules of access', () => {
    const text = `(define-system ledger "Books." (criticality 5) (owner keeper) (environment production))
      (define-system shop (depends-on ledger))
      (define-role head (inherits reader writer))
      (define-access (permit (read change) (by member)) (forbid (decide approval) (by agent) (when (field? 'title))))`;
    const { systems, roles, access } = policyOf(text).definitions;
    expect(systems).toMatchObject([
      { name: 'ledger', criticality: 5, owner: 'keeper', environment: 'production', dependsOn: [] },
      { name: 'shop', criticality: null, owner: null, environment: null, dependsOn: ['ledger'] },
    ]);
    expect(roles.find(({ name }) => name === 'head')?.inherits).toEqual(['reader', 'writer']);
    expect(access).toMatchObject([
      { effect: 'permit', action: 'read', object: 'change', by: ['member'], when: null },
      { effect: 'forbid', action: 'decide', object: 'approval', by: ['agent'] },
    ]);
    expect(access[1]?.when).toMatch(/^%access:/);
  });
});

it('roles that inherit each other in a circle are found, each of them', () => {
  const text =
    '(define-role a (inherits b)) (define-role b (inherits c)) (define-role c (inherits a)) (define-role d (inherits a))';
  expect(codesOf(text)).toEqual(['role-cycle', 'role-cycle', 'role-cycle']);
});

it('a rule adds something', () => {
  expect(findingOf('(define-rule one (when #t) (then (because "so")))').code).toBe('bad-clause');
});

describe('names', () => {
  it('are defined once, whatever defines them', () => {
    expect(findingOf('(define-role again) (define again 1)').code).toBe('defined-twice');
  });

  it('of the library stay with the library', () => {
    expect(findingOf('(define (approved? x) x)').code).toBe('redefines-library');
  });

  it('of generated procedures cannot be written', () => {
    expect(
      codesOf(`${workflow("(applies-to (when #t)) (close 'x)")} (define (f) (%sample:applies))`),
    ).toEqual(['unbound-name']);
  });

  it('mean the same in every file', () => {
    const { policy } = checkFiles({
      'workflows/b.scm': '(define one two)',
      'workflows/a.scm': '(define two 2)',
    });
    expect(policy).not.toBeNull();
  });
});

describe('top-level values', () => {
  it('are evaluated once, and one that fails is reported where it stands', () => {
    expect(findingOf('(define fine 1) (define broken (car 5))')).toMatchObject({
      code: 'evaluation-failed',
      at: '(define broken (car 5))',
    });
  });

  it('cannot touch the world', () => {
    expect(findingOf('(define told (comment "hello"))').code).toBe('evaluation-failed');
  });
});
