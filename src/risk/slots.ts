import type { Reason } from '../core/refusal.ts';
import type { FreezeDefinition, WindowDefinition } from '../policy/definitions.ts';
import { zoneOf } from './calendar.ts';
import { stretches, type Reading } from './extent.ts';
import type { FreezePeriod, Subject } from './freezes.ts';
import { blocks, frozenAt, windowsFor } from './freezes.ts';
import type { Interval } from './intervals.ts';
import { holding, subtract, union } from './intervals.ts';
import type { PolicyText } from './source.ts';
import { instantMs, instantText } from './zones.ts';

/** A stretch in which the subject may go ahead; `to` is null where none of the next two years ends it. */
export interface Slot {
  readonly from: string;
  readonly to: string | null;
}

const DAY = 86_400_000;
/** How far ahead a slot is looked for, near first: most are found within weeks. */
const HORIZONS = [45 * DAY, 180 * DAY, 731 * DAY] as const;

/**
 * The earliest stretch, from an instant on, in which no freeze holds the subject and, where any window concerns it, one
 * is open; null where the next two years have none.
 */
export function nextSlot(
  policy: PolicyText,
  from: string,
  subject: Subject,
  calendar: string | null = null,
): Slot | null {
  const start = instantMs(from);
  for (const horizon of HORIZONS) {
    const range = { start, end: start + horizon };
    const free = freeTime(policy, range, subject, calendar)[0];
    const last = horizon === HORIZONS.at(-1);
    if (free === undefined || (free.end >= range.end && !last)) continue;
    return {
      from: instantText(free.start),
      to: free.end >= range.end ? null : instantText(free.end),
    };
  }
  return null;
}

function freeTime(
  { definitions }: PolicyText,
  range: Interval,
  subject: Subject,
  calendar: string | null,
): readonly Interval[] {
  const pieces = (
    listed: readonly (FreezeDefinition | WindowDefinition)[],
    reading: 'widest' | 'plain',
  ): readonly Interval[] =>
    union(
      listed.flatMap(({ extent }) =>
        stretches(extent, zoneOf(definitions, extent.calendar), range, reading),
      ),
    );
  const windows = windowsFor(definitions, subject, calendar);
  const open = windows.length === 0 ? [range] : pieces(windows, 'plain');
  const frozen = pieces(
    definitions.freezes.filter((freeze) => blocks(freeze, subject, definitions)),
    'widest',
  );
  const outside = [
    { start: -Infinity, end: range.start },
    { start: range.end, end: Infinity },
  ];
  return subtract(open, [...frozen, ...outside]);
}

/**
 * Whether a subject may go ahead at an instant. `held` says why, when it may, and who may let it go ahead all the same:
 * `override` names them where freezes alone hold it and each has an override, else it is null. `turn` is the next instant
 * at which it may go ahead or others may let it, null where the next two years have none.
 */
export type Standing =
  | { readonly kind: 'open'; readonly until: string | null }
  | {
      readonly kind: 'held';
      readonly override: readonly string[] | null;
      readonly next: Slot | null;
      readonly turn: string | null;
      readonly held: Reason;
    };

export function standing(
  policy: PolicyText,
  instant: string,
  subject: Subject,
  calendar: string | null = null,
): Standing {
  const freezes = frozenAt(policy, instant, subject);
  const windows = windowsFor(policy.definitions, subject, calendar);
  const inside = windows.length === 0 || anyOpen(policy, windows, instantMs(instant));
  const next = nextSlot(policy, instant, subject, calendar);
  if (freezes.length === 0 && inside) return { kind: 'open', until: next?.to ?? null };
  const liftable = inside && freezes.every(({ override }) => override.length > 0);
  return {
    kind: 'held',
    override: liftable ? [...new Set(freezes.flatMap(({ override }) => override))] : null,
    next,
    turn: turnAfter(policy, instant, subject, calendar),
    held: {
      holds: false,
      text: next === null ? 'no slot within two years' : `may go ahead from ${next.from}`,
      because: [...freezes.map(freezeReason), windowReason(windows, inside)],
    },
  };
}

/** The first instant after one at which a held subject is held otherwise, or no more. */
function turnAfter(
  { definitions }: PolicyText,
  instant: string,
  subject: Subject,
  calendar: string | null,
): string | null {
  const start = instantMs(instant);
  const windows = windowsFor(definitions, subject, calendar);
  const freezes = definitions.freezes.filter((freeze) => blocks(freeze, subject, definitions));
  for (const horizon of HORIZONS) {
    const range = { start, end: start + horizon };
    const pieces = (
      { extent }: FreezeDefinition | WindowDefinition,
      reading: Reading,
    ): readonly Interval[] =>
      stretches(extent, zoneOf(definitions, extent.calendar), range, reading);
    const open = windows.map((window) => pieces(window, 'plain'));
    const frozen = freezes.map((freeze) => ({
      override: freeze.override,
      pieces: pieces(freeze, 'widest'),
    }));
    const how = (at: number): string => {
      const inside = open.length === 0 || open.some((one) => holding(one, at) !== undefined);
      const holds = frozen.filter((one) => holding(one.pieces, at) !== undefined);
      if (!inside || holds.some(({ override }) => override.length === 0)) return 'held';
      return JSON.stringify([...new Set(holds.flatMap(({ override }) => override))]);
    };
    const now = how(start);
    const turn = [...open.flat(), ...frozen.flatMap((one) => one.pieces)]
      .flatMap((piece) => [piece.start, piece.end])
      .filter((at) => at > start && at < range.end)
      .sort((a, b) => a - b)
      .find((at) => how(at) !== now);
    if (turn !== undefined) return instantText(turn);
  }
  return null;
}

const anyOpen = (
  { definitions }: PolicyText,
  windows: readonly WindowDefinition[],
  at: number,
): boolean =>
  windows.some(({ extent }) => {
    const zone = zoneOf(definitions, extent.calendar);
    return holding(stretches(extent, zone, { start: at, end: at + 1 }, 'plain'), at) !== undefined;
  });

const freezeReason = ({ label, name, kind, to, source }: FreezePeriod): Reason => ({
  holds: false,
  text: `${label} (${name}, ${kind}, ${source}) until ${to ?? 'it is lifted'}`,
});

const windowReason = (windows: readonly WindowDefinition[], inside: boolean): Reason => ({
  holds: inside,
  text:
    windows.length === 0
      ? 'no window concerns it: any time outside freezes will do'
      : `inside one of the windows ${windows.map(({ name }) => name).join(', ')}`,
});
