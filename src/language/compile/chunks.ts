import type { Syntax } from '../../../grammar/syntax.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';

/**
 * The data that a reading mistake may have spoiled: what stands with it between one datum in column 0 and the next.
 * A parenthesis too many ends its definition early, so that the rest of it looks like expressions at top level; of all
 * this only the parenthesis is worth a message.
 */
export function spoiledBy(
  mistakes: readonly Diagnostic[],
  data: readonly Syntax[],
  text: string,
): ReadonlySet<Syntax> {
  const spoiled = new Set<Syntax>();
  if (mistakes.length === 0) return spoiled;
  const starts = data
    .map(({ start }) => start)
    .filter((start) => start === 0 || text[start - 1] === '\n');
  for (const { span } of mistakes) {
    const from = starts.findLast((start) => start <= span.start) ?? 0;
    const to = starts.find((start) => start > span.start) ?? Infinity;
    for (const datum of data) if (datum.end > from && datum.start < to) spoiled.add(datum);
  }
  return spoiled;
}
