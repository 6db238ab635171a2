import fc from 'fast-check';

/**
 * Random workflows made of every form that waits. Requests have names of their own, so that any two may be open at once;
 * what a branch raises may be handled around it or end the change.
 */
type Part =
  | { readonly kind: 'task' | 'signal' | 'event' | 'kept' | 'sleep' | 'say' | 'child' | 'set' }
  | { readonly kind: 'approval'; readonly required: boolean; readonly quorum: number }
  | {
      readonly kind: 'phase' | 'revisable' | 'guarded' | 'twice' | 'lock' | 'while-in' | 'within';
      readonly which: number;
      readonly body: readonly Part[];
    }
  | {
      readonly kind: 'parallel' | 'race' | 'nursery' | 'each';
      readonly until: number;
      readonly finish: boolean;
      readonly branches: readonly (readonly Part[])[];
    };

const leaf: fc.Arbitrary<Part> = fc.oneof(
  fc
    .constantFrom('task', 'signal', 'event', 'kept', 'sleep', 'say', 'child', 'set')
    .map((kind): Part => ({ kind: kind as 'task' })),
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
        kind: fc.constantFrom(
          ...(['phase', 'revisable', 'guarded', 'twice', 'lock', 'while-in', 'within'] as const),
        ),
        which: fc.integer({ min: 0, max: 1 }),
        body: tie('body'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom(...(['parallel', 'race', 'nursery', 'each'] as const)),
        until: fc.integer({ min: 0, max: 2 }),
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
  return `(define-workflow leaf (applies-to (type leaf)) (identifier "LE-{date}-{n:3}")
  (lock 'shed (task grow (by writer))))
(define-workflow sample (applies-to (type sample)) (identifier "SA-{date}-{n:3}")
  ${text})`;
});

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
    const enough = until === 0 ? '' : `(until ${String(until)})${rest}`;
    const texts = branches.map((one) => `(begin ${this.body(one)})`);
    switch (kind) {
      case 'parallel':
        return `(parallel ${enough} ${texts.join(' ')})`;
      case 'race':
        return `(race ${texts.map((text) => `(${text} (comment "won"))`).join(' ')})`;
      case 'nursery':
        return `(nursery (go) ${enough} ${texts.map((text) => `(go ${text})`).join(' ')} 'begun)`;
      case 'each':
        return `(parallel-for (who '(one two)) ${enough} ${texts[0]!})`;
    }
  }
}
