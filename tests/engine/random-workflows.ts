import fc from 'fast-check';

/**
 * Random workflows made of every form that waits. Requests have names of their own, so that any two may be open at once;
 * what a branch raises may be handled around it or end the change.
 */
type Part =
  | { readonly kind: (typeof simple)[number] }
  | { readonly kind: 'approval'; readonly required: boolean; readonly quorum: number }
  | {
      readonly kind: (typeof around)[number];
      readonly which: number;
      readonly body: readonly Part[];
    }
  | {
      readonly kind: 'parallel' | 'race' | 'nursery' | 'each';
      readonly until: number;
      readonly finish: boolean;
      readonly branches: readonly (readonly Part[])[];
    };

const simple = [
  ...([
    'task',
    'signal',
    'event',
    'kept',
    'sleep',
    'say',
    'child',
    'set',
    'until',
    'window',
  ] as const),
  ...(['dependencies', 'notify', 'risk', 'net', 'close', 'become'] as const),
] as const;

const around = [
  ...(['phase', 'revisable', 'guarded', 'twice', 'lock', 'while-in', 'within', 'wound'] as const),
  ...(['escape', 'mapped'] as const),
] as const;

const leaf: fc.Arbitrary<Part> = fc.oneof(
  fc.constantFrom(...simple).map((kind): Part => ({ kind })),
  fc.record({
    kind: fc.constant('approval' as const),
    required: fc.boolean(),
    quorum: fc.integer({ min: 1, max: 2 }),
  }),
);

const { body } = fc.letrec<{ part: Part; body: readonly Part[] }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'forms' },
    { weight: 3, arbitrary: leaf },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom(...around),
        which: fc.integer({ min: 0, max: 1 }),
        body: tie('body'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom(...(['parallel', 'race', 'nursery', 'each'] as const)),
        until: fc.integer({ min: 0, max: 3 }),
        finish: fc.boolean(),
        branches: fc.array(tie('body'), { minLength: 1, maxLength: 3 }),
      }),
    },
  ),
  body: fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
}));

/** The text of a policy with one random workflow of type `sample`; its roles are those of `policyOf`. */
export const policies: fc.Arbitrary<string> = body.map((parts) => {
  const text = new Writer().body(parts);
  return `${beside}
(define-workflow sample (applies-to (type sample)) (identifier "SA-{date}-{n:3}")
  ${text})`;
});

/** What the workflow opens, becomes, is assessed by and waits for. */
const beside = `(define-workflow leaf (applies-to (type leaf)) (identifier "LE-{date}-{n:3}")
  (lock 'shed (task grow (by writer))))
(define-net tray (applies-to (type tray)) (identifier "TR-{date}-{n:3}")
  (place start (tokens 2)) (place cup) (place pot) (place done) (place end (final))
  (transition take (in start) (out (cup 2) pot) (by writer))
  (transition stack (in (cup 2)) (out done))
  (transition cool (in pot) (out done) (after "7h"))
  (transition pour (in pot) (out done) (by reader))
  (transition serve (in (done 4)) (out end)))
(define-freeze counting "Everything is counted." (from "2026-03-03") (to "2026-03-03") (kind full) (systems *))
(define-risk-model scale "One factor." (factor weight (weight 100) (score 1/2)) (level low (below 40)) (level high))`;

class Writer {
  private count = 0;

  body(parts: readonly Part[]): string {
    return parts.map((part) => this.part(part)).join(' ');
  }

  private name(): string {
    this.count += 1;
    return `r${this.count}`;
  }

  private part(part: Part): string {
    switch (part.kind) {
      case 'task':
        return `(task ${this.name()} (by writer) (due "8h") (escalate "9h" keeper))`;
      case 'signal':
        return `(await-signal ${this.name()} (by reader) (within "2d"))`;
      case 'event':
        return `(await-event ${this.name()})`;
      case 'kept':
        return `(await-signal ${this.name()} (by (author)) (persistent))`;
      case 'sleep':
        return '(sleep "5h")';
      case 'say':
        return `(begin (comment "${this.name()}") (emit said (now)))`;
      case 'set':
        return `(set-field! 'custom.last "${this.name()}")`;
      case 'child':
        return `(await-change (open-change leaf (title "${this.name()}")))`;
      case 'until':
        return '(wait-until "2026-03-03T01:30:00Z")';
      case 'window':
        return '(await-window)';
      case 'dependencies':
        return '(await-dependencies)';
      case 'notify':
        return `(notify keeper "${this.name()}")`;
      case 'risk':
        return '(comment (number->string (risk-score (assess-risk))))';
      case 'net':
        return `(await-change (open-change tray (title "${this.name()}")))`;
      case 'close':
        return `(race ((task ${this.name()} (by writer)) (close 'done)) ((sleep "5h")))`;
      case 'become':
        return `(race ((task ${this.name()} (by writer)) (become tray)) ((sleep "5h")) ((never)))`;
      case 'approval':
        return `(${part.required ? 'require-approval' : 'await-approval'} ${this.name()} (by reader keeper) (quorum ${String(part.quorum)}) (remind "6h") (within "3d"))`;
      case 'phase':
        return `(phase ${part.which === 0 ? 'day' : 'night'} ${this.body(part.body)})`;
      case 'revisable':
        return `(revisable (field 'title) ${this.body(part.body)})`;
      case 'guarded':
        return `(guard (e (#t (comment "handled"))) ${this.body(part.body)})`;
      case 'twice':
        return `(do ((n 0 (+ n 1))) ((= n 2) 'twice) ${this.body(part.body)})`;
      case 'wound':
        return `(dynamic-wind (lambda () (comment "in")) (lambda () ${this.body(part.body)}) (lambda () (set-field! 'custom.left "${this.name()}")))`;
      case 'escape':
        return `(call/cc (lambda (out) ${this.body(part.body)} (out 'early) (comment "never said")))`;
      case 'mapped':
        return `(map (lambda (side) ${this.body(part.body)}) '(north south))`;
      case 'lock':
        return `(guard (e ((error-object? e) (comment "no lock"))) (lock ${part.which === 0 ? "'shed" : "'(barn shed)"} ${this.body(part.body)}))`;
      case 'while-in':
        return `(while-in ${part.which === 0 ? 'day' : 'night'} ${this.body(part.body)} (else (comment "closed")))`;
      case 'within':
        return `(within "1d" ${this.body(part.body)} ${part.which === 0 ? '(else (comment "late"))' : "(else 'late)"})`;
      default:
        return this.branches(part);
    }
  }

  private branches({
    kind,
    until,
    finish,
    branches,
  }: Extract<Part, { branches: unknown }>): string {
    const rest = finish ? ' (rest finish)' : '';
    const enough = ['', '(until 1)', '(until 2)', '(until (lambda (done) (pair? done)))'][until]!;
    const first = enough === '' ? '' : `${enough}${rest}`;
    const texts = branches.map((one) => `(begin ${this.body(one)})`);
    switch (kind) {
      case 'parallel':
        return `(parallel ${first} ${texts.join(' ')})`;
      case 'race':
        return `(race ${texts.map((text) => `(${text} (comment "won"))`).join(' ')})`;
      case 'nursery':
        return `(nursery (go) ${first} ${texts.map((text) => `(go ${text})`).join(' ')} 'begun)`;
      case 'each':
        return `(parallel-for (who '(one two)) ${first} ${texts[0]!})`;
    }
  }
}
