import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { nearest } from '../../core/nearest.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import { mermaid } from '../../policy/graph.ts';
import { listed } from '../../verify/net/finding.ts';
import { withoutIdleResets } from '../../verify/net/idle-resets.ts';
import { defaultLimits } from '../../verify/net/limits.ts';
import { livePart } from '../../verify/net/live-part.ts';
import { bpmnOf } from '../../verify/notation/bpmn-write.ts';
import { mermaidOf } from '../../verify/notation/mermaid-write.ts';
import { pnmlOf } from '../../verify/notation/pnml-write.ts';
import { codeBaseOf } from '../../verify/workflow/code-base.ts';
import { drawWorkflow } from '../../verify/workflow/draw-workflow.ts';
import { labelledNet, type LabelledNet } from '../../verify/workflow/net-labels.ts';
import { placesOf } from '../../verify/workflow/places.ts';
import { withExample } from '../from-registry.ts';
import type { Parts } from '../parts.ts';
import { CommandFailure, usage } from '../terminal.ts';
import { failOnErrors, openWorkshop } from './workshop.ts';

/** Draws workflows: as their author sees them, or as the nets that are proved sound. */
export function addGraph(program: Command, parts: Parts): void {
  const command = program
    .command('graph')
    .argument(
      '<workflow>',
      'The workflow to draw; or, of a policy that has one alone, its directory or file.',
    )
    .argument('[path]', 'The policy directory, or one file as a policy of its own.')
    .summary('Draw a workflow')
    .description(
      'Draws a workflow as a Mermaid diagram, as its author sees it or as the net that was proved sound; or writes that net as PNML or, where its elements say it all, as a BPMN 2.0 process without a layout.',
    )
    .addOption(
      new Option('--format <format>', 'The notation.').choices(notations).default('mermaid'),
    );
  command.option('--net', 'Draw the net, each step with the file and line that it comes from.');
  withExample(command, 'changeflow graph WORKFLOW --format pnml > workflow.pnml');
  command.action(async (name: string, directory: string | undefined, flags: GraphFlags) => {
    const place = directory ?? (isPath(name) ? name : undefined);
    const opened = await openWorkshop(parts, command, place);
    failOnErrors(opened);
    const policy = opened.check.policy!;
    const all = policy.definitions.workflows;
    const found = place === name ? theOnly(name, all) : named(name, all);
    process.stdout.write(drawn(found, policy, flags));
  });
}

const notations = ['mermaid', 'pnml', 'bpmn'] as const;

interface GraphFlags {
  readonly net?: true;
  readonly format: (typeof notations)[number];
}

function drawn(
  workflow: WorkflowDefinition,
  policy: Policy,
  { format, net: asNet }: GraphFlags,
): string {
  if (format === 'mermaid' && asNet !== true) return `${mermaid(workflow).trimEnd()}\n`;
  const { net, sources } = netOf(workflow, policy);
  if (format === 'mermaid') return mermaidOf(net, sources);
  if (format === 'pnml') return pnmlOf(net, workflow.name);
  const text = bpmnOf(net, workflow.name);
  if (text.ok) return text.value;
  throw new CommandFailure(
    `no element of BPMN says the same as ${listed(text.error)}. Write it with --format pnml.`,
    1,
  );
}

/** The net that is proved sound, without steps that never happen and cancellations that never find anything to cancel. */
function netOf(workflow: WorkflowDefinition, policy: Policy): LabelledNet {
  const code = codeBaseOf(policy);
  const whole = drawWorkflow(workflow.name, code);
  if (!whole.whole)
    throw new CommandFailure(`${workflow.name} is too large to be drawn as a net`, 1);
  const net = withoutIdleResets(whole.net, defaultLimits);
  const labelled = labelledNet({ ...whole, net }, placesOf(policy, code, workflow.span));
  const live = livePart(labelled.net, defaultLimits);
  return { net: live.net, sources: live.transitions.map((at) => labelled.sources[at]!) };
}

const isPath = (text: string): boolean =>
  (text.endsWith('.scm') || text.includes('/') || text === '.') && existsSync(text);

function theOnly(path: string, all: readonly WorkflowDefinition[]): WorkflowDefinition {
  const [only, another] = all;
  if (only !== undefined && another === undefined) return only;
  throw usage(
    only === undefined
      ? `${path} has no workflow`
      : `${path} has several workflows. Name one of ${namesOf(all)} before it.`,
  );
}

function named(name: string, all: readonly WorkflowDefinition[]): WorkflowDefinition {
  const found = all.find((workflow) => workflow.name === name);
  if (found !== undefined) return found;
  throw usage(
    unknownWorkflow(
      name,
      all.map((each) => each.name),
    ),
  );
}

const namesOf = (all: readonly WorkflowDefinition[]): string =>
  all.map(({ name }) => name).join(', ');

const unknownWorkflow = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return `there is no workflow ${name}. ${near === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${near}?`}`;
};
