import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/json.ts';
import { expandProgram } from '../../src/language/program.ts';
import { type Units, unitsOf } from '../../src/language/compile/units.ts';
import { baseLibrary } from './conformance-case.ts';

const library = baseLibrary();
const libraryUnits = unitsOf(library.definitions);
const units = (text: string): Units => {
  const { definitions, diagnostics } = expandProgram([{ path: 'a.scm', text }], library);
  expect(diagnostics).toEqual([]);
  return unitsOf(definitions, libraryUnits.roots);
};

test('a unit is named by the hash of its content', () => {
  for (const [hash, unit] of libraryUnits.units) expect(sha256(canonicalJson(unit))).toBe(hash);
});

test('whatever its constants are', () => {
  const text = String.raw`(define a '("é \"\\ \x7;\x1F600;\x2028;" #\a |odd  name| 1/3 -0.0 1e300 1e-7 #(1 (2 . 3)) () #t
    ${2n ** 80n} ${2 ** 53} |{| "{}" +nan.0 -inf.0))
    (define (λ x) (if x null |__proto__|)) (define null 1) (define |__proto__| (lambda () λ))`;
  const { units: made } = units(text);
  expect(made.size).toBeGreaterThan(0);
  for (const [hash, unit] of made) expect(sha256(canonicalJson(unit))).toBe(hash);
});

test('definitions that need each other are one unit, others are their own', () => {
  const { units: made, roots } = units(
    '(define (ping n) (pong n))\n(define (lonely) 1)\n(define (pong n) (ping n))',
  );
  expect(roots.get('ping')).toBe(roots.get('pong'));
  expect(roots.get('lonely')).not.toBe(roots.get('ping'));
  expect(made.get(roots.get('ping')!)?.defs.map(([name]) => name)).toEqual(['ping', 'pong']);
});

test('a unit refers to what it needs by hash, and to primitives not at all', () => {
  const { units: made, roots } = units('(define (f l) (map car l))\n(define (g) (f (cons 1 2)))');
  expect(made.get(roots.get('f')!)?.refs).toEqual({ map: libraryUnits.roots.get('map') });
  expect(made.get(roots.get('g')!)?.refs).toEqual({ f: roots.get('f') });
});

test('a change in what a definition needs changes its hash, and no other does', () => {
  const before = units('(define (f) 1)\n(define (g) (f))\n(define (h) 2)').roots;
  const after = units('(define (f) 3)\n(define (g) (f))\n(define (h) 2)').roots;
  expect(after.get('g')).not.toBe(before.get('g'));
  expect(after.get('h')).toBe(before.get('h'));
});

test('a chain of ten thousand definitions is no deeper for the host than one', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => ({
    name: `f${index}`,
    core: ['global', `f${index + 1}`] as const,
  }));
  expect(unitsOf(lines).units.size).toBe(10_000);
});

const local = fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `v-${name}`);
const space = fc.constantFrom(
  ' ',
  '\n  ',
  ' ; a comment\n',
  ' #| another |# ',
  ' #;(hidden datum) ',
);

test('renaming locals, comments and layout change no hash', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(local, { minLength: 4, maxLength: 4 }),
      space,
      ([a, b, c, d], gap) => {
        const text = (names: readonly string[], s: string): string => {
          const [x, y, z, w] = names as [string, string, string, string];
          return `(define${s}(f ${x} . ${y})${s}(define (${z} ${w})${s}(if (null? ${w}) ${x} (${z} (cdr ${w}))))${s}(let loop ((${x} (${z} ${y})))${s}(loop ${x})))`;
        };
        const one = units(text(['x', 'y', 'z', 'w'], ' ')).roots.get('f');
        expect(units(text([a!, b!, c!, d!], gap)).roots.get('f')).toBe(one);
      },
    ),
    { numRuns: 60 },
  );
});
