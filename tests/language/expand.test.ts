import { describe, expect, test } from 'vitest';
import { expandProgram, type Program } from '../../src/language/program.ts';
import { createSession } from '../../src/language/session.ts';
import { readTyped } from '../../src/language/read.ts';
import { baseLibrary } from './conformance-case.ts';

const library = baseLibrary();
const expand = (...texts: string[]): Program =>
  expandProgram(
    texts.map((text, index) => ({ path: `${'abc'[index] ?? 'x'}.scm`, text })),
    library,
  );
const coreOf = (text: string): unknown => expand(text).definitions[0]?.core;

/** Each finding with the text that it covers. */
const findings = (text: string): string[] =>
  expand(text).diagnostics.map(({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`);

describe('core', () => {
  test('locals are numbered in order of binding', () => {
    expect(coreOf('(define (f a b) (let ((c a)) c))')).toEqual([
      'lambda',
      [0, 1],
      null,
      ['let', [[2, ['ref', 0]]], ['ref', 2]],
    ]);
  });

  test('definitions of a body that do not need each other are lets, the others letrecs', () => {
    const text = '(define (f) (define a 1) (define (g) (h)) (define (h) (g)) (define b a) b)';
    expect(coreOf(text)).toEqual([
      'lambda',
      [],
      null,
      [
        'let',
        [[0, ['const', 1]]],
        [
          'letrec',
          [
            [1, ['lambda', [], null, ['call', ['ref', 2]]]],
            [2, ['lambda', [], null, ['call', ['ref', 1]]]],
          ],
          ['let', [[3, ['ref', 0]]], ['ref', 3]],
        ],
      ],
    ]);
  });

  test('positions stand beside the core, node by node, with none where a macro wrote', () => {
    const text =
      '(define-syntax twice (syntax-rules () ((_ e) (begin e e))))\n(define (f x) (twice (list x)))';
    const { core, positions } = expand(text).definitions[0]!;
    expect(core).toEqual([
      'lambda',
      [0],
      null,
      ['seq', ['call', ['global', 'list'], ['ref', 0]], ['call', ['global', 'list'], ['ref', 0]]],
    ]);
    const places = Array.from({ length: positions.offsets.length / 2 }, (_, node) =>
      text.slice(positions.offsets[2 * node], positions.offsets[2 * node + 1]),
    );
    const call = ['(list x)', 'list', 'x'];
    // What stands for the whole body has no syntax of its own.
    expect(places).toEqual(['(define (f x) (twice (list x)))', '', ...call, ...call]);
  });

  test('what a macro writes has no position', () => {
    const text = '(define-syntax one (syntax-rules () ((_) (list 1))))\n(define x (list (one)))';
    const { positions } = expand(text).definitions[0]!;
    expect(positions.offsets.slice(-4)).toEqual([-1, -1, -1, -1]);
  });
});

describe('programs', () => {
  test('macros of all files are known before anything is expanded', () => {
    const program = expand(
      '(define x (twice 2))',
      '(define-syntax twice (syntax-rules () ((_ e) (+ e e))))',
    );
    expect(program.diagnostics).toEqual([]);
  });

  test('names of all files are known in all files', () => {
    expect(expand('(define (f) (g))', '(define (g) (f))').diagnostics).toEqual([]);
  });

  test('a name defined twice shows both places', () => {
    const [twice] = expand('(define a 1)', '(define a 2)').diagnostics;
    expect(twice).toMatchObject({
      code: 'defined-twice',
      span: { file: 'b.scm', start: 8 },
      related: [{ span: { file: 'a.scm', start: 8 } }],
    });
  });

  test('names of the language cannot be defined, but locals may shadow them', () => {
    expect(findings('(define (map f) f)\n(define-syntax when (syntax-rules ()))')).toEqual([
      'redefines-library: map',
      'redefines-library: when',
    ]);
    expect(findings('(define (f map if) (if map))')).toEqual([]);
  });

  test('primitives with a % cannot be named, though the library’s forms make calls of them', () => {
    expect(findings('(define x (%winds))')).toEqual(['unbound-name: %winds']);
    expect(findings('(define (f p) (parameterize ((p 1)) (guard (e (#t e)) (raise 1))))')).toEqual(
      [],
    );
  });

  test('one bad definition hides no other’s mistakes', () => {
    expect(
      findings('(define (f) (if))\n(define g)\n(define (h) (frob))\n(define i (f g h))'),
    ).toEqual([
      'bad-syntax: (if)',
      'bad-syntax: (define g)',
      'unbound-name: frob',
      'wrong-arguments: (f g h)',
    ]);
  });

  test('an expression at top level is refused, and a misspelt definition form is named as such', () => {
    expect(findings('(display 1)\n5\n')).toEqual([
      'top-level-expression: (display 1)',
      'top-level-expression: 5',
    ]);
    const [misspelt] = expand('(defien x 1)').diagnostics;
    expect(misspelt).toMatchObject({ code: 'unbound-name', help: 'did you mean `define`?' });
  });

  test('a name that the language leaves out is told with what to write instead', () => {
    const help = (name: string): string | undefined =>
      expand(`(define (f) (${name} 1))`).diagnostics[0]?.help;
    expect(help('exact->inexact')).toBe('R7RS calls it `inexact`');
    expect(help('string-set!')).toContain('strings never change');
    expect(help('bytevector-u8-ref')).toContain('no bytevectors');
    expect(help('open-input-file')).toContain('no files');
    expect(help('substrin')).toBe('did you mean `substring`?');
  });

  test('a misspelt form is one mistake: what stands under it is not looked at', () => {
    expect(findings('(define (f x) (condd (missing 1) (else unknown)))')).toEqual([
      'unbound-name: condd',
    ]);
    expect(findings('(define (f x) (nothing-like-it missing))')).toEqual([
      'unbound-name: nothing-like-it',
      'unbound-name: missing',
    ]);
  });

  test('a reading mistake is not followed by others in the same place', () => {
    expect(findings('(define (f x) (g x)) (h x))\n(define y (unknown))')).toEqual([
      'unexpected-close: )',
      'unbound-name: unknown',
    ]);
    expect(findings('(define (f x) (let ((y [x])) y))\n\n(define (g) (f 1))\n')).toEqual([
      'unsupported-syntax: [',
    ]);
  });

  test('a mistake in the operand of a macro that uses it twice is told once', () => {
    const text =
      '(define-syntax twice (syntax-rules () ((_ e) (list e e))))\n(define x (twice nowhere))';
    expect(findings(text)).toEqual(['unbound-name: nowhere']);
  });

  test('an unknown name in the template of a macro is told once, where it is written', () => {
    const text =
      '(define-syntax m (syntax-rules () ((_) nowhere)))\n(define x (m))\n(define y (m))';
    expect(findings(text)).toEqual(['unbound-name: nowhere']);
  });

  test('calls with a wrong number of arguments are found', () => {
    const text = `(define (two a b) a)
(define some (case-lambda ((a) a) ((a b . c) c)))
(define (f two-too) (list (two 1) (two 1 2) (some) (some 1 2 3) (vector-ref (vector)) (two-too 1 2 3)))`;
    expect(findings(text)).toEqual([
      'wrong-arguments: (two 1)',
      'wrong-arguments: (some)',
      'wrong-arguments: (vector-ref (vector))',
    ]);
  });

  test('a macro’s own definitions cannot be named and do not clash', () => {
    const text = `(define-syntax define-pair
  (syntax-rules () ((_ a b v) (begin (define both v) (define (a) (car both)) (define (b) (cdr both))))))
(define-pair x y '(1 . 2))
(define-pair z w '(3 . 4))
(define both 5)`;
    const program = expand(text);
    expect(program.diagnostics).toEqual([]);
    expect(program.definitions.map(({ name }) => name)).toEqual([
      'both~1',
      'x',
      'y',
      'both~2',
      'z',
      'w',
      'both',
    ]);
  });

  test('imports of R7RS libraries are accepted and do nothing', () => {
    expect(
      findings('(import (scheme base) (only (scheme char) char-upcase))\n(define x 1)'),
    ).toEqual([]);
  });

  test.each([
    ['expressions', `${'(list '.repeat(650)}1${')'.repeat(650)}`],
    ['long tests', `(or ${'#f '.repeat(5000)})`],
    ['sequential bindings', `(let* (${'(x 1) '.repeat(5000)}) x)`],
  ])('%s that nest too deep are refused, not crashed upon', (_, expression) => {
    const [first, ...others] = expand(`(define (f) ${expression})\n(define y 1)`).diagnostics;
    expect(first?.code).toBe('too-deep');
    expect(others).toEqual([]);
  });
});

describe('sessions', () => {
  const say = (texts: readonly string[]): { steps: string[]; codes: string[] }[] => {
    const session = createSession(library);
    return texts.map((text) => {
      const typed = readTyped(text, 'session');
      if (typed.kind !== 'complete') return { steps: [typed.kind], codes: [] };
      const results = typed.data.map((datum) => session.expand(datum));
      return {
        steps: results.flatMap(({ steps }) => steps.map(({ kind }) => kind)),
        codes: results.flatMap(({ diagnostics }) =>
          diagnostics.map(({ severity, code }) => `${severity} ${code}`),
        ),
      };
    });
  };

  test('definitions, macros and expressions follow each other, and names may be defined again', () => {
    expect(
      say([
        '(define x 1)',
        '(define x (+ x 1))',
        '(set! x 5)',
        '(define-syntax m (syntax-rules () ((_ a) (list a x))))',
        '(m 1)',
        '(define (x a b) a) (x 1)',
      ]),
    ).toEqual([
      { steps: ['definition'], codes: [] },
      { steps: ['definition'], codes: [] },
      { steps: ['expression'], codes: [] },
      { steps: [], codes: [] },
      { steps: ['expression'], codes: [] },
      { steps: ['definition', 'expression'], codes: [] },
    ]);
  });

  test('a name that is not there yet is a warning, a wrong form an error', () => {
    expect(say(['(define (f) (g))', '(if)', '(set! car 1)'])).toEqual([
      { steps: ['definition'], codes: ['warning unbound-name'] },
      { steps: [], codes: ['error bad-syntax'] },
      { steps: [], codes: ['error set-top-level'] },
    ]);
  });

  test('what a macro defines for itself in one datum is not what it defines in the next', () => {
    const session = createSession(library);
    const names = [
      '(define-syntax own (syntax-rules () ((_ get) (begin (define hidden 1) (define (get) hidden)))))',
      '(own first)',
      '(own second)',
    ].flatMap((text) => {
      const typed = readTyped(text, 'session');
      if (typed.kind !== 'complete') return [typed.kind];
      return typed.data.flatMap((datum) =>
        session
          .expand(datum)
          .steps.map((step) => (step.kind === 'definition' ? step.definition.name : step.kind)),
      );
    });
    expect(names).toEqual(['hidden~1', 'first', 'hidden~2', 'second']);
  });

  test('a text that is not finished asks for more', () => {
    expect(say(['(define (f)', '"abc', "'", '#| a', ')', '(f) (g'])).toEqual([
      { steps: ['incomplete'], codes: [] },
      { steps: ['incomplete'], codes: [] },
      { steps: ['incomplete'], codes: [] },
      { steps: ['incomplete'], codes: [] },
      { steps: ['wrong'], codes: [] },
      { steps: ['incomplete'], codes: [] },
    ]);
  });
});
