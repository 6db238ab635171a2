import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Subject } from '../../src/risk/freezes.ts';
import { freezesBetween, frozenAt, windowsBetween } from '../../src/risk/freezes.ts';
import { nextSlot, standing } from '../../src/risk/slots.ts';
import type { noDefinitions } from './policy.ts';
import { calendar, freeze, policyOf, window } from './policy.ts';

const anything: Subject = { systems: [], environment: 'live', type: 'usual' };
const inZone = (zone: string) => ({ calendars: [calendar('here', zone)] });
const frozen = (
  policy: Parameters<typeof frozenAt>[0],
  instant: string,
  subject = anything,
): boolean => frozenAt(policy, instant, subject).length > 0;

describe('a freeze of whole days', () => {
  const holidays = (zone: string) =>
    policyOf({
      ...inZone(zone),
      freezes: [freeze({ extent: { from: '2026-12-20', to: '2027-01-05' } })],
    });

  test.each([
    ['before it begins', '2026-12-19T23:59:59.999-05:00', false],
    ['from its first instant', '2026-12-20T00:00:00-05:00', true],
    ['until the last of its last day', '2027-01-05T23:59:59.999-05:00', true],
    ['no longer after that', '2027-01-06T00:00:00-05:00', false],
  ])('holds %s', (_, instant, expected) => {
    expect(frozen(holidays('America/New_York'), instant)).toBe(expected);
  });

  const zones = [
    'UTC',
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Cairo',
    'America/St_Johns',
    'Asia/Tokyo',
    'Pacific/Chatham',
    'America/Havana',
  ];
  test('follows the local date in every zone, on days when clocks change too', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2025, 0, 1) / 900_000, max: Date.UTC(2028, 6, 1) / 900_000 }),
        (zone, quarters) => {
          const instant = new Date(quarters * 900_000);
          const [year, month, day] = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
            .format(instant)
            .split('-')
            .map(Number) as [number, number, number];
          const lastWeek =
            month % 3 === 0 && day > new Date(Date.UTC(year, month, 0)).getUTCDate() - 7;
          const policy = policyOf({
            ...inZone(zone),
            freezes: [
              freeze({
                extent: { recurs: 'FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1' },
              }),
            ],
          });
          expect(frozen(policy, instant.toISOString())).toBe(lastWeek);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('is one period when its days follow one another', () => {
    const policy = policyOf({
      ...inZone('Europe/Berlin'),
      freezes: [
        freeze({ extent: { recurs: 'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1' } }),
      ],
    });
    const found = freezesBetween(
      policy,
      { from: '2026-03-27T00:00:00Z', to: '2026-03-28T00:00:00Z' },
      anything,
    );
    expect(found).toMatchObject([
      {
        from: '2026-03-24T23:00:00.000Z',
        to: '2026-03-31T22:00:00.000Z',
        source: 'rules/test.scm:1',
        time_zone: 'Europe/Berlin',
      },
    ]);
  });

  test('includes a leap day', () => {
    const policy = policyOf({
      freezes: [freeze({ extent: { recurs: 'FREQ=MONTHLY;BYMONTHDAY=-1' } })],
    });
    expect(frozen(policy, '2028-02-29T12:00:00Z')).toBe(true);
    expect(frozen(policy, '2028-02-28T12:00:00Z')).toBe(false);
  });
});

