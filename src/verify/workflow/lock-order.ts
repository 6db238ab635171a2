import type { Diagnostic } from '../../core/diagnostic.ts';
import type { OfWorkflow } from './findings.ts';
import { mayShare } from './lock-plan.ts';
import type { Awaited, HeldLock } from './locks.ts';
import type { Reading } from './reading.ts';

/**
 * Locks by which changes could come to wait for each other. All names of one lock are given at once, to whoever asked
 * first, and all of a lock are given back by any way out; so changes that hold at most one lock, and wait for nothing but
 * people and time while they do, never wait in a circle, in whatever order their texts name what they take. What is left
 * is a lock inside a lock, and a wait for other changes while a lock is held that one of them may want.
 */
export function lockFindings(readings: readonly Reading[]): readonly OfWorkflow[] {
  return readings.flatMap((reading) => {
    const { name, unverified } = reading.workflow;
    // What a wait comes to hangs on which changes there are; who says why that is safe is believed.
    const held = unverified === null ? heldFindings(reading, readings) : [];
    return [...nestedFindings(reading, readings), ...held].map((finding) => ({
      workflow: name,
      finding,
    }));
  });
}

function nestedFindings(
  { drawn, places }: Reading,
  readings: readonly Reading[],
): readonly Diagnostic[] {
  return [...drawn.remarks.locks.nested.values()].map(({ inner, outer }) => {
    const opposite = oppositeOf(inner, outer, readings);
    return {
      severity: 'error',
      code: 'lock-order',
      message: `a lock inside a lock: a change that holds ${toldNames(outer)} would wait for ${toldNames(inner)} while another does it the other way round`,
      span: places.spanOf(inner.node),
      related: [
        { message: 'the other lock is held from here', span: places.spanOf(outer.node) },
        ...(opposite === undefined
          ? []
          : [{ message: 'and here they are taken the other way round', span: opposite }]),
      ],
      help: `take all of their names at once, around both: (lock (list ${nameList(outer, inner)}) E …)`,
    };
  });
}

/** Where a lock of the second's names is taken inside one of the first's. */
function oppositeOf(inner: HeldLock, outer: HeldLock, readings: readonly Reading[]) {
  for (const { drawn, places } of readings)
    for (const other of drawn.remarks.locks.nested.values())
      if (other.inner !== inner && mayShare(other.outer, inner) && mayShare(other.inner, outer))
        return places.spanOf(other.inner.node);
  return undefined;
}

function heldFindings(
  { drawn, places }: Reading,
  readings: readonly Reading[],
): readonly Diagnostic[] {
  const byName = new Map(readings.map((reading) => [reading.workflow.name, reading]));
  return [...drawn.remarks.locks.awaits.values()].flatMap((awaited): readonly Diagnostic[] => {
    const { node, holding } = awaited;
    if (holding === null) return [];
    const wanted = wantedBy(awaitable(awaited, byName), holding);
    if (wanted === undefined) return [];
    const { by, lock } = wanted;
    return [
      {
        severity: 'error',
        code: 'lock-order',
        message: `this waits for another change while it holds ${toldNames(holding)}, and a change of \`${by.workflow.name}\` may be that one and want ${toldNames(lock)}: each would wait for the other`,
        span: places.spanOf(node),
        related: [
          { message: 'the lock is held from here', span: places.spanOf(holding.node) },
          { message: 'and wanted here', span: by.places.spanOf(lock.node) },
        ],
        help: 'wait before the lock is taken or when it has been given back, or let the workflow say (unverified "why this is safe")',
      },
    ];
  });
}

/** The workflows that a change may be of which is waited for, itself or through others, as they become each other. */
function awaitable(awaited: Awaited, byName: ReadonlyMap<string, Reading>): readonly Reading[] {
  const names = new Set(awaited.workflow === null ? byName.keys() : [awaited.workflow]);
  for (const name of names) {
    const { becomes, awaits } = byName.get(name)?.drawn.remarks.locks ?? {
      becomes: [],
      awaits: new Map<unknown, Awaited>(),
    };
    for (const next of becomes) names.add(next);
    for (const { workflow } of awaits.values())
      for (const next of workflow === null ? byName.keys() : [workflow]) names.add(next);
  }
  return [...names].flatMap((name) => byName.get(name) ?? []);
}

/** A lock of one of the workflows that may be after what is held; one that surely is before one that may be. */
function wantedBy(workflows: readonly Reading[], holding: HeldLock) {
  const found = workflows.flatMap((by) =>
    by.drawn.remarks.locks.taken
      .filter((lock) => mayShare(lock, holding))
      .map((lock) => ({ by, lock })),
  );
  return found.find(({ lock }) => lock.names !== null) ?? found[0];
}

export const toldNames = ({ names }: Pick<HeldLock, 'names'>): string =>
  names === null
    ? 'a lock whose name is worked out'
    : names.map((name) => `\`${name}\``).join(' and ');

const nameList = (...locks: readonly HeldLock[]): string =>
  locks.flatMap(({ names }) => names?.map((name) => `'${name}`) ?? ['NAME']).join(' ');
