import type { ChangeState, SeenFreeze, Slot } from './aggregate/model.ts';

/** What stands in the way of a change that is still open, and does not stop it by itself. */
export interface Warning {
  readonly kind: 'freeze' | 'dependency';
  readonly text: string;
  /** The name of the freeze, or the change that this one depends on. */
  readonly about: string;
  /** When the freeze begins, or since when the dependency is known to have failed; null: since ever. */
  readonly from: string | null;
  /** When the freeze ends; null: no end is known, and a failed dependency stays one. */
  readonly to: string | null;
  /** Of a freeze: the earliest stretch in which the change may go ahead; null where none is known. */
  readonly next_slot: Slot | null;
}

export function warningsOf({
  status,
  outlook,
  dependencies,
}: Pick<ChangeState, 'status' | 'outlook' | 'dependencies'>): readonly Warning[] {
  if (status !== 'open' && status !== 'failed') return [];
  const slot = outlook?.next_slot ?? null;
  const freezes = (outlook?.freezes ?? []).map((freeze): Warning => ({
    kind: 'freeze',
    text: freezeText(freeze, slot),
    about: freeze.name,
    from: freeze.from,
    to: freeze.to,
    next_slot: slot,
  }));
  const failed = dependencies.flatMap(({ id, failed }): readonly Warning[] =>
    failed === undefined
      ? []
      : [
          {
            kind: 'dependency',
            text: dependencyText(id, failed.as),
            about: id,
            from: failed.at,
            to: null,
            next_slot: null,
          },
        ],
  );
  return [...freezes, ...failed];
}

export const dependencyText = (change: string, ended: string): string =>
  `${change}, which this depends on, is ${ended}: see whether it still makes sense, or cancel it`;

export function freezeText({ name, label, from, to }: SeenFreeze, slot: Slot | null): string {
  const named = label === name ? name : `${label} (${name})`;
  const way =
    slot === null
      ? 'no slot outside freezes is known within two years'
      : `the earliest slot begins ${short(slot.from)}`;
  const begin = from === null ? 'since ever' : short(from);
  const end = to === null ? 'no known end' : short(to);
  return `the freeze ${named} is in the way, ${begin} to ${end}; ${way}`;
}

/** An instant without the seconds that it does not have. */
const short = (instant: string): string => instant.replace(/:00(?:\.0+)?Z$/, 'Z');
