import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Interval } from '../../src/risk/intervals.ts';
import { holding, intersect, subtract, union } from '../../src/risk/intervals.ts';

const intervals = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 12 }))
    .map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 8 },
);
const has = (list: readonly Interval[], instant: number): boolean =>
  holding(list, instant) !== undefined;
const instants = Array.from({ length: 45 }, (_, at) => at);

test('sets of instants behave as sets: each instant is where logic puts it', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      for (const at of instants) {
        expect(has(union([...a, ...b]), at)).toBe(has(a, at) || has(b, at));
        expect(has(intersect(a, b), at)).toBe(has(a, at) && has(b, at));
        expect(has(subtract(a, b), at)).toBe(has(a, at) && !has(b, at));
      }
    }),
  );
});

test('what comes out is sorted and nothing in it touches', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      for (const list of [union(a), intersect(a, b), subtract(a, b)]) {
        for (const { start, end } of list) expect(start).toBeLessThan(end);
        for (let at = 1; at < list.length; at += 1)
          expect(list[at]!.start).toBeGreaterThan(list[at - 1]!.end);
      }
    }),
  );
});
