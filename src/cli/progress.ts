/** Nobody wants to read of what is over within this time. */
const PATIENCE_MS = 1_000;
const REPAINT_MS = 100;
const BAR = 24;

export interface Progress {
  /** How much is done of how much; painted when it is time to. */
  readonly at: (done: number, total: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

interface Manner {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * One line on standard error that says what takes so long: a bar where it is known how much is left, the seconds
 * otherwise. It appears after a second, on a terminal alone, and never where the output is for programs.
 */
export function startProgress(
  what: string,
  { json, quiet }: Manner,
  screen: Screen = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  if (screen.isTTY !== true || json === true || quiet === true || process.env['TERM'] === 'dumb') {
    return { at: () => undefined, end: () => undefined };
  }
  const began = now();
  let known: readonly [done: number, total: number] | null = null;
  let painted = began + PATIENCE_MS - REPAINT_MS;
  let isShown = false;
  const paint = (): void => {
    if (now() - painted < REPAINT_MS) return;
    painted = now();
    isShown = true;
    const seconds = `${Math.floor((painted - began) / 1_000)} s`;
    const line = [what, ...(known === null ? [] : [bar(...known)]), seconds].join('  ');
    screen.write(`\r\u001b[2K${line.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(paint, REPAINT_MS).unref();
  return {
    at(done, total) {
      known = [done, total];
      paint();
    },
    end() {
      clearInterval(timer);
      if (isShown) screen.write('\r\u001b[2K');
    },
  };
}

function bar(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(part * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(part * 100)} %`;
}

/** Does the work with a line about it. */
export async function during<T>(
  what: string,
  manner: Manner,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = startProgress(what, manner);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
