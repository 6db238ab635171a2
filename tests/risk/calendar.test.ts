import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBusiness, calendarNamed, openFrom } from '../../src/risk/calendar.ts';
import { calendar } from './policy.ts';

const week = ['mon', 'tue', 'wed', 'thu', 'fri'];
const office = (zone: string, holidays: readonly string[] = []) =>
  calendar('office', zone, [{ days: week, from: '09:00', to: '17:00' }], holidays);
const added = (opened: string, duration: string, given = office('America/New_York')): string => {
  const result = addBusiness(opened, duration, given);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

describe('business time', () => {
  test.each([
    ['passes within one day', '2026-03-02T10:00:00-05:00', '4h', '2026-03-02T19:00:00.000Z'],
    ['goes on the next morning', '2026-03-02T16:00:00-05:00', '2h', '2026-03-03T15:00:00.000Z'],
    [
      'crosses a weekend in which clocks go forward',
      '2026-03-06T16:00:00-05:00',
      '8h',
      '2026-03-09T20:00:00.000Z',
    ],
    [
      'crosses a weekend in which clocks go back',
      '2026-10-30T16:00:00-04:00',
      '8h',
      '2026-11-02T21:00:00.000Z',
    ],
    [
      'starts when it opens, if it was closed',
      '2026-03-07T12:00:00-05:00',
      '30m',
      '2026-03-09T13:30:00.000Z',
    ],
    [
      'keeps the clock time over a day',
      '2026-03-06T16:00:00-05:00',
      '1d',
      '2026-03-09T20:00:00.000Z',
    ],
    [
      'takes the next working day from a weekend',
      '2026-03-07T10:00:00-05:00',
      '1d',
      '2026-03-09T14:00:00.000Z',
    ],
    [
      'counts a week as seven working days',
      '2026-03-02T10:00:00-05:00',
      '1w',
      '2026-03-11T14:00:00.000Z',
    ],
    ['counts days before hours', '2026-03-02T16:00:00-05:00', '1d2h', '2026-03-04T15:00:00.000Z'],
    ['knows leap days', '2028-02-28T10:00:00-05:00', '1d', '2028-02-29T15:00:00.000Z'],
    [
      'ends at closing time, not at the next opening',
      '2026-03-02T09:00:00-05:00',
      '8h',
      '2026-03-02T22:00:00.000Z',
    ],
  ])('%s', (_, opened, duration, expected) => {
    expect(added(opened, duration)).toBe(expected);
  });

  test('leaves out holidays', () => {
    const given = office('America/New_York', ['2026-12-25']);
    expect(added('2026-12-24T16:00:00-05:00', '2h', given)).toBe('2026-12-28T15:00:00.000Z');
    expect(added('2026-12-24T16:00:00-05:00', '1d', given)).toBe('2026-12-28T21:00:00.000Z');
  });

  test('is what really passes on the day that has an hour twice', () => {
    const nights = calendar('nights', 'America/New_York', [
      { days: ['sun'], from: '00:00', to: '06:00' },
    ]);
    expect(added('2026-11-01T00:00:00-04:00', '6h', nights)).toBe('2026-11-01T10:00:00.000Z');
  });

  test('reaches past midnight where hours do', () => {
    const late = calendar('late', 'Asia/Tokyo', [{ days: week, from: '22:00', to: '06:00' }]);
    expect(added('2026-03-03T05:00:00+09:00', '2h', late)).toBe('2026-03-03T14:00:00.000Z');
  });

  test('that never comes is said so', () => {
    const result = addBusiness('2026-03-02T10:00:00Z', '1h', calendar('shut', 'UTC'));
    expect(result).toMatchObject({ ok: false, error: { code: 'never-open' } });
    const days = addBusiness('2026-03-02T10:00:00Z', '1d', calendar('shut', 'UTC'));
    expect(days).toMatchObject({ ok: false, error: { code: 'never-open' } });
  });

  test('of what is no duration is refused', () => {
    const result = addBusiness('2026-03-02T10:00:00Z', '1 month', office('UTC'));
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-duration' } });
  });

  const zones = [
    'UTC',
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
  ];
  const instants = fc
    .integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2029, 0, 1) / 60_000 })
    .map((minutes) => new Date(minutes * 60_000).toISOString());

  test('adds up: first some hours and then more is all of them at once', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...zones),
        (opened, a, b, zone) => {
          const given = office(zone);
          expect(added(added(opened, `${a}h`, given), `${b}h`, given)).toBe(
            added(opened, `${a + b}h`, given),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('never ends earlier for starting later', () => {
    fc.assert(
      fc.property(
        instants,
        instants,
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(...zones),
        (a, b, hours, zone) => {
          const [early, late] = [a, b].sort() as [string, string];
          expect(
            added(early, `${hours}h`, office(zone)) <= added(late, `${hours}h`, office(zone)),
          ).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a calendar', () => {
  const two = { calendars: [office('America/New_York'), calendar('late', 'Asia/Tokyo')] };

  test('is the one named, or the only one', () => {
    expect(calendarNamed(two, 'late')).toMatchObject({ value: { timeZone: 'Asia/Tokyo' } });
    expect(calendarNamed({ calendars: two.calendars.slice(0, 1) }, null)).toMatchObject({
      value: { name: 'office' },
    });
  });

  test('that cannot be told is refused', () => {
    for (const [given, name] of [
      [two, null],
      [two, 'other'],
      [{ calendars: [] }, null],
    ] as const) {
      expect(calendarNamed(given, name)).toMatchObject({ error: { code: 'unknown-calendar' } });
    }
  });
});

describe('business hours', () => {
  test.each([
    ['are open from their first minute', '2026-03-02T09:00:00-05:00', '2026-03-02T14:00:00.000Z'],
    ['are over at their last', '2026-03-02T17:00:00-05:00', '2026-03-03T14:00:00.000Z'],
    ['begin after the weekend', '2026-03-07T12:00:00-05:00', '2026-03-09T13:00:00.000Z'],
  ])('%s', (_, instant, from) => {
    expect(openFrom(instant, office('America/New_York'))).toBe(from);
  });

  test('skip holidays, and never begin where there are none', () => {
    const given = office('UTC', ['2026-03-02']);
    expect(openFrom('2026-03-02T10:00:00Z', given)).toBe('2026-03-03T09:00:00.000Z');
    expect(openFrom('2026-03-02T10:00:00Z', calendar('shut', 'UTC'))).toBeNull();
  });
});
