import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Flonum, Ratio } from '../../src/machine/data/values.ts';
import { numberText, parseNumber } from '../../src/machine/data/number-text.ts';
import type { Num } from '../../src/machine/data/numbers.ts';
import {
  add,
  compare,
  divide,
  integerSquareRoot,
  multiply,
  normal,
  ratio,
  subtract,
  toDouble,
  toExact,
} from '../../src/machine/data/numbers.ts';
import { isEqv } from '../../src/machine/data/equality.ts';
import { evaluate, written } from './scheme.ts';

/** Expressions and how their values are written; an error by its kind, after `!`. */
function table(cases: string): void {
  const lines = cases
    .trim()
    .split('\n')
    .map((line) => line.split(';=>').map((part) => part.trim()) as [string, string]);
  it.each(lines)('%s is %s', (expression, expected) => {
    if (expected.startsWith('!')) {
      const kind = evaluate(
        `(guard (e ((error-object? e) (symbol->string (condition-kind e)))) ${expression})`,
      );
      expect(kind).toBe(expected.slice(1));
    } else expect(written(expression)).toBe(expected);
  });
}

describe('integers', () => {
  table(`
    (+ 9007199254740991 1) ;=> 9007199254740992
    (- 9007199254740992 1) ;=> 9007199254740991
    (eqv? (- 9007199254740992 1) 9007199254740991) ;=> #t
    (* 3037000500 3037000500) ;=> 9223372037000250000
    (* -5 0) ;=> 0
    (- 0 0) ;=> 0
    (expt 2 200) ;=> 1606938044258990275541962092341162602522202993782792835301376
    (expt 0 0) ;=> 1
    (expt 2 -2) ;=> 1/4
    (expt 2/3 3) ;=> 8/27
    (quotient -7 2) ;=> -3
    (remainder -7 2) ;=> -1
    (modulo -7 2) ;=> 1
    (modulo 7 -2) ;=> -1
    (modulo -6 2) ;=> 0
    (floor-quotient -7 2) ;=> -4
    (call-with-values (lambda () (floor/ -7 2)) list) ;=> (-4 1)
    (call-with-values (lambda () (truncate/ -7 2)) list) ;=> (-3 -1)
    (call-with-values (lambda () (floor/ (- (expt 10 20)) 7)) list) ;=> (-14285714285714285715 5)
    (gcd 32 -36) ;=> 4
    (gcd) ;=> 0
    (lcm 32 -36) ;=> 288
    (lcm 32.0 -36) ;=> 288.0
    (exact-integer-sqrt 17) ;=> 4 1
    (even? -2) ;=> #t
    (odd? (+ (expt 2 80) 1)) ;=> #t
    (quotient 1 0) ;=> !divide-by-zero
    (modulo 1 0) ;=> !divide-by-zero
    (/ 1 0) ;=> !divide-by-zero
    (expt 2 10000000) ;=> !too-large
    (+ 1 'a) ;=> !wrong-type
    (< 1 2 'a) ;=> !wrong-type
    (< 3 2 'a) ;=> !wrong-type
    (exact-integer-sqrt -1) ;=> !wrong-type
  `);
});

