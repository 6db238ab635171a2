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
  /** Whether the message is JSON for a program, to be written as it is. */
  readonly isJson: boolean;

  constructor(message: string, status: number, isJson = false) {
    super(message);
    this.status = status;
    this.isJson = isJson;
  }
}

export const usage = (message: string): CommandFailure => new CommandFailure(message, 2);

/** A file that was named and cannot be read, with why in words. */
export function cannotRead(file: string, fault: unknown): CommandFailure {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  const said = fault instanceof Error ? fault.message : String(fault);
  return usage(`${file} cannot be read: ${whyUnreadable[code] ?? said}`);
}

const whyUnreadable: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it belongs to others',
};

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
  const status = exitStatus(refusal.code);
  if (terminal.json) return new CommandFailure(JSON.stringify(refusal), status, true);
  const inputs = refusal.errors ?? [];
  const listed =
    inputs.length > 1 ? inputs.map(({ path, message }) => `\n  ${path} ${message}`) : [];
  return new CommandFailure(safe(`${refusal.code}: ${refusal.message}${listed.join('')}`), status);
}

/** Data with every text in it made safe. */
export function safely(value: unknown): unknown {
  if (typeof value === 'string') return safe(value);
  if (Array.isArray(value)) return value.map(safely);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, safely(item)]));
}

/** Text of others without what a terminal would obey. */
export const safe = (text: string): string =>
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
