import { Option, type Command } from 'commander';
import { positionOf } from '../../core/span.ts';
import { renderDiagnostics, type DiagnosticFormat } from '../../language/diagnostics.ts';
import { withExample } from '../from-registry.ts';
import { addGraph } from './graph.ts';
import type { Parts, TestReport, Workshop } from '../parts.ts';
import { during } from '../progress.ts';
import { globalsOf } from '../run.ts';
import { readMembers } from './read-members.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { failOnErrors, openWorkshop, textsOf } from './workshop.ts';

/** Commands that work on a policy directory and need no server. */
export function addPolicyTools(program: Command, parts: Parts): void {
  addCheck(program, parts);
  addTest(program, parts);
  addGraph(program, parts);
}

const formats = ['text', 'json', 'sarif', 'github'] as const satisfies readonly DiagnosticFormat[];

function addCheck(program: Command, parts: Parts): void {
  const command = program
    .command('check')
    .argument('[path]', 'The policy directory, or one file as a policy of its own.')
    .summary('Check a policy')
    .description(
      'Reads a policy and says everything that is wrong with it. Exit status 1 where there are findings.',
    )
    .addOption(
      new Option('--format <format>', 'How findings are written.').choices(formats).default('text'),
    )
    .option(
      '--roster <file>',
      'Also tell which approvals these people cannot give: a JSON file with principals, their kind and roles.',
    );
  withExample(command, 'changeflow check . --roster people.json');
  command.action(
    async (
      directory: string | undefined,
      flags: { readonly format: DiagnosticFormat; readonly roster?: string },
    ) => {
      const terminal = createTerminal(globalsOf(command));
      const { check, approvals } = await openWorkshop(parts, command, directory);
      const people = flags.roster === undefined ? [] : approvals(await readMembers(flags.roster));
      const diagnostics = [...check.diagnostics, ...people];
      const format = terminal.json ? 'json' : flags.format;
      const shown = renderDiagnostics(diagnostics, textsOf(check), format);
      if (shown !== '') process.stdout.write(shown);
      else if (!terminal.quiet && format === 'text')
        terminal.print(`No findings. Policy ${check.policy?.id ?? ''}`);
      if (diagnostics.length > 0) process.exitCode = 1;
    },
  );
}

function addTest(program: Command, parts: Parts): void {
  const command = program
    .command('test')
    .argument('[path]', 'The policy directory, or one file as a policy of its own.')
    .summary('Run the tests of a policy')
    .description(
      'Runs every test that the policy defines, each in a simulated world of its own, against the real engine.',
    );
  withExample(command, 'changeflow test .');
  command.action(async (directory: string | undefined) => {
    const globals = globalsOf(command);
    const terminal = createTerminal(globals);
    const opened = await openWorkshop(parts, command, directory);
    failOnErrors(opened);
    const reports = await during('Running the tests', globals, ({ at }) => opened.test(at));
    showReports(terminal, reports, opened);
    if (reports.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
  });
}

function showReports(
  terminal: Terminal,
  reports: readonly TestReport[],
  { check }: Workshop,
): void {
  if (terminal.json) {
    terminal.print(JSON.stringify(reports, null, 2));
    return;
  }
  const { green, red, dim } = terminal.colors;
  const texts = textsOf(check);
  for (const { name, span, checks, failures } of reports) {
    const line = positionOf(texts.get(span.file) ?? '', span.start).line;
    const place = dim(`${span.file}:${line}`);
    if (failures.length > 0) terminal.print(`${red('✗')} ${name}  ${place}`);
    else if (!terminal.quiet) terminal.print(`${green('✓')} ${name} ${dim(`(${checks} checks)`)}`);
    for (const failure of failures) terminal.print(`    ${failure}`);
  }
  const failed = reports.filter(({ failures }) => failures.length > 0).length;
  terminal.print(`${reports.length} tests, ${failed} failed`);
}
