import type { Draft, DraftTransition } from './draft.ts';
import {
  ends,
  isWithin,
  keepThroughout,
  moving,
  restoring,
  signIn,
  type Sign,
} from './draft-steps.ts';
import type { HeldLock, LockNames } from './locks.ts';

/** What a lock may turn out to be: names, and the places that tell whether it is asked for, and whether it is held. */
interface Way {
  readonly lock: HeldLock;
  readonly names: readonly string[];
  readonly asking: number;
  readonly held: number;
  readonly notHeld: Sign;
  readonly notAsked: Sign;
  /** By those before whom it matters to have asked: that this has not. */
  readonly notBefore: Map<Way, Sign>;
}

/**
 * Shows in a net who has which locks, by the rule that the engine has: all names of a lock are given at once, when nobody
 * has one of them and nobody who asked before wants one of them. So who waits for several names keeps others from a name
 * that is free; where nobody wants several, who asked first decides nothing that another order would not. What withdraws a
 * region gives back what is held inside.
 */
export function linkLocks(draft: Draft): void {
  const locks = new Set(draft.steps.flatMap(({ lock }) => lock?.lock ?? []));
  const ways = waysOf([...locks], draft);
  for (const way of ways)
    for (const other of ways)
      if (way.lock !== other.lock && inOrder(way, other)) way.notBefore.set(other, signIn(draft));
  draft.rewrite((step) => {
    const { lock: moved, resets } = step;
    if (moved !== undefined)
      return ways
        .filter(({ lock }) => lock === moved.lock)
        .flatMap((way) => moves[moved.does](step, way, ways, draft));
    if (ends(draft, step)) return [step];
    const withdrawn = ways.filter(({ lock }) => isWithin(lock.region, resets));
    const signs = new Set(withdrawn.flatMap((way) => signsOf(way, ways)));
    return [restoring(step, [...signs])];
  });
  keepThroughout(draft, [...new Set(ways.flatMap((way) => signsOf(way, ways)))]);
}

/** Every sign that has to do with one way of a lock. */
const signsOf = (way: Way, ways: readonly Way[]): readonly Sign[] => [
  way.notHeld,
  way.notAsked,
  ...way.notBefore.values(),
  ...ways.flatMap(({ notBefore }) => notBefore.get(way) ?? []),
];

function waysOf(locks: readonly HeldLock[], draft: Draft): readonly Way[] {
  const possible = namesOf(locks.map(({ names }) => names));
  return locks.flatMap((lock) =>
    (lock.names === null ? possible : [lock.names]).map((names) => ({
      lock,
      names,
      asking: draft.place(lock.region, lock.node, null, { wants: lock }),
      held: draft.place(lock.region, null, null, { held: lock }),
      notHeld: signIn(draft),
      notAsked: signIn(draft),
      notBefore: new Map(),
    })),
  );
}

/** Stands for every name that no lock spells out. */
const ANY = '';

/**
 * What names that are worked out may be: none that anybody else wants; one, which is enough to keep others waiting while it
 * is had; or all, which keeps others waiting while one of them is had by somebody else.
 */
function namesOf(locks: readonly LockNames[]): readonly (readonly string[])[] {
  const spelt = [...new Set(locks.flatMap((names) => names ?? []))];
  const names = locks.indexOf(null) === locks.lastIndexOf(null) ? spelt : [...spelt, ANY];
  return [[], ...names.map((name) => [name]), ...(names.length > 1 ? [names] : [])];
}

const share = (one: Way, other: Way): boolean =>
  one.names.some((name) => other.names.includes(name));

/** Whether it matters which of two asked first. */
const inOrder = (one: Way, other: Way): boolean =>
  share(one, other) && one.names.length + other.names.length > 2;

const moves = { asks, takes, leaves } as const;

/** Looks at one after the other of those who may have asked before, and then asks. */
function asks(
  step: DraftTransition,
  way: Way,
  ways: readonly Way[],
  draft: Draft,
): readonly DraftTransition[] {
  const steps: DraftTransition[] = [];
  let { inputs } = step;
  for (const other of ways) {
    const notBefore = other.notBefore.get(way);
    if (notBefore === undefined) continue;
    const looked = draft.place(way.lock.region);
    const asked = { ...step, inputs: [...inputs, other.asking, notBefore.place] };
    const free = { ...step, inputs: [...inputs, other.notAsked.place] };
    steps.push({ ...asked, outputs: [looked, other.asking] });
    steps.push({ ...free, outputs: [looked, other.notAsked.place] });
    inputs = [looked];
  }
  const asking = { ...step, inputs: [...inputs, way.notAsked.place], outputs: [way.asking] };
  return [...steps, asking];
}

function takes(step: DraftTransition, way: Way, ways: readonly Way[]): readonly DraftTransition[] {
  const seen = ways.flatMap((other) => {
    if (other.lock === way.lock) return [];
    const notBefore = other.notBefore.get(way);
    return [
      ...(share(other, way) ? [other.notHeld.place] : []),
      ...(notBefore === undefined ? [] : [notBefore.place]),
    ];
  });
  const taken: DraftTransition = { ...step, inputs: [way.asking] };
  return [
    restoring(
      moving(taken, [way.notHeld.place, ...seen], [way.held, way.notAsked.place, ...seen]),
      [...way.notBefore.values()],
    ),
  ];
}

function leaves(step: DraftTransition, way: Way): readonly DraftTransition[] {
  return [moving(step, [way.held], [way.notHeld.place])];
}
