import type {
  Coverage,
  Definitions,
  FreezeDefinition,
  WindowDefinition,
} from '../policy/definitions.ts';
import { zoneOf } from './calendar.ts';
import { stretches } from './extent.ts';
import type { Interval } from './intervals.ts';
import type { PolicyText } from './source.ts';
import { sourceOf } from './source.ts';
import { instantMs, instantText } from './zones.ts';

/**
 * What is asked about. What is unknown (null) may be anything, and counts as covered: a freeze of one environment holds
 * a change that does not say where it goes.
 */
export interface Subject {
  readonly systems: readonly string[] | null;
  readonly environment: string | null;
  readonly type: string | null;
}

/** A stretch of time in which a freeze holds or a window is open; `from` and `to` are RFC 3339, half-open; null: never ends. */
export interface Period {
  readonly name: string;
  readonly label: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly time_zone: string;
  readonly source: string;
}

export interface FreezePeriod extends Period {
  readonly kind: 'full' | 'partial';
  readonly override: readonly string[];
}

/** The freezes that hold a subject at an instant, in the policy's order; none: it is not frozen. */
export const frozenAt = (
  policy: PolicyText,
  instant: string,
  subject: Subject,
): readonly FreezePeriod[] => freezesBetween(policy, { from: instant, to: null }, subject);

/** The freezes that hold a subject at any instant of a span (of one instant when `to` is null), by begin. */
export function freezesBetween(
  policy: PolicyText,
  span: { readonly from: string; readonly to: string | null },
  subject: Subject,
): readonly FreezePeriod[] {
  return policy.definitions.freezes
    .filter((freeze) => blocks(freeze, subject, policy.definitions))
    .flatMap((freeze) =>
      periodsOf(policy, freeze, rangeOf(span), 'widest').map((period) => ({
        ...period,
        kind: freeze.freeze,
        override: freeze.override,
      })),
    )
    .sort(byBegin);
}

/** The windows for a subject that are open at any instant of a span, by begin. */
export function windowsBetween(
  policy: PolicyText,
  span: { readonly from: string; readonly to: string | null },
  subject: Subject,
): readonly Period[] {
  return windowsFor(policy.definitions, subject)
    .flatMap((window) => periodsOf(policy, window, rangeOf(span), 'plain'))
    .sort(byBegin);
}

const rangeOf = (span: { readonly from: string; readonly to: string | null }): Interval => {
  const start = instantMs(span.from);
  return { start, end: span.to === null ? start + 1 : Math.max(instantMs(span.to), start + 1) };
};

const byBegin = (a: Period, b: Period): number => {
  const [x, y] = [a.from ?? '', b.from ?? ''];
  return x < y ? -1 : x > y ? 1 : 0;
};

function periodsOf(
  policy: PolicyText,
  definition: FreezeDefinition | WindowDefinition,
  range: Interval,
  reading: 'widest' | 'plain',
): readonly Period[] {
  const zone = zoneOf(policy.definitions, definition.extent.calendar);
  return stretches(definition.extent, zone, range, reading).map(({ start, end }) => ({
    name: definition.name,
    label: definition.doc ?? definition.name,
    from: Number.isFinite(start) ? instantText(start) : null,
    to: Number.isFinite(end) ? instantText(end) : null,
    time_zone: zone,
    source: sourceOf(policy, definition.span),
  }));
}

/** Whether a freeze holds the subject while it lasts. */
export function blocks(
  freeze: FreezeDefinition,
  subject: Subject,
  definitions: Definitions,
): boolean {
  if (!covers(freeze.covers, subject)) return false;
  return freeze.freeze === 'full' || !exempts(freeze.covers, subject, definitions);
}

/**
 * Whether the subject is of a type that each risk model keeps for the highest scores, where no types are named: partial
 * freezes let it through, and it waits for no window.
 */
const exempts = (
  { types: named }: Coverage,
  { type }: Subject,
  { riskModels }: Definitions,
): boolean =>
  named === null &&
  type !== null &&
  riskModels.some(({ types }) => types.length > 1 && types.at(-1)?.name === type);

const covers = (coverage: Coverage, subject: Subject): boolean =>
  meets(coverage.systems, subject.systems) &&
  meets(coverage.environments, subject.environment === null ? null : [subject.environment]) &&
  meets(coverage.types, subject.type === null ? null : [subject.type]);

const meets = (covered: readonly string[] | null, asked: readonly string[] | null): boolean =>
  covered === null || asked === null || asked.some((name) => covered.includes(name));

/** The windows that concern a subject: with any, it may go ahead only inside one; `calendar` narrows to that calendar's. */
export const windowsFor = (
  definitions: Definitions,
  subject: Subject,
  calendar: string | null = null,
): readonly WindowDefinition[] =>
  definitions.windows.filter(
    (window) =>
      covers(window.covers, subject) &&
      !exempts(window.covers, subject, definitions) &&
      (calendar === null || window.extent.calendar === calendar),
  );
