import { describe, expect, test } from 'vitest';
import { freezesBetween, frozenAt, windowsBetween, type Subject } from '../../src/risk/freezes.ts';
import { nextSlot, standing } from '../../src/risk/slots.ts';
import { running, shippedFiles } from './shipped.ts';

const shipped = shippedFiles('rules');
const optional = shippedFiles('rules/optional');
const { policy, diagnostics } = running({
  ...shipped,
  'rules/freezes.scm': optional['rules/optional/freezes.scm']!,
  'rules/windows.scm': optional['rules/optional/windows.scm']!,
});
const subject: Subject = { systems: ['documentation'], environment: 'production', type: 'normal' };
const names = (instant: string, more: Partial<Subject> = {}): readonly string[] =>
  frozenAt(policy, instant, { ...subject, ...more }).map(({ name }) => name);

/** Noon in New York on a date, daylight saving or not. */
const noon = (date: string): string => `${date}T17:00:00Z`;

test('the optional freezes and windows have no flaw, and the shipped policy has none of either', () => {
  expect(diagnostics).toEqual([]);
  const plain = running(shipped).policy.definitions;
  expect([plain.freezes, plain.windows]).toEqual([[], []]);
});

describe('the optional freezes', () => {
  test.each<[string, string, string]>([
    ['holiday-season', '2025-12-20', '2026-01-05'],
    ['new-year', '2026-01-01', '2026-01-02'],
    ['black-friday', '2025-11-24', '2025-12-02'],
    ['thanksgiving', '2025-11-25', '2025-11-30'],
    ['thanksgiving', '2026-11-24', '2026-11-29'],
    ['independence-day', '2025-07-03', '2025-07-06'],
    ['memorial-day', '2025-05-23', '2025-05-26'],
    ['memorial-day', '2026-05-22', '2026-05-25'],
    ['labor-day', '2025-09-01', '2025-09-01'],
    ['labor-day', '2026-09-07', '2026-09-07'],
    ['easter-2026', '2026-04-03', '2026-04-06'],
    ['easter-2027', '2027-03-26', '2027-03-29'],
    ['championship-game', '2026-02-08', '2026-02-08'],
    ['before-cyber-monday', '2025-11-01', '2025-12-02'],
    ['quarter-end', '2026-03-25', '2026-03-31'],
    ['quarter-end', '2026-06-24', '2026-06-30'],
    ['prime-day', '2025-07-15', '2025-07-16'],
    ['valentines-day', '2026-02-14', '2026-02-14'],
    ['saint-patricks-day', '2026-03-17', '2026-03-17'],
    ['halloween', '2026-10-31', '2026-10-31'],
    ['martin-luther-king-day', '2025-01-20', '2025-01-20'],
    ['presidents-day', '2025-02-17', '2025-02-17'],
    ['cinco-de-mayo', '2026-05-05', '2026-05-05'],
    ['juneteenth', '2026-06-19', '2026-06-19'],
    ['columbus-day', '2025-10-13', '2025-10-13'],
    ['veterans-day', '2026-11-11', '2026-11-11'],
  ])('%s holds from %s to %s and not a day more', (name, from, to) => {
    const day = (date: string, days: number): string =>
      noon(
        new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10),
      );
    expect(names(noon(from))).toContain(name);
    expect(names(noon(to))).toContain(name);
    expect(names(day(from, -1))).not.toContain(name);
    expect(names(day(to, 1))).not.toContain(name);
  });

  test('hold emergencies only when they are full, and then somebody may lift them', () => {
    const urgent = { ...subject, type: 'emergency' };
    expect(names(noon('2026-06-26'), urgent)).toEqual([]);
    expect(names(noon('2026-06-26'))).toEqual(['quarter-end']);
    expect(standing(policy, noon('2026-12-24'), urgent)).toMatchObject({
      kind: 'held',
      override: ['vp-engineering'],
      next: { from: '2027-01-06T05:00:00.000Z' },
    });
    expect(standing(policy, noon('2026-06-26'), subject)).toMatchObject({
      kind: 'held',
      override: null,
    });
  });

  test('of the holidays concern production alone', () => {
    expect(names(noon('2026-12-24'), { environment: 'staging', type: 'emergency' })).toEqual([]);
  });

  test('are listed by begin, each once in a year', () => {
    const span = { from: noon('2026-01-10'), to: noon('2026-12-10') };
    const periods = freezesBetween(policy, span, subject);
    const begins = periods.map(({ from }) => from ?? '');
    expect(begins).toEqual([...begins].sort());
    const found = periods.map(({ name }) => name);
    expect(found.filter((name) => name === 'black-friday')).toHaveLength(1);
    expect(found.filter((name) => name === 'quarter-end')).toHaveLength(3);
  });
});

describe('the optional windows', () => {
  test('hold no emergency, neither by themselves nor against the override of a freeze', () => {
    const urgent = { ...subject, systems: ['payment-api'], type: 'emergency' };
    const saturday = '2026-11-21T15:00:00.000Z';
    expect(standing(policy, saturday, { ...urgent, type: 'normal' })).toMatchObject({
      kind: 'held',
      override: null,
    });
    expect(standing(policy, saturday, urgent)).toMatchObject({ kind: 'open' });
    expect(windowsBetween(policy, { from: saturday, to: noon('2026-12-31') }, urgent)).toEqual([]);
    expect(standing(policy, noon('2026-11-25'), urgent)).toMatchObject({
      kind: 'held',
      override: ['vp-engineering'],
    });
  });

  test('suggest Tuesday afternoon for what they cover, and any time for what they do not', () => {
    const tuesday = { from: '2026-09-15T18:00:00.000Z', to: '2026-09-15T20:00:00.000Z' };
    expect(
      nextSlot(policy, noon('2026-09-10'), { ...subject, systems: ['payment-api', 'checkout'] }),
    ).toEqual(tuesday);
    expect(nextSlot(policy, '2026-09-10T17:00:00.000Z', subject)?.from).toBe(
      '2026-09-10T17:00:00.000Z',
    );
  });
});
