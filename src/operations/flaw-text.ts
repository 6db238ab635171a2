import type { z } from 'zod';

/** What is wrong with a value from outside, as the rest of a sentence that begins with its name. */
export function flawText(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `is no ${kinds[issue.expected] ?? 'value'}`;
    case 'too_big':
      return excess(issue.origin, Number(issue.maximum));
    case 'too_small':
      return shortage(issue.origin, Number(issue.minimum));
    case 'invalid_value':
      return `is none of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `takes no ${issue.keys.join(', ')}`;
    case 'invalid_format':
      return `is no ${forms[issue.format] ?? 'text of the form that is wanted'}`;
    default:
      return 'has none of the forms that it may have';
  }
}

const kinds: { readonly [type: string]: string } = {
  string: 'text',
  number: 'number',
  int: 'whole number',
  boolean: 'truth value (true or false)',
  array: 'list',
  object: 'JSON object',
  record: 'JSON object',
};

const forms: { readonly [format: string]: string } = {
  datetime: 'instant such as 2026-03-02T14:00:00Z',
  date: 'day such as 2026-03-02',
};

function excess(origin: string, most: number): string {
  if (origin === 'string') return `is longer than ${most} characters`;
  return origin === 'array' ? `has more than ${most} items` : `is more than ${most}`;
}

function shortage(origin: string, least: number): string {
  if (origin === 'string') return least === 1 ? 'is empty' : `is shorter than ${least} characters`;
  return origin === 'array' ? `has fewer than ${least} items` : `is less than ${least}`;
}