describe('rationals and inexact numbers', () => {
  table(
    `
    (/ 6 4) ;=> 3/2
    (/ 6 3) ;=> 2
    (+ 1/3 2/3) ;=> 1
    (* 1/3 3.0) ;=> 1.0
    (exact->inexact-free 1) ;=> 1
    (= 1/3 (/ 1.0 3)) ;=> #f
    (= 1 1.0) ;=> #t
    (eqv? 1 1.0) ;=> #f
    (equal? 2 2.0) ;=> #f
    (< 1 (expt 10 400) +inf.0) ;=> #t
    (= (expt 2 53) (+ (expt 2 53) 0.0)) ;=> #t
    (= (+ (expt 2 53) 1) (+ (expt 2 53) 0.0)) ;=> #f
    (round 7/2) ;=> 4
    (round 5/2) ;=> 2
    (round -5/2) ;=> -2
    (round 2.5) ;=> 2.0
    (round -2.5) ;=> -2.0
    (round 0.4) ;=> 0.0
    (round -0.4) ;=> -0.0
    (floor -4.3) ;=> -5.0
    (ceiling -4.3) ;=> -4.0
    (truncate -4.3) ;=> -4.0
    (floor -7/2) ;=> -4
    (ceiling 7/2) ;=> 4
    (max 1 2.0) ;=> 2.0
    (max 3 2.0) ;=> 3.0
    (min 1 2) ;=> 1
    (max 1/2 1/3) ;=> 1/2
    (abs -7/2) ;=> 7/2
    (numerator 6/4) ;=> 3
    (denominator 6/4) ;=> 2
    (denominator 0.5) ;=> 2.0
    (exact 2.5) ;=> 5/2
    (exact 1e20) ;=> 100000000000000000000
    (inexact 1/3) ;=> 0.3333333333333333
    (exact +inf.0) ;=> !wrong-type
    (rationalize 3/10 1/10) ;=> 1/3
    (rationalize .3 1/10) ;=> 0.3333333333333333
    (rationalize -3/10 1/10) ;=> -1/3
    (sqrt 16) ;=> 4
    (sqrt 1/4) ;=> 1/2
    (sqrt 2) ;=> 1.4142135623730951
    (sqrt 16.0) ;=> 4.0
    (sqrt -1) ;=> !out-of-range
    (sqrt (expt 10 40)) ;=> 100000000000000000000
    (exact (floor 2.7)) ;=> 2
    (expt 2.0 3) ;=> 8.0
    (expt 2.0 0.5) ;=> !wrong-type
    (/ 1.0 0) ;=> !divide-by-zero
    (/ 1.0 0.0) ;=> +inf.0
    (- 0.0) ;=> -0.0
    (integer? 2.0) ;=> #t
    (rational? +inf.0) ;=> #f
    (nan? (- +inf.0 +inf.0)) ;=> #t
    (exact-integer? 2.0) ;=> #f
    (square 1/2) ;=> 1/4
  `.replace(/^.*exact->inexact-free.*\n/m, ''),
  );
});

describe('the text of numbers', () => {
  table(`
    (list 1.5 .5 -0.5 100.0 1e21 1e-7 +inf.0 -inf.0 +nan.0) ;=> (1.5 0.5 -0.5 100.0 1e21 1e-7 +inf.0 -inf.0 +nan.0)
    (number->string 255 16) ;=> "ff"
    (number->string -1/3 2) ;=> "-1/11"
    (number->string 0.5 2) ;=> "0.1"
    (string->number "ff" 16) ;=> 255
    (string->number "#xff") ;=> 255
    (string->number "#e1.5") ;=> 3/2
    (string->number "#i1/2") ;=> 0.5
    (string->number "1e3") ;=> 1000.0
    (string->number "#e1e3") ;=> 1000
    (string->number "-1/2") ;=> -1/2
    (string->number "1/0") ;=> #f
    (string->number "abc") ;=> #f
    (string->number "") ;=> #f
    (string->number "-") ;=> #f
    (string->number "1.2.3") ;=> #f
    (string->number ".") ;=> #f
    (string->number "#e+inf.0") ;=> #f
  `);
});

describe('text', () => {
  table(`
    (string-length "a😀b") ;=> 3
    (string-ref "a😀b" 1) ;=> #\\😀
    (substring "a😀b" 1 2) ;=> "😀"
    (string<? "a" "B") ;=> #f
    (string<? "\uffff" "😀") ;=> #t
    (string<? "a" "ab" "b") ;=> #t
    (string-ci=? "Straße" "STRASSE") ;=> #t
    (char-upcase #\\ß) ;=> #\\ß
    (string-upcase "straße") ;=> "STRASSE"
    (list (char-numeric? #\\5) (char-alphabetic? #\\λ) (char-whitespace? #\\space) (digit-value #\\٣) (digit-value #\\x)) ;=> (#t #t #t 3 #f)
    (string-append "a" "b" "") ;=> "ab"
    (string-join '("a" "b" "c") ", ") ;=> "a, b, c"
    (string-join '()) ;=> ""
    (string->list "abc" 1) ;=> (#\\b #\\c)
    (list->string '(#\\a #\\😀)) ;=> "a😀"
    (string->vector "ab") ;=> #(#\\a #\\b)
    (string->symbol "Hello World") ;=> |Hello World|
    (list '|a\\|b| '|| (string->symbol "1") '|...| '+ '-x) ;=> (|a\\|b| || |1| ... + -x)
    (list #\\a #\\space #\\newline #\\null #\\x7f) ;=> (#\\a #\\space #\\newline #\\null #\\delete)
    "tab\\there \\\\ \\"q\\"" ;=> "tab\\there \\\\ \\"q\\""
    (string-ref "abc" 3) ;=> !out-of-range
    (substring "abc" 2 1) ;=> !out-of-range
    (string-append "a" 'b) ;=> !wrong-type
    (integer->char #xd800) ;=> !out-of-range
    (eq? "" "") ;=> #t
    (eq? (vector) (vector)) ;=> #t
  `);
});

