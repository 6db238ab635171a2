import fc from 'fast-check';

/**
 * Random workflows whose branches wait for each other: for phases that others open, and for locks that others hold. Each
 * opens its phases for as long as the workflow runs or for one task, under a lock or not.
 */
type Part =
  | { readonly kind: 'task' | 'late' }
  | { readonly kind: 'lock'; readonly names: string; readonly body: readonly Part[] }
  | { readonly kind: 'phase' | 'while-in'; readonly phase: string; readonly body: readonly Part[] };

const phase = fc.constantFrom('dawn', 'dusk');
const leaf: fc.Arbitrary<Part> = fc.constant({ kind: 'task' });

const bodyOf = (part: fc.Arbitrary<Part>): fc.Arbitrary<readonly Part[]> =>
  fc.array(part, { minLength: 1, maxLength: 2 });

const inPhases = (inner: fc.Arbitrary<readonly Part[]>): fc.Arbitrary<Part> =>
  fc.record({ kind: fc.constantFrom('phase' as const, 'while-in' as const), phase, body: inner });

const underLock: fc.Arbitrary<Part> = fc.oneof(leaf, inPhases(bodyOf(leaf)));

const lock: fc.Arbitrary<Part> = fc.record({
  kind: fc.constant('lock' as const),
  names: fc.constantFrom("'crane", "'road", "'(crane road)", "(field 'systems)"),
  body: bodyOf(underLock),
});

const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 1, arbitrary: leaf },
  { weight: 1, arbitrary: fc.constant<Part>({ kind: 'late' }) },
  { weight: 4, arbitrary: lock },
  { weight: 3, arbitrary: inPhases(bodyOf(fc.oneof(leaf, lock))) },
);

/**
 * The text of a policy with one such workflow of type `sample`, and one of type `keeping` that has a lock until it is
 * told to let go; its roles are those of `policyOf`.
 */
export const lockPolicies: fc.Arbitrary<string> = fc
  .record({
    form: fc.constantFrom('race', 'parallel', 'each'),
    branches: fc.array(bodyOf(part), { minLength: 2, maxLength: 3 }),
  })
  .map(({ form, branches }) => {
    let count = 0;
    const text = (one: Part): string => {
      switch (one.kind) {
        case 'task':
          count += 1;
          return `(task t${String(count)} (by writer))`;
        case 'late':
          return '(sleep "1h")';
        case 'lock':
          return `(lock ${one.names} ${textOf(one.body)})`;
        case 'phase':
          return `(phase ${one.phase} ${textOf(one.body)} (sleep "9h"))`;
        case 'while-in':
          return `(while-in ${one.phase} ${textOf(one.body)})`;
      }
    };
    const textOf = (parts: readonly Part[]): string => parts.map(text).join(' ');
    const texts = branches.map(textOf);
    return `(define-workflow keeping (applies-to (type keeping)) (identifier "KE-{date}-{n:3}")
  (lock (field 'systems) (await-signal let-go (by writer))))
(define-workflow sample (applies-to (type sample)) (identifier "SA-{date}-{n:3}")
  ${wrapped(form, texts)})`;
  });

function wrapped(form: string, [first = '', ...others]: readonly string[]): string {
  const beside = others.map((text) => `((begin ${text} (never)))`).join(' ');
  switch (form) {
    case 'race':
      return `(race ((begin ${first})) ${beside})`;
    case 'each':
      return `(race ((parallel-for (who '(one two)) ${first})) ${beside})`;
    default:
      return `(parallel (begin ${first}) ${others.map((text) => `(begin ${text})`).join(' ')})`;
  }
}
