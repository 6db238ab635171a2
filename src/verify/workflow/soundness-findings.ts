import type { Diagnostic } from '../../core/diagnostic.ts';
import type { NetFinding } from '../net/finding.ts';
import type { Soundness } from '../net/soundness.ts';
import type { Step, Stuck } from './draft.ts';
import { lockDeadlock } from './lock-deadlock.ts';
import { idleLoop, livelockFinding } from './livelock.ts';
import { phasesNeverLeft } from './phases-never-left.ts';
import type { Reading } from './reading.ts';

type Told = readonly Diagnostic[];

/** What is wrong with the net of a workflow, told of its text. */
export function soundnessFindings({ sound, findings }: Soundness, reading: Reading): Told {
  const wrong = findings.filter(({ code }) => code in told);
  // What cannot be told of the text is refused all the same.
  if (wrong.length === 0 && sound !== true) return unshown(reading);
  const worst = wrong.filter(({ code }) => code !== 'dead-transition');
  // What cannot be reached because the workflow is stuck before it is the same mistake.
  return (worst.length > 0 ? worst.slice(0, 1) : wrong).flatMap((finding) =>
    told[finding.code as keyof typeof told](finding, reading),
  );
}

export function undecidedFinding({ workflow }: Reading): Diagnostic {
  return {
    severity: 'error',
    code: 'undecided',
    message: `\`${workflow.name}\` is too large to be decided within the limits`,
    span: workflow.span,
    help: 'divide it into workflows that follow each other with `become`, or let it say (unverified "why this is safe")',
  };
}

function unshown({ workflow }: Reading): Told {
  if (workflow.unverified !== null) return [];
  return [
    {
      severity: 'error',
      code: 'undecided',
      message: `\`${workflow.name}\` can come to where it does not end, and the way there was not found within the limits`,
      span: workflow.span,
      help: 'let the branches of its largest form be fewer, and look at each for something that waits for ever',
    },
  ];
}

const told = {
  deadlock,
  livelock,
  unbounded,
  'improper-completion': improper,
  'dead-transition': dead,
  undecided: limited,
} as const;

function deadlock(finding: NetFinding, reading: Reading): Told {
  const { drawn, places } = reading;
  const resting = finding.places.map((place) => drawn.resting[place]!);
  const known = resting.find(({ stuck }) => stuck !== null);
  const idle = known === undefined ? idleLoop(finding, reading) : undefined;
  if (idle !== undefined) return withPhases(idle, reading);
  const cause = known ?? resting.find(({ node }) => node);
  const steps = stepsOf(finding, reading);
  const last = steps.findLast(({ node }) => node !== null);
  const told = lockDeadlock(finding.places, reading) ?? {
    span: places.spanOf(cause?.node ?? last?.node),
    ...wordsOf(cause?.stuck ?? halted, finding, reading),
  };
  const halt: Diagnostic = {
    severity: 'error',
    code: 'deadlock',
    ...told,
    ...pathOf(steps, reading, told.span),
  };
  return withPhases(halt, reading);
}

const halted: Stuck = {
  message: 'the workflow comes to a halt here, and nothing can move it on',
  help: 'put an event beside it with `race` or `within`',
};

/** A phase that was open on the way is told as one that is over. */
function wordsOf(
  stuck: Stuck,
  { trace }: NetFinding,
  { drawn }: Reading,
): Pick<Stuck, 'message' | 'help'> {
  const { message, help, closed } = stuck;
  if (closed === undefined) return { message, help };
  const open = new Set(drawn.milestones.placesOf(closed.phase).map(drawn.indexOf));
  const wasOpen = trace.some((index) =>
    drawn.net.transitions[index]!.outputs.some(({ place }) => open.has(place)),
  );
  return wasOpen ? { message: closed.message, help: closed.help } : { message, help };
}

function livelock(finding: NetFinding, reading: Reading): Told {
  return withPhases(livelockFinding(finding, reading), reading);
}

/** A finding, and the phases that no path leaves; of one that it lies in it is the cause, and tells that itself. */
function withPhases(finding: Diagnostic, reading: Reading): Told {
  const { file, start, end } = finding.span;
  const never = phasesNeverLeft(reading);
  const around = never.filter(
    ({ span }) => span.file === file && span.start <= start && end <= span.end,
  );
  if (around.length === 0) return [finding, ...never];
  const related = around.map(({ message, span }) => ({ message, span }));
  const told = { ...finding, related: [...(finding.related ?? []), ...related] };
  return [told, ...never.filter((phase) => !around.includes(phase))];
}

function improper(finding: NetFinding, reading: Reading): Told {
  const { drawn, places } = reading;
  const left = finding.places.map((place) => drawn.resting[place]!).find(({ node }) => node);
  const span = places.spanOf(left?.node);
  const path = pathOf(stepsOf(finding, reading), reading, span);
  return [
    {
      severity: 'error',
      code: 'improper-completion',
      message: 'the workflow can end while this still runs',
      span,
      ...path,
      help: 'let what ends the workflow wait for it, or let it be taken away with what ends',
    },
  ];
}

function unbounded(finding: NetFinding, reading: Reading): Told {
  const { drawn, places } = reading;
  const steps = stepsOf(finding, reading);
  const growing = finding.places.map((place) => drawn.resting[place]!).find(({ node }) => node);
  const span = places.spanOf(growing?.node ?? steps.at(-1)?.node);
  const message = 'tokens can gather here without end';
  const help =
    'let what puts tokens here take as many from a place that is not filled by the same round';
  return [
    { severity: 'error', code: 'unbounded', message, span, ...pathOf(steps, reading, span), help },
  ];
}

/** Of a net that its author drew; what other forms become is told where their code is never read. */
function dead(finding: NetFinding, { drawn, places }: Reading): Told {
  return finding.transitions
    .map((transition) => drawn.steps[transition]!)
    .filter(({ node }) => node !== null && drawn.remarks.handDrawn.has(node))
    .map(({ node, label }) => ({
      severity: 'error',
      code: 'unreachable',
      message: `the transition \`${label ?? ''}\` can never fire`,
      span: places.spanOf(node),
      help: 'leave it out, or let something put tokens into the places that it needs',
    }));
}

function limited(_finding: NetFinding, reading: Reading): Told {
  return reading.workflow.unverified === null ? [undecidedFinding(reading)] : [];
}

const stepsOf = ({ trace }: NetFinding, { drawn }: Reading): readonly Step[] =>
  trace.map((step) => drawn.steps[step]!);

function pathOf(
  steps: readonly Step[],
  { places }: Reading,
  from: Diagnostic['span'],
): { readonly path?: readonly string[] } {
  const path = places.pathOf(steps, from);
  return path.length === 0 ? {} : { path };
}