describe('lists, vectors and tables', () => {
  table(`
    (append '(1) '(2) '() 3) ;=> (1 2 . 3)
    (append) ;=> ()
    (list-tail '(1 2 3) 2) ;=> (3)
    (list-ref '(1 2 3) 3) ;=> !out-of-range
    (length '(1 2 . 3)) ;=> !wrong-type
    (let ((ring (list 1 2))) (set-cdr! (cdr ring) ring) (list? ring)) ;=> #f
    (let ((ring (list 1 2))) (set-cdr! (cdr ring) ring) ring) ;=> #0=(1 2 . #0#)
    (let ((ring (list 1 2))) (set-cdr! (cdr ring) ring) (length ring)) ;=> !wrong-type
    (let ((a (list 1 2)) (b (list 1 2))) (set-cdr! (cdr a) a) (set-cdr! (cdr b) b) (equal? a b)) ;=> #t
    (let ((a (list 1 2)) (b (list 1 3))) (set-cdr! (cdr a) a) (set-cdr! (cdr b) b) (equal? a b)) ;=> #f
    (equal? '(1 #(2 "x" (3))) (list 1 (vector 2 "x" (list 3)))) ;=> #t
    (memv 2.0 '(1 2.0 3)) ;=> (2.0 3)
    (assoc "b" '(("a" 1) ("b" 2))) ;=> ("b" 2)
    (list-copy '(1 2 . 3)) ;=> (1 2 . 3)
    (let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 v 0 3) v) ;=> #(1 1 2 3 5)
    (vector-append #(1) #(2 3)) ;=> #(1 2 3)
    (let ((v (make-vector 2 'x))) (vector-fill! v 'y 1) v) ;=> #(x y)
    (vector-ref #(1 2) 2) ;=> !out-of-range
    (vector-ref '(1) 0) ;=> !wrong-type
    (vector-ref #(1) 0.0) ;=> !wrong-type
    (let ((t (make-hash-table))) (hash-table-set! t '(1) 'a) (hash-table-set! t 1/2 'b) (hash-table-set! t 2.5 'c) (hash-table-set! t '(1) 'd) (list (hash-table->alist t) (hash-table-ref t (list 1) (lambda () 'none)) (hash-table-size t))) ;=> ((((1) . d) (1/2 . b) (2.5 . c)) d 3)
    (let ((t (make-hash-table))) (hash-table-set! t 'b 1) (hash-table-set! t 'a 2) (hash-table-delete! t 'b) (hash-table-set! t 'b 3) (hash-table-keys t)) ;=> (a b)
    '(1 . (2 . (3 . ()))) ;=> (1 2 3)
    '(quote a) ;=> 'a
    '(quasiquote (a (unquote b) (unquote-splicing c))) ;=> \`(a ,b ,@c)
  `);
});

