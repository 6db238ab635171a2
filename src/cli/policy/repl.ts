import type { Command } from 'commander';
import { createInterface } from 'node:readline';
import { renderDiagnostics } from '../../language/diagnostics.ts';
import { readTyped } from '../../language/read.ts';
import type { Conversation, Reply } from './conversation.ts';
import { readText, withExample } from '../from-registry.ts';
import type { Parts } from '../parts.ts';
import { globalsOf } from '../run.ts';
import { CommandFailure, createTerminal, usage, type Terminal } from '../terminal.ts';

/** Commands that talk the language: a conversation, and one answer. */
export function addConversations(program: Command, parts: Parts): void {
  addRepl(program, parts);
  addEval(program, parts);
}

function addRepl(program: Command, parts: Parts): void {
  const command = program
    .command('repl')
    .argument('[dir]', 'A policy whose names can be spoken of.')
    .summary('Talk to the language')
    .description(
      'Evaluates one expression after another. From a pipe it writes each value on a line of its own, an empty line where there is none, and `error: …` for one that fails, and goes on.',
    );
  withExample(command, "echo '(map (lambda (n) (* n n)) (iota 5))' | changeflow repl");
  command.action(async (directory: string | undefined) => {
    const terminal = createTerminal(globalsOf(command));
    const conversation = await begin(parts, directory);
    if (process.stdin.isTTY) await talk(conversation, terminal);
    else await answerPipe(conversation);
  });
}

async function begin(parts: Parts, directory: string | undefined): Promise<Conversation> {
  const files = directory === undefined ? [] : (await parts.workshop(directory)).check.files;
  // The language takes time to load, and other commands do without it.
  const { converse } = await import('./conversation.ts');
  const { conversation, diagnostics } = await converse(files);
  if (conversation !== null) return conversation;
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  throw new CommandFailure(
    `the policy has errors:\n${renderDiagnostics(diagnostics, texts, 'text')}`,
    1,
  );
}

/** Lines of a pipe are answered as soon as they make whole expressions, so that another program can converse. */
async function answerPipe(conversation: Conversation): Promise<void> {
  let typed = '';
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    typed += `${line}\n`;
    const read = readTyped(typed, 'stdin');
    if (read.kind === 'incomplete') continue;
    typed = '';
    if (read.kind === 'wrong') write(`error: ${read.diagnostics[0]?.message ?? 'unreadable'}\n`);
    else for (const datum of read.data) write(piped(conversation.say(datum)));
  }
  if (typed.trim() !== '') write('error: the input ends inside an expression\n');
}

/** What was displayed comes first; a value or an error begins a line of its own. */
function piped(reply: Reply): string {
  if (reply.kind === 'nothing') return `${reply.trace}\n`;
  const before =
    reply.trace === '' || reply.trace.endsWith('\n') ? reply.trace : `${reply.trace}\n`;
  return `${before}${reply.kind === 'error' ? `error: ${reply.message}` : reply.text}\n`;
}

const write = (text: string): void => void process.stdout.write(text);

const HELP = 'Type an expression; an open one goes on in the next line. Ctrl+D ends.';

async function talk(conversation: Conversation, terminal: Terminal): Promise<void> {
  const { dim, red, green } = terminal.colors;
  terminal.print(dim(HELP));
  const completer = (text: string): [string[], string] => {
    const word = /[^\s()'"`,]*$/.exec(text)?.[0] ?? '';
    return [conversation.names().filter((name) => name.startsWith(word)), word];
  };
  const input = createInterface({
    input: process.stdin,
    output: process.stdout,
    completer,
    prompt: '> ',
  });
  let typed = '';
  input.prompt();
  for await (const line of input) {
    typed += `${line}\n`;
    const read = readTyped(typed, 'repl');
    input.setPrompt(read.kind === 'incomplete' ? '. ' : '> ');
    if (read.kind !== 'incomplete') {
      if (read.kind === 'wrong') {
        terminal.print(
          red(renderDiagnostics(read.diagnostics, new Map([['repl', typed]]), 'text').trimEnd()),
        );
      } else {
        for (const datum of read.data) {
          const reply = conversation.say(datum);
          if (reply.trace !== '') terminal.print(reply.trace.trimEnd());
          if (reply.kind === 'value') terminal.print(green(reply.text));
          if (reply.kind === 'error') terminal.print(red(`error: ${reply.message}`));
        }
      }
      typed = '';
    }
    input.prompt();
  }
}

function addEval(program: Command, parts: Parts): void {
  const command = program
    .command('eval')
    .argument('[file]', 'A file of expressions; - for standard input.')
    .option('-e, --expression <text>', 'An expression.')
    .summary('Evaluate a file or an expression')
    .description(
      'Evaluates expressions in turn and writes each value on a line of its own; stops at the first that fails.',
    );
  withExample(command, "changeflow eval -e '(/ 1 3)'");
  command.action(async (file: string | undefined, flags: { readonly expression?: string }) => {
    if ((file === undefined) === (flags.expression === undefined))
      throw usage('give either a file or -e');
    const name = file ?? 'expression';
    const text = flags.expression ?? readText(name);
    const read = readTyped(text, name);
    if (read.kind === 'incomplete')
      throw new CommandFailure(`${name} ends inside an expression`, 1);
    if (read.kind === 'wrong') {
      const shown = renderDiagnostics(read.diagnostics, new Map([[name, text]]), 'text');
      throw new CommandFailure(shown.trimEnd(), 1);
    }
    const conversation = await begin(parts, undefined);
    for (const datum of read.data) {
      const reply = conversation.say(datum);
      if (reply.kind === 'error')
        throw new CommandFailure(`${reply.trace}error: ${reply.message}`, 1);
      write(reply.kind === 'nothing' ? reply.trace : piped(reply));
    }
  });
}