describe('a local time that a clock skips or shows twice', () => {
  const nightly = policyOf({
    ...inZone('America/New_York'),
    freezes: [freeze({ extent: { recurs: 'FREQ=DAILY', at: '02:30', length: '1h' } })],
  });
  const early = policyOf({
    ...inZone('America/New_York'),
    freezes: [freeze({ extent: { recurs: 'FREQ=DAILY', at: '01:30', length: '15m' } })],
  });

  test.each([
    ['a skipped freeze holds nevertheless', nightly, '2026-03-08T07:15:00Z', true],
    ['to the end of its later reading', nightly, '2026-03-08T08:29:59Z', true],
    ['and no longer', nightly, '2026-03-08T08:30:00Z', false],
    ['a doubled freeze holds the first time', early, '2026-11-01T05:30:00Z', true],
    ['between', early, '2026-11-01T06:10:00Z', true],
    ['and the second time', early, '2026-11-01T06:44:00Z', true],
    ['and no longer than that', early, '2026-11-01T06:45:00Z', false],
  ])('%s', (_, policy, instant, expected) => {
    expect(frozen(policy, instant)).toBe(expected);
  });

  test('opens a window once: the first time, or as much later as clocks were moved', () => {
    const at = (time: string) =>
      policyOf({
        ...inZone('America/New_York'),
        windows: [window({ extent: { recurs: 'FREQ=WEEKLY;BYDAY=SU', at: time, length: '1h' } })],
      });
    const twice = windowsBetween(
      at('01:30'),
      { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' },
      anything,
    );
    expect(twice).toMatchObject([
      { from: '2026-11-01T05:30:00.000Z', to: '2026-11-01T06:30:00.000Z' },
    ]);
    const skipped = windowsBetween(
      at('02:30'),
      { from: '2026-03-08T00:00:00Z', to: '2026-03-09T00:00:00Z' },
      anything,
    );
    expect(skipped).toMatchObject([
      { from: '2026-03-08T07:30:00.000Z', to: '2026-03-08T08:30:00.000Z' },
    ]);
  });

  test('lets a day begin when clocks skip its midnight', () => {
    const policy = policyOf({
      ...inZone('America/Havana'),
      freezes: [freeze({ extent: { from: '2026-03-08', to: '2026-03-08' } })],
    });
    expect(frozenAt(policy, '2026-03-08T12:00:00Z', anything)).toMatchObject([
      { from: '2026-03-08T05:00:00.000Z', to: '2026-03-09T04:00:00.000Z' },
    ]);
  });
});

describe('an extent', () => {
  const periods = (extent: Parameters<typeof freeze>[0]['extent']) =>
    freezesBetween(
      policyOf({ freezes: [freeze({ extent: extent! })] }),
      { from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' },
      anything,
    ).map(({ from, to }) => [from, to]);

  test('of instants is exactly these', () => {
    expect(periods({ from: '2026-03-02T03:00:00+02:00', to: '2026-03-02T04:30:00Z' })).toEqual([
      ['2026-03-02T01:00:00.000Z', '2026-03-02T04:30:00.000Z'],
    ]);
  });

  test('without an end holds for ever', () => {
    expect(periods({ from: '2026-03-02' })).toEqual([['2026-03-02T00:00:00.000Z', null]]);
    expect(periods({})).toEqual([[null, null]]);
  });

  test('may recur between two dates', () => {
    expect(
      periods({
        recurs: 'FREQ=DAILY',
        from: '2026-03-03',
        to: '2026-03-04',
        at: '22:00',
        length: '4h',
      }),
    ).toEqual([
      ['2026-03-03T22:00:00.000Z', '2026-03-04T02:00:00.000Z'],
      ['2026-03-04T22:00:00.000Z', '2026-03-05T02:00:00.000Z'],
    ]);
  });

  test('of dates with a time is that time of each of them', () => {
    expect(periods({ from: '2026-03-03', to: '2026-03-04', at: '22:00' })).toEqual([
      ['2026-03-03T22:00:00.000Z', '2026-03-04T00:00:00.000Z'],
      ['2026-03-04T22:00:00.000Z', '2026-03-05T00:00:00.000Z'],
    ]);
  });

  test('that began before the range and lasts into it is seen', () => {
    expect(periods({ recurs: 'FREQ=MONTHLY;BYMONTHDAY=20', length: '12d' })).toEqual([
      ['2026-02-20T00:00:00.000Z', '2026-03-04T00:00:00.000Z'],
    ]);
  });

  test('recurs at the hours of its rule', () => {
    expect(periods({ recurs: 'FREQ=WEEKLY;BYDAY=WE;BYHOUR=9,15', length: '30m' })).toEqual([
      ['2026-03-04T09:00:00.000Z', '2026-03-04T09:30:00.000Z'],
      ['2026-03-04T15:00:00.000Z', '2026-03-04T15:30:00.000Z'],
    ]);
  });

  test.each([
    ['a last day', 'FREQ=DAILY;UNTIL=20260303', 3],
    ['a last instant', 'FREQ=DAILY;UNTIL=20260303T000000Z', 3],
    ['a count', 'FREQ=DAILY;COUNT=3', 3],
    ['an interval', 'FREQ=DAILY;INTERVAL=3', 3],
  ])('ends or steps as its rule says: %s', (_, recurs, days) => {
    const found = periods({ recurs, from: '2026-03-01' });
    const length = found.reduce((sum, [from, to]) => sum + Date.parse(to!) - Date.parse(from!), 0);
    expect(length).toBe(days * 86_400_000);
  });

  test('with a part that recurrence rules do not have is a fault, never a freeze that is left out', () => {
    expect(() => periods({ recurs: 'FREQ=YEARLY;BYEASTER=0' })).toThrow('BYEASTER');
  });
});

describe('what a freeze covers', () => {
  const always = { from: '2026-01-01' };
  const holds = (given: Parameters<typeof freeze>[0], subject: Partial<Subject>): boolean =>
    frozen(
      policyOf({ riskModels, freezes: [freeze({ extent: always, ...given })] }),
      '2026-03-01T00:00:00Z',
      { ...anything, ...subject },
    );
  const bound = (kind: 'below' | 'up-to' | null, value: number) => ({ kind, value });
  const riskModels: (typeof noDefinitions)['riskModels'] = [
    {
      name: 'm',
      doc: null,
      span: { file: 'f', start: 0, end: 0 },
      factors: [],
      levels: [],
      approvers: null,
      types: [
        { name: 'small', bound: bound('below', 30), otherwise: null },
        { name: 'usual', bound: bound('up-to', 70), otherwise: null },
        { name: 'urgent', bound: bound(null, 0), otherwise: null },
      ],
    },
  ];

  test.each([
    ['a system it names', { covers: { systems: ['a', 'b'] } }, { systems: ['c', 'b'] }, true],
    ['no other system', { covers: { systems: ['a'] } }, { systems: ['c'] }, false],
    [
      'nothing, for a change that names no system',
      { covers: { systems: ['a'] } },
      { systems: [] },
      false,
    ],
    ['a system that is not known', { covers: { systems: ['a'] } }, { systems: null }, true],
    ['its environment', { covers: { environments: ['live'] } }, { environment: 'live' }, true],
    ['no other environment', { covers: { environments: ['live'] } }, { environment: 'lab' }, false],
    [
      'an environment that is not known',
      { covers: { environments: ['live'] } },
      { environment: null },
      true,
    ],
    ['all types when it is full', {}, { type: 'urgent' }, true],
    [
      'not the type of the highest scores when it is partial',
      { freeze: 'partial' as const },
      { type: 'urgent' },
      false,
    ],
    [
      'every other type when it is partial',
      { freeze: 'partial' as const },
      { type: 'usual' },
      true,
    ],
    ['a type that is not known', { freeze: 'partial' as const }, { type: null }, true],
    ['a type that no model has', { freeze: 'partial' as const }, { type: 'odd' }, true],
    [
      'the types it names, when it names some',
      { freeze: 'partial' as const, covers: { types: ['urgent'] } },
      { type: 'urgent' },
      true,
    ],
    [
      'no type beside those',
      { freeze: 'partial' as const, covers: { types: ['small'] } },
      { type: 'usual' },
      false,
    ],
  ])('is %s', (_, given, subject, expected) => {
    expect(holds(given, subject)).toBe(expected);
  });
});

describe('the next slot', () => {
  const weekly = window({
    extent: { recurs: 'FREQ=WEEKLY;BYDAY=TU', at: '14:00', length: '2h', calendar: 'here' },
    covers: { systems: ['a'] },
  });
  const stop = freeze({ extent: { from: '2026-03-02', to: '2026-03-05' }, override: ['boss'] });
  const policy = policyOf({ ...inZone('UTC'), windows: [weekly], freezes: [stop] });
  const onA = { ...anything, systems: ['a'] };

  test('is now when nothing holds', () => {
    expect(nextSlot(policyOf({}), '2026-03-01T00:00:00.000Z', anything)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: null,
    });
  });

  test('ends where the next freeze begins', () => {
    expect(nextSlot(policy, '2026-03-01T00:00:00.000Z', anything)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
    });
  });

  test('follows the freeze, and is inside a window where one covers the systems', () => {
    expect(nextSlot(policy, '2026-03-02T12:00:00Z', anything)?.from).toBe(
      '2026-03-06T00:00:00.000Z',
    );
    expect(nextSlot(policy, '2026-03-02T12:00:00Z', onA)).toEqual({
      from: '2026-03-10T14:00:00.000Z',
      to: '2026-03-10T16:00:00.000Z',
    });
  });

  test('is far away when it must be, and none when there is none', () => {
    const long = policyOf({
      freezes: [freeze({ extent: { from: '2026-01-01', to: '2027-08-31' } })],
    });
    expect(nextSlot(long, '2026-01-01T00:00:00Z', anything)).toEqual({
      from: '2027-09-01T00:00:00.000Z',
      to: null,
    });
    expect(
      nextSlot(policyOf({ freezes: [freeze({})] }), '2026-01-01T00:00:00Z', anything),
    ).toBeNull();
  });

  test('is an instant at which nothing holds, and nothing earlier is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 * 24 }), (hours) => {
        const from = new Date(Date.UTC(2026, 1, 10) + hours * 3_600_000).toISOString();
        const slot = nextSlot(policy, from, onA)!;
        expect(standing(policy, slot.from, onA).kind).toBe('open');
        for (let at = Date.parse(from); at < Date.parse(slot.from); at += 1_800_000) {
          expect(standing(policy, new Date(at).toISOString(), onA).kind).toBe('held');
        }
      }),
      { numRuns: 8 },
    );
  });

  test('held by freezes alone, each with an override, names who may lift them', () => {
    const free = { ...anything, systems: ['b'] };
    expect(standing(policy, '2026-03-03T14:30:00Z', onA)).toMatchObject({
      kind: 'held',
      override: ['boss'],
    });
    expect(standing(policy, '2026-03-03T10:00:00Z', onA)).toMatchObject({
      kind: 'held',
      override: null,
    });
    expect(standing(policy, '2026-03-03T10:00:00Z', free)).toMatchObject({
      kind: 'held',
      override: ['boss'],
      next: { from: '2026-03-06T00:00:00.000Z' },
    });
    const strict = policyOf({
      freezes: [stop, freeze({ name: 'other', extent: { from: '2026-03-03' } })],
    });
    expect(standing(strict, '2026-03-03T10:00:00Z', anything)).toMatchObject({
      kind: 'held',
      override: null,
      next: null,
    });
    expect(standing(policyOf({}), '2026-03-03T10:00:00Z', anything)).toEqual({
      kind: 'open',
      until: null,
    });
  });
});
