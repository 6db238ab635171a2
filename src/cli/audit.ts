import { Option, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { journalLines, journalVerifier, type Checkpoint, type Verdict } from '../audit/verify.ts';
import { withExample } from './from-registry.ts';
import type { Parts } from './parts.ts';
import { during, type Progress } from './progress.ts';
import { globalsOf, runOperation } from './run.ts';
import { type Terminal, cannotRead, createTerminal, safe, usage } from './terminal.ts';

interface Flags {
  readonly replay?: boolean;
  readonly checkpoint?: readonly Checkpoint[];
}

/** Verifies the journal: of the server by its own chain, or of files by their text alone, trusting no server. */
export function addAudit(program: Command, parts: Parts): void {
  const audit = program.commands.find((command) => command.name() === 'audit') ?? program;
  const command = audit
    .command('verify')
    .argument(
      '[files...]',
      'Files of a journal in their order, or an export; none: ask the server.',
    )
    .summary('Verify the journal')
    .description(
      'Follows the hash chain of the journal. With files it needs no server and trusts none; a checkpoint noted earlier also shows what was cut off or written anew.',
    )
    .option('--replay', 'Also run every change again and compare; the server does that.')
    .addOption(
      new Option('--checkpoint <seq:hash>', 'A record noted earlier; may be repeated.').argParser(
        noted,
      ),
    );
  withExample(command, 'changeflow audit verify journal.ndjson --checkpoint 120:9f2c…');
  command.action(async (files: readonly string[], flags: Flags) => {
    if (files.length === 0) {
      const input = { replay: flags.replay ?? false };
      const value = await runOperation(parts, command, 'audit_verify', input);
      if (!(value as { readonly sound: boolean }).sound) process.exitCode = 1;
      return;
    }
    if (flags.replay === true) throw usage('--replay asks the server: leave the files out');
    const globals = globalsOf(command);
    const verdict = await during('Verifying', globals, async (progress) =>
      verdictOf(files, flags.checkpoint ?? [], progress),
    );
    showVerdict(createTerminal(globals), verdict);
    if (!verdict.sound) process.exitCode = 1;
  });
}

/** `[TENANT/]SEQ:HASH`; without a tenant the one that needs no name. */
function noted(text: string, before: readonly Checkpoint[] = []): readonly Checkpoint[] {
  const parts = /^(?:([\w.-]+)\/)?(\d+):([0-9a-f]{64})$/.exec(text);
  if (parts === null) throw usage(`${text} is no checkpoint such as 120:HASH`);
  const [, tenant = 'default', seq = '', hash = ''] = parts;
  return [...before, { v: 1, tenant, seq: Number(seq), hash, time: '' }];
}

function verdictOf(
  files: readonly string[],
  checkpoints: readonly Checkpoint[],
  progress: Progress,
): Verdict {
  const verifier = journalVerifier({ checkpoints });
  const read = files.map((file) => ({ file, bytes: bytesOf(file) }));
  const total = read.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let before = 0;
  for (const { file, bytes } of read) {
    for (const line of journalLines(file, bytes)) {
      verifier.take(line);
      progress.at(before + line.offset, total);
    }
    before += bytes.length;
  }
  return verifier.verdict();
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (fault) {
    throw cannotRead(file, fault);
  }
}

function showVerdict(terminal: Terminal, verdict: Verdict): void {
  if (terminal.json) {
    terminal.print(JSON.stringify(verdict, null, 2));
    return;
  }
  const { green, red } = terminal.colors;
  terminal.print(verdict.sound ? green('The journal is sound.') : red('The journal is NOT sound.'));
  terminal.print(`${verdict.records} records; head ${verdict.head.seq}:${verdict.head.hash}`);
  for (const { file, offset, seq, code, message } of verdict.findings) {
    const which = seq === null ? '' : ` record ${seq}:`;
    terminal.print(safe(`${file} byte ${offset}:${which} ${code}: ${message}`));
  }
}
