import fc from 'fast-check';

/** Workflows of branches that wait or not. */

type Leaf = 'compute' | 'loop' | 'task' | 'sleep' | 'assess' | 'skip' | 'close' | 'fail';

export interface Deed {
  readonly kind:
    | Leaf
    | ('seq' | 'if' | 'never' | 'helper' | 'thunk' | 'phase')
    | ('race' | 'together' | 'within');
  readonly deeds: readonly Deed[];
  /** How many branches are enough, where it says so. */
  readonly until: number | null;
}

const leaf = (kind: Leaf): Deed => ({ kind, deeds: [], until: null });

const of = (
  kind: Deed['kind'],
  deeds: fc.Arbitrary<readonly Deed[]>,
  until: fc.Arbitrary<number | null> = fc.constant(null),
): fc.Arbitrary<Deed> => fc.record({ kind: fc.constant(kind), deeds, until });

/** Races of which many a head computes only, or of which most wait. */
export const deeds = (calm: boolean): fc.Arbitrary<Deed> => {
  const leaves = fc
    .oneof(
      { weight: calm ? 1 : 4, arbitrary: fc.constantFrom<Leaf>('compute', 'loop') },
      { weight: calm ? 9 : 6, arbitrary: fc.constant<Leaf>('task') },
      { weight: 1, arbitrary: fc.constantFrom<Leaf>('sleep', 'assess', 'skip', 'close', 'fail') },
    )
    .map(leaf);
  const { deed } = fc.letrec<{ deed: Deed }>((tie) => {
    const some = (minLength: number, maxLength: number): fc.Arbitrary<Deed[]> =>
      fc.array(tie('deed'), { minLength, maxLength });
    return {
      deed: fc.oneof(
        { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
        leaves,
        of('seq', some(1, 3)),
        of('if', some(2, 2)),
        of(calm ? 'seq' : 'never', some(2, 2)),
        of('helper', some(1, 1)),
        of('thunk', some(1, 1)),
        of('phase', some(1, 1)),
        of('race', some(2, 3)),
        of('together', some(1, 3)),
        of('together', some(1, 3), fc.integer({ min: 1, max: 2 })),
        of('within', some(2, 2)),
      ),
    };
  });
  return of('race', fc.array(deed, { minLength: 2, maxLength: 3 }));
};

export interface Written {
  readonly text: string;
  readonly flags: readonly string[];
  /** Branches that say so at their end, by where they begin in the text. */
  readonly parts: ReadonlyMap<string, number>;
  /** Tasks by where they stand in it. */
  readonly tasks: ReadonlyMap<string, number>;
}

/** The text of a workflow that does it; each branch says its name at its end, unless it leaves the form before. */
export function written(deed: Deed): Written {
  const flags: string[] = [];
  const helpers: string[] = [];
  const names: string[] = [];
  const name = (kind: string): string => {
    const made = `${kind}${names.length}`;
    names.push(made);
    return made;
  };
  const part = (one: Deed): string =>
    leavesForm(one) ? `(begin ${text(one)})` : `(begin ${text(one)} (comment "${name('part')}"))`;
  const text = (one: Deed): string => {
    const [first, second] = one.deeds;
    switch (one.kind) {
      case 'compute':
        return '(+ 1 2)';
      case 'loop':
        return `(let loop ((n 2)) (if (= n 0) 'x (loop (- n 1))))`;
      case 'task':
        return `(task ${name('task')} (by writer))`;
      case 'sleep':
        return '(sleep "1h")';
      case 'assess':
        return '(assess-risk)';
      case 'skip':
        return `(await-approval ${name('look')} (by reader) (due "1d") (only-if #f))`;
      case 'close':
        return `(close 'done)`;
      case 'fail':
        return '(error "no")';
      case 'seq':
        return `(begin ${one.deeds.map(text).join(' ')})`;
      case 'if': {
        const flag = name('flag');
        flags.push(flag);
        return `(if (field? 'custom.${flag}) ${text(first!)} ${text(second!)})`;
      }
      case 'never':
        return `(if (eq? 'a 'b) ${text(first!)} ${text(second!)})`;
      case 'helper': {
        const helper = name('helper');
        helpers.push(`(define (${helper}) ${text(first!)})`);
        return `(${helper})`;
      }
      case 'thunk':
        return `(run (lambda () ${text(first!)}))`;
      case 'phase':
        return `(phase ${name('phase')} ${text(first!)})`;
      case 'race':
        return `(race ${one.deeds.map((head) => `(${part(head)})`).join(' ')})`;
      case 'together':
        return `(parallel ${one.until === null ? '' : `(until ${one.until}) `}${one.deeds.map(part).join(' ')})`;
      case 'within':
        return `(within "1d" ${text(first!)} (else ${part(second!)}))`;
    }
  };
  const body = part(deed);
  const whole = `(define-risk-model m (factor a (weight 100) (score 0)) (level low) (type sample))
(define (run go) (go))
${helpers.join('\n')}
(define-workflow sample ${body})`;
  const at = (pattern: RegExp): ReadonlyMap<string, number> =>
    new Map([...whole.matchAll(pattern)].map((match) => [match[1]!, match.index]));
  return {
    text: whole,
    flags,
    parts: at(/\(comment "(part\d+)"\)/g),
    tasks: at(/\(task (task\d+)/g),
  };
}

/** Whether what a deed comes to ends the form that it is in, however it goes. */
function leavesForm({ kind, deeds }: Deed): boolean {
  if (kind === 'close' || kind === 'fail') return true;
  if (kind === 'if') return deeds.every(leavesForm);
  if (kind === 'never') return leavesForm(deeds[1]!);
  if (kind === 'race' || kind === 'within') return deeds.every(leavesForm);
  return deeds.some(leavesForm);
}

/** Whether nothing follows in a deed what never lets it go on. */
export const goesOn = ({ kind, deeds }: Deed): boolean =>
  deeds.every(goesOn) && (kind !== 'seq' || !deeds.slice(0, -1).some(leavesForm));

/** Whether of branches beside each other that are done at once it is only the order written that tells which is first. */
export const isOrdered = ({ kind, deeds }: Deed): boolean => {
  const beside = kind === 'race' || kind === 'together' || kind === 'within';
  return deeds.every(isOrdered) && (!beside || deeds.filter(takesTurns).length < 2);
};

const takesTurns = ({ kind, deeds }: Deed): boolean =>
  ['race', 'together', 'within', 'assess', 'skip'].includes(kind) || deeds.some(takesTurns);
