import type { Core } from '../../machine/code.ts';
import type { HeldLock, LockNames, Locks } from './locks.ts';

/** Which locks the net of a workflow has to show. */
export interface LockPlan {
  readonly shows: (names: LockNames) => boolean;
  /** How many branches of one text a form is drawn with; 1 where it is not named. */
  readonly branches: ReadonlyMap<Core, number>;
}

/** So many branches of one text are told apart at most. */
const BRANCHES_MAX = 4;

/**
 * A lock matters to a workflow where a branch that has it waits for what another branch does, and where others may want
 * its names, or names that go together with them; else whoever has it goes on, and gives it back. Null where none does.
 */
export function lockPlanOf({ taken, waitedUnder }: Locks): LockPlan | null {
  if (waitedUnder.size === 0) return null;
  const groups = groupsOf(taken).filter(
    (group) => group.length > 1 && group.some((lock) => waitedUnder.has(lock)),
  );
  if (groups.length === 0) return null;
  const shown = groups.flat();
  const names = new Set(shown.flatMap((lock) => lock.names ?? []));
  const anyName = shown.some((lock) => lock.names === null);
  return {
    shows: (wanted) => anyName || (wanted?.some((name) => names.has(name)) ?? false),
    branches: branchesFor(shown),
  };
}

/** Locks that have names in common, directly or through each other; names that are worked out may be any. */
export function groupsOf<T extends Pick<HeldLock, 'names'>>(
  locks: readonly T[],
): readonly (readonly T[])[] {
  let groups: readonly (readonly T[])[] = [];
  for (const lock of locks) {
    const near = groups.filter((group) => group.some((other) => mayShare(lock, other)));
    groups = [...groups.filter((group) => !near.includes(group)), [...near.flat(), lock]];
  }
  return groups;
}

/** Whether two locks may have a name in common. */
export const mayShare = (one: Pick<HeldLock, 'names'>, other: Pick<HeldLock, 'names'>): boolean =>
  one.names === null ||
  other.names === null ||
  one.names.some((name) => other.names!.includes(name));

/**
 * In a circle of branches that wait for each other each lock has one branch at most: who asks for what a branch of the
 * same text holds waits for whatever that one waits for. Names that are worked out may differ from branch to branch.
 */
function branchesFor(locks: readonly HeldLock[]): ReadonlyMap<Core, number> {
  const counts = new Map<Core, number>();
  for (const { repeats, names } of locks)
    for (const form of repeats)
      counts.set(form, Math.min(BRANCHES_MAX, (counts.get(form) ?? 0) + (names === null ? 2 : 1)));
  return counts;
}
