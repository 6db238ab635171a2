/** A stretch of a source file, by UTF-16 offsets; `end` is the first offset after it. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Line and column, both from 1, as people count them; columns count code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where an offset lies in a text. Computed late: parsing keeps offsets only. */
export function positionOf(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  const stop = Math.min(offset, text.length);
  for (let at = text.indexOf('\n'); at !== -1 && at < stop; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: Array.from(text.slice(lineStart, stop)).length + 1 };
}
