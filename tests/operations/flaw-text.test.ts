import { expect, test } from 'vitest';
import { z } from 'zod';
import { flawText } from '../../src/operations/flaw-text.ts';
import {
  commandInputs,
  dayOrInstant,
  pageInputs,
  text,
  words,
} from '../../src/operations/schemas.ts';

const shape = z.strictObject({
  ...pageInputs,
  ...commandInputs,
  name: z.string().trim().min(1),
  note: text,
  systems: words,
  day: dayOrInstant,
  start: z.iso.datetime({ offset: true }),
  policy: z.enum(['block', 'warn']),
  submit: z.boolean(),
  pair: z.array(z.string()).min(2),
  payload: z.record(z.string(), z.json()),
  nested: z.strictObject({ id: z.string().min(3) }),
});

const right = {
  name: 'a',
  note: '',
  systems: [],
  day: '2026-03-02',
  start: '2026-03-02T14:00:00Z',
  policy: 'warn',
  submit: true,
  pair: ['a', 'b'],
  payload: {},
  nested: { id: 'abc' },
};

test.each<readonly [string, unknown, string]>([
  ['limit', 'abc', 'is no number'],
  ['limit', 1.5, 'is no whole number'],
  ['limit', 1000, 'is more than 100'],
  ['limit', 0, 'is less than 1'],
  ['name', undefined, 'is missing'],
  ['name', ' ', 'is empty'],
  ['name', 3, 'is no text'],
  ['note', 'x'.repeat(100_001), 'is longer than 100000 characters'],
  ['systems', 'wiki', 'is no list'],
  ['systems', Array.from({ length: 101 }, () => 'a'), 'has more than 100 items'],
  ['pair', ['a'], 'has fewer than 2 items'],
  [
    'day',
    'yesterday',
    'is neither a day such as 2026-03-02 nor an instant such as 2026-03-02T14:00:00Z',
  ],
  ['start', 'tomorrow', 'is no instant such as 2026-03-02T14:00:00Z'],
  ['policy', 'maybe', 'is none of block, warn'],
  ['submit', 'yes', 'is no truth value (true or false)'],
  ['payload', [], 'is no JSON object'],
  ['nested', { id: 'abc', more: 1 }, 'takes no more'],
  ['nested', { id: 'a' }, 'is shorter than 3 characters'],
])('%s of %j %s', (name, value, said) => {
  const parsed = shape.safeParse({ ...right, [name]: value }, { error: flawText });
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([said]);
});
