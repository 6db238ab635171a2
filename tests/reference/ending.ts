import { Condition, Unsaid, Unspecified } from './values.ts';
import type { Value } from './values.ts';
import { textOf } from './write.ts';

export type How = 'returned' | 'raised' | 'exited';

/** How a program ended, and with what as far as it is data. */
export function endingText(how: How, value: Value): string {
  if (how === 'raised') return `raised ${raisedText(value)}`;
  if (value instanceof Unspecified) return `${how} nothing`;
  try {
    return `${how} ${textOf(value, true)}`;
  } catch (thrown) {
    if (thrown instanceof Unsaid) return `${how} nothing`;
    throw thrown;
  }
}

/** An error by its kind, and one of the program's own by what it says; anything else as it is written. */
function raisedText(value: Value): string {
  if (!(value instanceof Condition)) return textOf(value, true);
  return value.kind === 'error' ? textOf(value, true) : value.kind;
}
