import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import type { Region } from './draft.ts';
import type { Value } from './value.ts';

/** The names that one lock takes; null where they are worked out while it runs. */
export type LockNames = readonly string[] | null;

/** A lock as it was met. */
export interface HeldLock {
  readonly node: Core;
  readonly names: LockNames;
  /** What withdraws it, held or only asked for, when it is withdrawn. */
  readonly region: Region;
  /** The forms around it of which several branches of one text may run. */
  readonly repeats: readonly Core[];
}

/** A wait for other changes. */
export interface Awaited {
  readonly node: Core;
  /** The workflow of the change that is waited for; null where it may be of any. */
  readonly workflow: string | null;
  /** The lock that is held meanwhile. */
  readonly holding: HeldLock | null;
}

/** What a reading of a workflow notices of how its changes may keep others waiting, and wait for them. */
export class Locks {
  readonly taken: HeldLock[] = [];
  /** Locks taken while another one is held, by the inner one. */
  readonly nested = new Map<Core, { readonly inner: HeldLock; readonly outer: HeldLock }>();
  readonly awaits = new Map<string, Awaited>();
  /** The workflows that it may go on as. */
  readonly becomes = new Set<string>();
  /** Locks under which a branch waits for what another branch of the same change does. */
  readonly waitedUnder = new Set<HeldLock>();

  take(lock: HeldLock, outer: HeldLock | null): void {
    this.taken.push(lock);
    if (outer !== null) this.nested.set(lock.node, { inner: lock, outer });
  }

  /** Of one wait that is read several times each lock and workflow counts once. */
  waits(awaited: Awaited, key: string): void {
    this.awaits.set(key, awaited);
  }
}

/** The names that a lock takes, as far as they are written out. */
export function lockNames(value: Value | undefined): LockNames {
  if (value?.kind === 'constant') return namesIn(value.datum);
  if (value?.kind !== 'list') return null;
  return together(value.items.map(lockNames));
}

function namesIn(datum: Datum): LockNames {
  if (typeof datum === 'string') return [datum];
  const name = symbolName(datum);
  if (name !== undefined) return [name];
  const items = listItems(datum);
  return items === undefined ? null : together(items.map(namesIn));
}

function together(parts: readonly LockNames[]): LockNames {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? [...new Set(known.flat())].sort() : null;
}
