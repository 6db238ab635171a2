import { readSync, writeSync } from 'node:fs';

/** Lines of text over file descriptors, waited for without letting anything else happen. */
export interface Lines {
  /** The next line; null when the other side has closed. */
  read(): string | null;
  write(line: string): void;
}

const LINE_END = 10;

export function blockingLines(from: number, to: number): Lines {
  const chunk = Buffer.alloc(1 << 16);
  let rest = Buffer.alloc(0);
  const taken = (): string | null => {
    const end = rest.indexOf(LINE_END);
    if (end < 0) return null;
    const line = rest.toString('utf8', 0, end);
    rest = rest.subarray(end + 1);
    return line;
  };
  return {
    read() {
      for (;;) {
        const line = taken();
        if (line !== null) return line;
        const count = readSync(from, chunk);
        if (count === 0) return null;
        rest = Buffer.concat([rest, chunk.subarray(0, count)]);
      }
    },
    write(line) {
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(to, bytes, at);
    },
  };
}