describe('time', () => {
  table(`
    (instant+ "2026-03-02T09:00:00-05:00" "1d4h") ;=> "2026-03-03T18:00:00.000Z"
    (instant- "2026-03-02T09:00:00Z" "90m") ;=> "2026-03-02T07:30:00.000Z"
    (instant- "2026-03-02T09:00:00Z" "2026-03-02T08:59:00Z") ;=> 60
    (instant<? "2026-03-02T09:00:00Z" "2026-03-02T09:00:00-01:00") ;=> #t
    (duration-seconds "1w2d") ;=> 777600
    (duration-seconds "1 day") ;=> !bad-duration
    (instant+ "2026-02-29T00:00:00Z" "1d") ;=> !bad-instant
    (instant+ "2028-02-29T00:00:00Z" "1d") ;=> "2028-03-01T00:00:00.000Z"
    (instant+ "yesterday" "1d") ;=> !bad-instant
  `);
});

const integers = fc
  .oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 120n), max: 2n ** 120n }))
  .map((value) => normal(BigInt(value)));
const exacts = fc.oneof(
  integers,
  fc.tuple(integers, fc.bigInt({ min: 1n, max: 2n ** 70n })).map(([n, d]) => ratio(BigInt(n), d)),
);
const numbers: fc.Arbitrary<Num> = fc.oneof(
  exacts,
  fc.double().map((value) => new Flonum(value)),
);

describe('laws of numbers', () => {
  it('what is written is read back as the same number', () =>
    fc.assert(
      fc.property(numbers, fc.constantFrom(2, 8, 10, 16), (value, radix) => {
        if (value instanceof Flonum && radix !== 10) return true;
        const back = parseNumber(numberText(value, radix), radix);
        return back !== undefined && isEqv(back, value);
      }),
    ));

  it('exact arithmetic keeps the laws of a field', () =>
    fc.assert(
      fc.property(exacts, exacts, exacts, (a, b, c) => {
        expect(numberText(multiply(a, add(b, c)))).toBe(
          numberText(add(multiply(a, b), multiply(a, c))),
        );
        expect(numberText(subtract(add(a, b), b))).toBe(numberText(a));
        if (compare(b, 0, '=') !== 0)
          expect(numberText(multiply(divide(a, b), b))).toBe(numberText(a));
      }),
    ));

  it('an exact integer has one representation', () =>
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const sum = add(a, b);
        return typeof sum === 'number'
          ? Number.isSafeInteger(sum) && !Object.is(sum, -0)
          : typeof sum === 'bigint' && (sum > 9007199254740991n || sum < -9007199254740991n);
      }),
    ));

  it('a double that is made exact and inexact again is the same double', () =>
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => Object.is(toDouble(toExact(new Flonum(value))), value + 0) || value === 0,
      ),
    ));

  it('the nearest double of a rational is nearer than its neighbours', () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 200n }),
        fc.bigInt({ min: 1n, max: 2n ** 1300n }),
        (n, d) => {
          const value = ratio(n, d);
          const near = toDouble(value);
          const distance = (double: number): Num => {
            const gap = subtract(toExact(new Flonum(double)), value);
            return compare(gap, 0, '<') < 0 ? subtract(0, gap) : gap;
          };
          const [below, above] = neighbours(near);
          expect(compare(distance(near), distance(below), '<')).toBeLessThanOrEqual(0);
          expect(compare(distance(near), distance(above), '<')).toBeLessThanOrEqual(0);
        },
      ),
    ));

  it('the integer square root is the largest whose square fits', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (value) => {
        const root = integerSquareRoot(value);
        return root * root <= value && (root + 1n) * (root + 1n) > value;
      }),
    ));

  it('comparison is transitive across exactness', () =>
    fc.assert(
      fc.property(
        numbers,
        numbers,
        numbers,
        (a, b, c) => !(compare(a, b, '<') < 0 && compare(b, c, '<') < 0) || compare(a, c, '<') < 0,
      ),
    ));

  it('a rational is in lowest terms', () =>
    fc.assert(
      fc.property(
        exacts,
        (value) =>
          !(value instanceof Ratio) || (value.den > 1n && gcd(value.num, value.den) === 1n),
      ),
    ));
});

function neighbours(value: number): [number, number] {
  const bits = new BigInt64Array(1);
  const double = new Float64Array(bits.buffer);
  double[0] = value;
  const at = bits[0]!;
  bits[0] = at - 1n;
  const below = at === 0n ? -Number.MIN_VALUE : double[0];
  bits[0] = at + 1n;
  return [below, double[0]];
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}
