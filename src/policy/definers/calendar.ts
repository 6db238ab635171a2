import { durationSeconds } from '../../core/duration.ts';
import type { Definer, FormContext } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { CalendarDefinition, Coverage, Extent } from '../definitions.ts';
import { clauseOf, readClauses, type Clause, type ClauseShapes } from '../forms/clauses.ts';
import { itemsOf, textOf } from '../forms/shape.ts';
import { choiceOf } from '../forms/values.ts';
import { namedDefiner, type Making } from './definition.ts';
import { isDate, isInstant, isRecurrence, isTimeOfDay, isTimeZone } from '../time-text.ts';
import { neverRecurs } from './recurrence-check.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const calendarShapes: ClauseShapes = {
  'time-zone': { least: 1, most: 1, required: true, usage: '(time-zone "Area/City")' },
  'business-hours': {
    least: 3,
    most: 3,
    repeats: true,
    usage: '(business-hours (DAY …) "HH:MM" "HH:MM")',
  },
  holiday: { least: 1, most: 2, repeats: true, usage: '(holiday "YYYY-MM-DD" ["Name"])' },
};

/** `(define-calendar NAME ["…"] (time-zone Z) (business-hours (DAY …) FROM TO) … (holiday DATE [NAME]) …)` */
export const calendar: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, calendarShapes, { name: 'define-calendar', stx }, context);
  const zone = clauseOf(clauses, 'time-zone')?.operands[0];
  const all = (word: string): readonly Clause[] => clauses.filter((clause) => clause.word === word);
  return {
    definition: {
      kind: 'calendar',
      value: {
        name,
        doc,
        span: spanOf(stx),
        timeZone: zone === undefined ? 'UTC' : checked(zone, isTimeZone, 'bad-time-zone', context),
        hours: all('business-hours').flatMap((clause) => hoursOf(clause, context)),
        holidays: all('holiday').map(({ operands: [date, label] }) => ({
          date: checked(date!, isDate, 'bad-instant', context),
          label: (label && textOf(label)) ?? '',
        })),
      },
    },
  };
});

function hoursOf({ operands, stx }: Clause, context: FormContext): CalendarDefinition['hours'] {
  const [days, from, to] = operands;
  const names = (itemsOf(days!) ?? []).flatMap((day) => choiceOf(day, DAYS, context) ?? []);
  const [opens, closes] = [from!, to!].map((time) =>
    checked(time, isTimeOfDay, 'bad-instant', context),
  );
  if (names.length === 0)
    context.error('bad-clause', stx, 'business hours name their days: (mon tue)');
  if (opens! >= closes!) context.error('bad-clause', stx, 'business hours end after they begin');
  return [{ days: names, from: opens!, to: closes! }];
}

/** Literal text of a kind; what is no such text is reported and kept as empty text. */
function checked(
  stx: Stx,
  holds: (text: string) => boolean,
  code: 'bad-time-zone' | 'bad-instant' | 'bad-recurrence' | 'bad-duration',
  context: FormContext,
): string {
  const text = textOf(stx);
  if (text !== undefined && holds(text)) return text;
  context.error(code, stx, `this is no ${wanted[code]}`);
  return '';
}

const wanted = {
  'bad-time-zone': 'time zone of the IANA database, such as "Europe/Berlin"',
  'bad-instant': 'date ("2026-12-20"), instant or time of day ("14:00") as wanted here',
  'bad-recurrence': 'recurrence rule of RFC 5545, such as "FREQ=WEEKLY;BYDAY=TU"',
  'bad-duration': 'length of time, such as "2h"',
} as const;

const periodShapes: ClauseShapes = {
  from: { least: 1, most: 1, usage: '(from "DATE or INSTANT")' },
  to: { least: 1, most: 1, usage: '(to "DATE or INSTANT")' },
  recurs: { least: 1, most: 1, usage: '(recurs "FREQ=…")' },
  at: { least: 1, most: 1, usage: '(at "HH:MM")' },
  for: { least: 1, most: 1, usage: '(for DURATION)' },
  calendar: { least: 1, most: 1, usage: '(calendar NAME)' },
  systems: { least: 1, most: null, usage: '(systems * | SYSTEM …)' },
  environment: { least: 1, most: null, usage: '(environment * | WORD …)' },
  types: { least: 1, most: null, usage: '(types * | WORD …)' },
};

