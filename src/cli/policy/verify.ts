import { InvalidArgumentError, Option, type Command } from 'commander';
import { readFileSync, statSync } from 'node:fs';
import { defaultLimits, type Limits } from '../../verify/net/limits.ts';
import type { Net } from '../../verify/net/net.ts';
import { decideSoundness, type Soundness } from '../../verify/net/soundness.ts';
import type { NotationFault } from '../../verify/notation/fault.ts';
import { readNet } from '../../verify/notation/read.ts';
import { xmlLimits } from '../../verify/notation/xml.ts';
import { withExample } from '../from-registry.ts';
import { globalsOf } from '../run.ts';
import { CommandFailure, type Terminal, cannotRead, createTerminal, safe } from '../terminal.ts';
import { colorOf, sentenceOf, wordOf } from './verdict.ts';
import { verifyWorkflows } from './verify-workflows.ts';

interface Flags {
  readonly states: number;
  readonly steps: number;
  readonly memory: number;
  readonly seconds: number;
}

/** Decides the soundness of a net drawn elsewhere, or of each workflow of a policy; needs no server. */
export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .argument(
      '<path>',
      'A net as PNML or a process as BPMN 2.0, - for standard input; or a policy: its directory, or one .scm file.',
    )
    .summary('Decide whether a net or each workflow of a policy is sound')
    .description(
      'Decides whether a workflow net, or each workflow of a policy, can always complete, completes properly and has no dead parts, and shows the way to what is wrong. Exit status 1 where one is not sound or was not decided.',
    )
    .addOption(limit('--states <n>', 'Markings kept at most.', defaultLimits.states))
    .addOption(limit('--steps <n>', 'Firings tried at most.', defaultLimits.steps))
    .addOption(limit('--memory <mb>', 'Megabytes of markings kept at most.', MEMORY_MB))
    .addOption(limit('--seconds <n>', 'Seconds taken at most.', SECONDS));
  withExample(command, 'changeflow verify order.pnml --json');
  command.action(async (file: string, flags: Flags) => {
    const terminal = createTerminal(globalsOf(command));
    if (isPolicy(file)) {
      const limits = (): Limits => limitsOf(flags, performance.now());
      if (!(await verifyWorkflows(file, limits, terminal))) process.exitCode = 1;
      return;
    }
    const read = readNet(bytesOf(file));
    if (!read.ok) throw unreadable(file, read.error, terminal);
    const started = performance.now();
    const decided = decideSoundness(read.value, limitsOf(flags, started));
    const ms = Number((performance.now() - started).toFixed(3));
    if (terminal.json) terminal.print(JSON.stringify(reportOf(read.value, decided, ms), null, 2));
    else if (terminal.quiet) terminal.print(wordOf(decided.sound));
    else show(terminal, file, read.value, decided, ms);
    if (decided.sound !== true) process.exitCode = 1;
  });
}

const MEMORY_MB = defaultLimits.bytes >> 20;
const SECONDS = 30;

const limit = (flags: string, description: string, otherwise: number): Option =>
  new Option(flags, description).default(otherwise).argParser((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > 0x7fffffff)
      throw new InvalidArgumentError('It must be a positive whole number.');
    return value;
  });

const isPolicy = (path: string): boolean =>
  path.endsWith('.scm') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

function limitsOf({ states, steps, memory, seconds }: Flags, started: number): Limits {
  const end = started + seconds * 1000;
  return { states, steps, bytes: memory * 2 ** 20, expired: () => performance.now() > end };
}

function bytesOf(file: string): Uint8Array {
  try {
    // Not even read where it is too large; what arrives through a pipe is looked at when it is there.
    const tooLarge = file !== '-' && statSync(file).size > xmlLimits.bytes;
    return tooLarge ? new Uint8Array(xmlLimits.bytes + 1) : readFileSync(file === '-' ? 0 : file);
  } catch (fault) {
    throw cannotRead(file, fault);
  }
}

function unreadable(file: string, fault: NotationFault, terminal: Terminal): CommandFailure {
  if (terminal.json) return new CommandFailure(JSON.stringify(fault), 1, true);
  const place = fault.line === null ? file : `${file}:${fault.line}`;
  return new CommandFailure(safe(`${place}: ${fault.code}: ${fault.message}`), 1);
}

/** What `--json` prints: nodes by the identifiers of the file. */
function reportOf(net: Net, decided: Soundness, ms: number) {
  return {
    sound: decided.sound,
    bounded: decided.bounded,
    workflow_net: decided.workflowNet,
    findings: decided.findings.map(({ code, message, places, transitions, trace }) => ({
      code,
      message,
      places: places.map((at) => String(net.places[at]!.source)),
      transitions: transitions.map((at) => String(net.transitions[at]!.source)),
      trace: trace.map((at) => String(net.transitions[at]!.source)),
    })),
    states: decided.states,
    ms,
  };
}

function show(terminal: Terminal, file: string, net: Net, decided: Soundness, ms: number): void {
  const { dim } = terminal.colors;
  const { sound, findings, states } = decided;
  const size = `${net.places.length} places, ${net.transitions.length} transitions, ${states} markings, ${ms} ms`;
  terminal.print(
    `${safe(file)} ${colorOf(sound, terminal)(sentenceOf(sound))} ${dim(`(${size})`)}`,
  );
  for (const { code, message, trace } of findings) {
    terminal.print(safe(`  ${code}: ${message}`));
    if (trace.length === 0) continue;
    terminal.print(dim(safe(`    path: ${pathOf(trace.map((at) => net.transitions[at]!.name))}`)));
  }
}

/** A path in words; of a long one its ends. */
function pathOf(names: readonly string[]): string {
  const shown =
    names.length > 24
      ? [...names.slice(0, 12), `… ${names.length - 22} more …`, ...names.slice(-10)]
      : names;
  return shown.join(' → ');
}
