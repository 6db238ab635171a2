/** A command of the README with the output that stands under it; `…` stands for any text, alone on a line for any lines. */
export interface Exchange {
  readonly command: string;
  readonly expected: readonly string[];
}

/** The exchanges of all blocks marked `session`, in order. */
export function exchangesOf(markdown: string): readonly Exchange[] {
  const blocks = [...markdown.matchAll(/^```session\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  return blocks.flatMap((block) => {
    const exchanges: { command: string; expected: string[] }[] = [];
    for (const line of block.split('\n').slice(0, -1)) {
      if (line.startsWith('$ ')) exchanges.push({ command: line.slice(2), expected: [] });
      else exchanges.at(-1)!.expected.push(line);
    }
    return exchanges;
  });
}

/** Whether an output is what the README says; trailing space and blank lines at the end do not count. */
export function matchesOutput(expected: readonly string[], output: string): boolean {
  const pattern = expected
    .map((line) => (line === '…' ? '(?:.*\\n)*?' : `${lineOf(line)}[ \\t]*\\n`))
    .join('');
  const text = output.replace(/\s*$/u, '');
  return new RegExp(`^${pattern}\\s*$`, 'u').test(text === '' ? '' : `${text}\n`);
}

const lineOf = (line: string): string =>
  line
    .trimEnd()
    .split('…')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'))
    .join('.*');