const freezeShapes: ClauseShapes = {
  ...periodShapes,
  kind: { least: 1, most: 1, usage: '(kind full | partial)' },
  override: { least: 1, most: null, usage: '(override ROLE …)' },
};

/** `(define-freeze NAME ["…"] (from D) (to D) | (recurs R) … (kind full | partial) … (override ROLE …))` */
export const freeze: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, freezeShapes, { name: 'define-freeze', stx }, context);
  const kind = clauseOf(clauses, 'kind')?.operands[0];
  const chosen = kind === undefined ? 'full' : choiceOf(kind, ['full', 'partial'], context);
  return {
    definition: {
      kind: 'freeze',
      value: {
        name,
        doc,
        span: spanOf(stx),
        extent: extentOf(clauses, making),
        covers: coverageOf(clauses, making),
        freeze: chosen === 'partial' ? 'partial' : 'full',
        override: making.referAll('role', clauseOf(clauses, 'override')?.operands ?? []),
      },
    },
  };
});

/** `(define-window NAME ["…"] (recurs R) (at T) (for D) … (systems …))`: when changes may happen. */
export const window: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, periodShapes, { name: 'define-window', stx }, context);
  const value = {
    name,
    doc,
    span: spanOf(stx),
    extent: extentOf(clauses, making),
    covers: coverageOf(clauses, making),
  };
  return { definition: { kind: 'window', value } };
});

function extentOf(clauses: readonly Clause[], making: Making): Extent {
  const { context, stx } = making;
  const operand = (word: string): Stx | undefined => clauseOf(clauses, word)?.operands[0];
  const text = (
    word: string,
    holds: (text: string) => boolean,
    code: Parameters<typeof checked>[2],
  ) => {
    const found = operand(word);
    return found === undefined ? null : checked(found, holds, code, context);
  };
  const isDay = (value: string): boolean => isDate(value) || isInstant(value);
  const zone = operand('calendar');
  const extent: Extent = {
    from: text('from', isDay, 'bad-instant'),
    to: text('to', isDay, 'bad-instant'),
    recurs: text('recurs', isRecurrence, 'bad-recurrence'),
    at: text('at', isTimeOfDay, 'bad-instant'),
    length: text('for', (value) => (durationSeconds(value) ?? 0) > 0, 'bad-duration'),
    calendar: zone === undefined ? null : (making.refer('calendar', zone) ?? null),
  };
  if (extent.recurs === null && (extent.from === null || extent.to === null)) {
    context.error('missing-clause', stx, 'say when: (from DATE) and (to DATE), or (recurs RULE)');
  }
  if (
    extent.recurs === null &&
    extent.from !== null &&
    extent.to !== null &&
    // The last day counts as a whole, at whatever hour of it the first one begins.
    extent.to < extent.from.slice(0, extent.to.length)
  ) {
    const help = `exchange ${extent.from} and ${extent.to}, if that is meant`;
    context.error('bad-clause', stx, 'this ends before it begins', help);
  }
  const rule = operand('recurs');
  if (rule !== undefined && extent.recurs !== null && neverRecurs(extent.recurs)) {
    const help = 'leave out days that the month does not have; BYMONTHDAY=-1 is its last one';
    context.warn('idle-rule', rule, 'this never comes: no such month has such a day', help);
  }
  if (extent.at !== null && extent.length === null) {
    context.error('missing-clause', stx, '(at TIME) needs (for DURATION)');
  }
  return extent;
}

function coverageOf(clauses: readonly Clause[], making: Making): Coverage {
  const { context } = making;
  const stxs = (word: string): readonly Stx[] | null => {
    const operands = clauseOf(clauses, word)?.operands;
    return operands === undefined || operands.some((stx) => context.word(stx) === '*')
      ? null
      : operands;
  };
  const words = (word: string): readonly string[] | null =>
    stxs(word)?.flatMap((stx) => context.word(stx) ?? []) ?? null;
  const systems = stxs('systems');
  return {
    systems: systems === null ? null : making.referAll('system', systems),
    environments: words('environment'),
    types: words('types'),
  };
}
