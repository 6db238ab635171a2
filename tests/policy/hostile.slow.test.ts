import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../src/core/diagnostic-codes.ts';
import { checkText } from './policies.ts';

const shipped = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

/** Texts that use every form and definition, to be broken at random. */
const texts = [
  shipped('workflows/basic-approval.scm'),
  `(define-calendar c "C." (time-zone "UTC") (business-hours (mon) "09:00" "17:00") (holiday "2026-12-25" "X"))
   (define-freeze f "F." (from "2026-01-01") (to "2026-01-02") (kind full) (systems *) (calendar c) (override keeper))
   (define-window w (recurs "FREQ=DAILY") (at "14:00") (for "2h"))
   (define-system s "S." (criticality 5) (owner keeper) (environment e) (depends-on s))
   (define-access (permit (read change) (by member)) (forbid (* *) (by agent) (when #t)))`,
  `(define-risk-model m "M." (factor a "A" (weight 30) (score 1) (because "b")) (level low (below 30)) (level high) (approvers (t 1 'x)))
   (define-rule r "R." (when (and (not (eq? (field 'type) 'a)) (or (< (fact 'conflicts 0) 3)))) (then (require keeper) (tag x) (add-risk 1)))
   (define-decision-table t "T." (hit collect) (columns (n number) (k symbol) => (out list)) ((< 3) (not a) => (a ,(list n))) (_ (one-of a b) => ()))`,
  `(define-workflow w "W." (applies-to (type a) (when #t)) (identifier "W-{n:3}") (one-active (by project))
     (revisable (phase p "P" (parallel-for (who (list reader)) (until 1) (require-approval q (by who) (quorum (percent 50)) (due "1d") (escalate "1h" keeper)))))
     (race ((task x (by writer) (artifact "x.md")) => list) ((sleep "1d") 'late)) (within "1h" (await-signal go (by reader)) (else (close 'late)))
     (set-field! 'title "T") (emit e 1) (become w))
   (define-test "it" (at "2026-03-02T09:00:00Z") (let ((c (new-change w (author "a") (title "t")))) (check (phases-of c) => '()) (check-refused (edit! c (title "x")))))`,
];

/** A text with some stretches taken out, doubled or replaced. */
const broken = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(12),
        fc.constantFrom('', '(', ')', ' x ', '"', "'", ',', ' . ', '#', '5', '()', '\0'),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, length, put]) => {
      const at = Math.floor(place * edited.length);
      return edited.slice(0, at) + put + edited.slice(at + length);
    }, text),
  );

describe('a policy of any text', () => {
  it('the texts themselves are right', () => {
    for (const text of texts.slice(1)) {
      expect(checkText(text).diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
        [],
      );
    }
  });

  it('gets diagnostics with a known code and a place, never an exception', () => {
    fc.assert(
      fc.property(broken, (text) => {
        for (const { code, span, message } of checkText(text).diagnostics) {
          expect(diagnosticCodes).toHaveProperty([code]);
          expect(message).not.toBe('');
          expect(span.start).toBeLessThanOrEqual(span.end);
          if (span.file === 'workflows/text.scm') expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
