import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cache } from '../../src/store/files/cache.ts';
import { DueOrder } from '../../src/store/files/due-order.ts';
import { Postings } from '../../src/store/files/postings.ts';
import { Tallies, type Counted } from '../../src/store/files/tallies.ts';
import { TextIndex } from '../../src/store/files/text-index.ts';

describe('the order of what is due', () => {
  test('is that of sorting after any changes', () => {
    const change = fc.tuple(fc.nat(40), fc.option(fc.nat(20), { nil: null }));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 200 }),
        fc.nat(25),
        fc.nat(45),
        (changes, until, limit) => {
          const due = new Map<number, number>();
          const order = new DueOrder((row) => due.get(row) ?? Number.NaN);
          for (const [row, instant] of changes) {
            if (instant === null) due.delete(row);
            else due.set(row, instant);
            order.set(row, instant !== null);
          }
          const sorted = [...due]
            .filter(([, instant]) => instant <= until)
            .sort(([a, x], [b, y]) => x - y || a - b);
          expect(order.upTo(until, limit)).toEqual(sorted.slice(0, limit).map(([row]) => row));
        },
      ),
    );
  });
});

describe('the rows of keys', () => {
  const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });

  test('are those that have one of them by now, highest first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), keys)), keys, fc.nat(35), (moves, asked, below) => {
        const postings = new Postings();
        const now = new Map<number, readonly ('a' | 'b' | 'c')[]>();
        for (const [row, after] of moves) {
          postings.move(row, now.get(row) ?? [], after);
          now.set(row, after);
        }
        const having = [...now].flatMap(([row, has]) =>
          row < below && has.some((key) => asked.includes(key)) ? [row] : [],
        );
        expect([...postings.rowsOf(asked, below)]).toEqual(having.sort((a, b) => b - a));
      }),
    );
  });

  test('are the same where very many have one', () => {
    const postings = new Postings();
    for (let row = 0; row < 10_000; row += 1) postings.move(row, [], row % 2 === 0 ? ['a'] : []);
    const [first, second] = postings.rowsOf(['a', 'b'], 5_000);
    expect([first, second]).toEqual([4_998, 4_996]);
  });
});

describe('the texts of changes', () => {
  test('are found by their newest words, whatever was written before', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'ß', ' ', '\n'), maxLength: 12 });
    const long = fc.array(fc.tuple(fc.nat(5), text, text), { maxLength: 40 });
    fc.assert(
      fc.property(
        long,
        fc.string({ unit: fc.constantFrom('a', 'b', 'É', ' '), maxLength: 4 }),
        (puts, q) => {
          const index = new TextIndex();
          const newest = new Map<number, string>();
          for (const [row, title, description] of puts) {
            // Long enough for older texts to be dropped on the way.
            index.put(row, title, `${description}${'.'.repeat(20_000)}`);
            newest.set(row, `${title}\0${description}`.toLowerCase());
          }
          const words = q
            .toLowerCase()
            .split(' ')
            .filter((word) => word !== '');
          const found = index.find(q);
          for (const [row, whole] of newest) {
            expect(found?.(row) ?? true).toBe(words.every((word) => whole.includes(word)));
          }
        },
      ),
    );
  });
});

test('a word that most texts have is found with the words that few have, and alone', () => {
  const index = new TextIndex();
  for (let row = 0; row < 600; row += 1) index.put(row, `common ${row}`, row === 7 ? 'Rare' : '');
  index.put(3, 'without it', '');
  const rows = (q: string): readonly number[] => {
    const found = index.find(q);
    return Array.from({ length: 601 }, (_, row) => row).filter((row) => found?.(row));
  };
  expect(rows('common')).toHaveLength(599);
  expect(rows('common rare')).toEqual([7]);
  expect(rows('common absent')).toEqual([]);
  expect(rows('it')).toEqual([3]);
});

test('the cache keeps what was used last within its bytes', () => {
  const cache = new Cache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  expect(cache.get('a')).toBe('A');
  cache.set('c', 'C', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  cache.set('d', 'D', 99);
  expect([cache.get('a'), cache.get('d')]).toEqual([undefined, undefined]);
});

describe('the tallies of lists of systems', () => {
  const counted = fc.record({
    systems: fc.nat(3),
    ending: fc.constantFrom(null, 'done', 'undone'),
    at: fc.nat(20),
  });

  test('are those of counting, after any changes and when taken at once', () => {
    const moves = fc.array(fc.tuple(fc.nat(15), counted), { maxLength: 100 });
    fc.assert(
      fc.property(moves, fc.subarray([0, 1, 2, 3]), fc.nat(20), (changes, lists, since) => {
        const now = new Map<number, Counted>();
        const moved = new Tallies();
        for (const [row, after] of changes) {
          moved.move(now.get(row) ?? null, after);
          now.set(row, after);
        }
        const loaded = new Tallies();
        loaded.load(now.values());
        const having = [...now.values()].filter(({ systems }) => lists.includes(systems));
        const expected = ['done', 'undone'].flatMap((ending) => {
          const found = having.filter((one) => one.ending === ending && one.at >= since);
          const latest = Math.max(...found.map(({ at }) => at));
          return found.length === 0 ? [] : [{ ending, count: found.length, latest }];
        });
        for (const tallies of [moved, loaded]) {
          expect(tallies.open(lists)).toBe(having.filter(({ ending }) => ending === null).length);
          const ended = [...tallies.endedSince(lists, since)];
          expect(ended.sort((a, b) => (a.ending < b.ending ? -1 : 1))).toEqual(expected);
        }
      }),
    );
  });
});
