import { Option, type Command } from 'commander';
import { nearest } from '../core/nearest.ts';
import { positionOf } from '../core/span.ts';
import { renderDiagnostics, type DiagnosticFormat } from '../language/diagnostics.ts';
import type { Policy, WorkflowDefinition } from '../policy/definitions.ts';
import { mermaid } from '../policy/graph.ts';
import { listed } from '../verify/net/finding.ts';
import { withoutIdleResets } from '../verify/net/idle-resets.ts';
import { defaultLimits } from '../verify/net/limits.ts';
import { bpmnOf } from '../verify/notation/bpmn-write.ts';
import { pnmlOf } from '../verify/notation/pnml-write.ts';
import { codeBaseOf } from '../verify/workflow/code-base.ts';
import { drawWorkflow } from '../verify/workflow/draw-workflow.ts';
import { withExample } from './from-registry.ts';
import type { Parts, TestReport, Workshop } from './parts.ts';
import { during } from './progress.ts';
import { globalsOf } from './run.ts';
import { readMembers } from './read-members.ts';
import { CommandFailure, createTerminal, usage, type Terminal } from './terminal.ts';

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
      const { check, approvals } = await open(parts, command, directory);
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
    const opened = await open(parts, command, directory);
    failOnErrors(opened);
    const reports = await during('Running the tests', globals, ({ at }) => opened.test(at));
    showReports(terminal, reports, opened);
    if (reports.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
  });
}

function addGraph(program: Command, parts: Parts): void {
  const command = program
    .command('graph')
    .argument('<workflow>', 'The workflow to draw.')
    .argument('[path]', 'The policy directory, or one file as a policy of its own.')
    .summary('Draw a workflow')
    .description(
      'Draws a workflow as a Mermaid diagram, or writes the net that was proved sound as PNML or, where its elements say it all, as a BPMN 2.0 process without a layout.',
    )
    .addOption(
      new Option('--format <format>', 'The notation.').choices(notations).default('mermaid'),
    );
  withExample(command, 'changeflow graph WORKFLOW --format pnml > workflow.pnml');
  command.action(async (name: string, directory: string | undefined, flags: GraphFlags) => {
    const opened = await open(parts, command, directory);
    failOnErrors(opened);
    const all = opened.check.policy?.definitions.workflows ?? [];
    const found = all.find((workflow) => workflow.name === name);
    if (found === undefined)
      throw usage(
        unknownWorkflow(
          name,
          all.map((each) => each.name),
        ),
      );
    process.stdout.write(drawn(found, opened.check.policy!, flags.format));
  });
}

const notations = ['mermaid', 'pnml', 'bpmn'] as const;

interface GraphFlags {
  readonly format: (typeof notations)[number];
}

function drawn(workflow: WorkflowDefinition, policy: Policy, format: GraphFlags['format']): string {
  if (format === 'mermaid') return `${mermaid(workflow).trimEnd()}\n`;
  const { net, whole } = drawWorkflow(workflow.name, codeBaseOf(policy));
  if (!whole) throw new CommandFailure(`${workflow.name} is too large to be drawn as a net`, 1);
  const plain = withoutIdleResets(net, defaultLimits);
  if (format === 'pnml') return pnmlOf(plain, workflow.name);
  const text = bpmnOf(plain, workflow.name);
  if (text.ok) return text.value;
  throw new CommandFailure(
    `no element of BPMN says the same as ${listed(text.error)}. Write it with --format pnml.`,
    1,
  );
}

const unknownWorkflow = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return `there is no workflow ${name}. ${near === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${near}?`}`;
};

/** The directory named, else the one that the options, the environment or the working directory tell. */
function open(parts: Parts, command: Command, directory: string | undefined): Promise<Workshop> {
  const { policy, data } = globalsOf(command);
  return parts.workshop(parts.resolveConfig({ data, policy: directory ?? policy }).policy);
}

const textsOf = (check: Workshop['check']): ReadonlyMap<string, string> =>
  new Map(check.files.map(({ path, text }) => [path, text]));

/** What cannot be read cannot be tested or drawn. */
function failOnErrors({ check }: Workshop): void {
  const errors = check.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new CommandFailure(
    `the policy has errors:\n${renderDiagnostics(errors, textsOf(check), 'text')}`,
    1,
  );
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
