import Table from 'cli-table3';
import pc from 'picocolors';
import type { Refusal } from '../core/refusal.ts';
import { exitStatus } from '../operations/problem.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** How results are shown: for people, as JSON, or as little as possible. */
export interface Terminal {
  readonly colors: Colors;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Writes a line to standard output. */
  readonly print: (text: string) => void;
  /** Writes a line to standard error, where it disturbs no pipe. */
  readonly note: (text: string) => void;
}

/** What ends a command early with an exit status, told to the person in a sentence. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export const usage = (message: string): CommandFailure => new CommandFailure(message, 2);

export function createTerminal(options: { json?: boolean; quiet?: boolean }): Terminal {
  return {
    colors: pc.createColors(wantsColor(process.stdout, process.env)),
    json: options.json === true,
    quiet: options.quiet === true,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}

/**
 * Colour is for a terminal alone, whatever a build server's environment says: a pipe is read by programs. NO_COLOR takes
 * it away and FORCE_COLOR gives it everywhere, as their conventions say.
 */
export function wantsColor(
  output: { readonly isTTY?: boolean },
  environment: { readonly [name: string]: string | undefined },
): boolean {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  if (isSet('NO_COLOR')) return false;
  if (isSet('FORCE_COLOR')) return environment['FORCE_COLOR'] !== '0';
  return output.isTTY === true && environment['TERM'] !== 'dumb';
}

/** A refusal as a failure of the command: what was refused, each wrong input, what details say. */
export function failureOf(refusal: Refusal, terminal: Terminal): CommandFailure {
  if (terminal.json) return new CommandFailure(JSON.stringify(refusal), exitStatus(refusal.code));
  const inputs = refusal.errors ?? [];
  const listed =
    inputs.length > 1 ? inputs.map(({ path, message }) => `\n  ${path} ${message}`) : [];
  return new CommandFailure(
    safe(`${refusal.code}: ${refusal.message}${listed.join('')}`),
    exitStatus(refusal.code),
  );
}

/** Text of others without what a terminal would obey. */
export const safe = (text: string): string =>
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

/** Rows under bold heads, without lines. */
export function table(
  colors: Colors,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const made = new Table({
    head: heads.map((head) => colors.bold(head)),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const row of rows) made.push(row.map(safe));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
