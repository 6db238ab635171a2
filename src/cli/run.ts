import type { Command } from 'commander';
import type { Answer } from '../operations/operation.ts';
import { operations } from '../operations/registry.ts';
import type { Input } from '../operations/rest.ts';
import { connect, type ConnectOptions } from './connect.ts';
import type { Parts } from './parts.ts';
import { phrase } from './phrasing/phrase.ts';
import { during } from './progress.ts';
import { createTerminal, failureOf, type Terminal } from './terminal.ts';

/** Options that every command takes. */
export interface Globals {
  readonly data?: string;
  readonly policy?: string;
  readonly server?: string;
  readonly as?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const globalsOf = (command: Command): Globals => command.optsWithGlobals<Globals>();

/** Calls an operation, wherever its server is, and shows the answer. */
export async function runOperation(
  parts: Parts,
  command: Command,
  operation: string,
  input: Input,
): Promise<unknown> {
  const globals = globalsOf(command);
  const terminal = createTerminal(globals);
  let shown: unknown;
  const reads = operations.some(({ name, kind }) => name === operation && kind === 'query');
  await withConnection(
    parts,
    globals,
    async (call) => {
      const answer = await call(operation, input, terminal);
      if (answer.kind === 'lines') for await (const line of answer.lines) terminal.print(line);
      else if (answer.kind === 'text') process.stdout.write(answer.text);
      else showValue(terminal, operation, (shown = answer.value));
    },
    { reads },
  );
  return shown;
}

function showValue(terminal: Terminal, operation: string, value: unknown): void {
  if (terminal.json) terminal.print(JSON.stringify(value, null, 2));
  else if (terminal.quiet) quietly(terminal, value);
  else terminal.print(phrase(operation, value, terminal.colors));
}

/** The identifier alone, or those of a list, for scripts. */
function quietly(terminal: Terminal, value: unknown): void {
  for (const item of itemsOf(value)) {
    const id = idOf(item);
    if (id !== null) terminal.print(id);
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  const isList = typeof value === 'object' && value !== null && 'items' in value;
  return isList && Array.isArray(value.items) ? value.items : [value];
}

function idOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  if ('id' in item && typeof item.id === 'string') return item.id;
  return 'change' in item ? idOf(item.change) : null;
}

export type Call = (operation: string, input: Input, terminal: Terminal) => Promise<Answer>;

/** Which server the global options name, and as whom to call it. */
export const connectOptions = ({ server, as }: Globals): ConnectOptions => ({
  ...(server === undefined ? {} : { server }),
  ...(as === undefined ? {} : { as }),
});

/** Connects, works, and always disconnects. */
export async function withConnection<T>(
  parts: Parts,
  globals: Globals,
  work: (call: Call) => Promise<T>,
  options: Pick<ConnectOptions, 'reads'> = {},
): Promise<T> {
  const { data, policy } = globals;
  const connection = await during('Looking for the server', globals, () =>
    connect(parts, { data, policy }, { ...connectOptions(globals), ...options }),
  );
  try {
    return await work(async (operation, input, terminal) => {
      const outcome = await during('Waiting for the answer', globals, () =>
        connection.client.call(operation, input),
      );
      if (!outcome.ok) throw failureOf(outcome.error, terminal);
      return outcome.value;
    });
  } finally {
    await connection.close();
  }
}
