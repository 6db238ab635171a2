import type { Diagnostic } from '../../core/diagnostic.ts';
import type { NetFinding } from '../net/finding.ts';
import { decideSoundness } from '../net/soundness.ts';
import { duplicateFindings } from './duplicates.ts';
import type { Places } from './places.ts';
import { roundAfter } from './round.ts';
import type { Reading } from './reading.ts';
import type { Unhandled } from './remarks.ts';

/** Everything wrong with a workflow that its own net shows. */
export function workflowFindings(reading: Reading): readonly Diagnostic[] {
  const { workflow, drawn } = reading;
  const hidden = workflow.unverified === null ? hiddenFindings(reading) : [];
  if (!drawn.whole) {
    const undecided = workflow.unverified === null ? [undecidedFinding(reading)] : [];
    return [...hidden, ...undecided, ...unhandledFindings(reading)];
  }
  const behaviour = soundnessFindings(reading);
  const duplicates = behaviour.length === 0 ? duplicateFindings(reading) : [];
  return [
    ...hidden,
    ...unhandledFindings(reading),
    ...behaviour,
    ...duplicates,
    ...lockFindings(reading),
    ...waitFindings(reading),
  ];
}

function hiddenFindings({ drawn, places }: Reading): readonly Diagnostic[] {
  return [...drawn.remarks.hidden.values()].map(({ node, message }) => ({
    severity: 'error',
    code: 'unverifiable',
    message,
    span: places.spanOf(node),
    help: 'call it where it is made, or let the workflow say (unverified "why this is safe")',
  }));
}

function undecidedFinding({ workflow }: Reading): Diagnostic {
  return {
    severity: 'error',
    code: 'undecided',
    message: `\`${workflow.name}\` is too large to be decided within the limits`,
    span: workflow.span,
    help: 'divide it into workflows that follow each other with `become`, or let it say (unverified "why this is safe")',
  };
}

function unhandledFindings({ drawn, places, code }: Reading): readonly Diagnostic[] {
  return [...drawn.remarks.unhandled.values()].map(({ node, outcome }) => {
    const whole = drawn.remarks.wholeOf(node);
    const form = whole[0] === 'let' ? 'case' : 'cond';
    const { file, start } = places.spanOf(whole);
    const span = { file, start, end: Math.max(places.spanOf(node).end, places.spanOf(whole).end) };
    return outcome === null
      ? {
          severity: 'error',
          code: 'missing-else',
          message: `this \`${form}\` decides what is done, and does not say what happens when no clause holds`,
          span,
          help: 'add (else …); `when` and `unless` say that nothing happens otherwise',
        }
      : unhandledOutcome(form, span, outcome, { places, code });
  });
}

function unhandledOutcome(
  form: string,
  span: Diagnostic['span'],
  { outcome, from }: NonNullable<Unhandled['outcome']>,
  { places }: Pick<Reading, 'places' | 'code'>,
): Diagnostic {
  const name = requestName(from);
  return {
    severity: 'error',
    code: 'unhandled-outcome',
    message: `${name} may end \`${outcome}\`, and no clause of this \`${form}\` takes that`,
    span,
    related: [{ message: 'it is asked here', span: places.spanOf(from) }],
    path: [`${name.replaceAll('`', '')} ${outcome} (${places.lineOf(from, span)})`],
    help: form === 'case' ? `add ((${outcome}) …) or (else …)` : `add a clause for it, or (else …)`,
  };
}

function requestName(node: Unhandled['node']): string {
  const name = node[0] === 'call' ? (node[2] as Unhandled['node'] | undefined) : undefined;
  const datum = name?.[0] === 'const' ? name[1] : undefined;
  return Array.isArray(datum) && datum[0] === 'y' ? `\`${String(datum[1])}\`` : 'the approval';
}

function soundnessFindings(reading: Reading): readonly Diagnostic[] {
  const { findings } = decideSoundness(reading.drawn.net, reading.limits);
  const wrong = findings.filter(({ code }) => code in told);
  const worst = wrong.filter(({ code }) => code !== 'dead-transition');
  // What cannot be reached because the workflow is stuck before it is the same mistake.
  return (worst.length > 0 ? worst.slice(0, 1) : wrong).flatMap((finding) =>
    told[finding.code as keyof typeof told](finding, reading),
  );
}

const told = {
  deadlock,
  livelock,
  unbounded,
  'improper-completion': improper,
  'dead-transition': dead,
  undecided: limited,
} as const;

type Told = readonly Diagnostic[];

function deadlock(finding: NetFinding, { drawn, places }: Reading): Told {
  const resting = finding.places.map((place) => drawn.resting[place]!);
  const cause = resting.find(({ stuck }) => stuck !== null) ?? resting.find(({ node }) => node);
  const steps = finding.trace.map((step) => drawn.steps[step]!);
  const last = steps.findLast(({ node }) => node !== null);
  const span = places.spanOf(cause?.node ?? last?.node);
  return [
    {
      severity: 'error',
      code: 'deadlock',
      message:
        cause?.stuck?.message ?? 'the workflow comes to a halt here, and nothing can move it on',
      span,
      ...pathOf(steps, places, span),
      help: cause?.stuck?.help ?? 'put an event beside it with `race` or `within`',
    },
  ];
}

function livelock(finding: NetFinding, { workflow, drawn, places }: Reading): Told {
  const steps = finding.trace.map((step) => drawn.steps[step]!);
  const round = roundAfter(drawn.net, finding.trace).map((step) => drawn.steps[step]!);
  const named = round.filter(({ label }) => label !== null);
  const own = named.find(({ node }) => places.spanOf(node).file === workflow.span.file);
  const shown = own ?? named[0] ?? round.find(({ node }) => node !== null) ?? steps.at(-1);
  const span = places.spanOf(shown?.node);
  const around = round.flatMap(({ label }) => label ?? []);
  const what = around.length === 0 ? '' : ` (${[...new Set(around)].join(', ')})`;
  return [
    {
      severity: 'error',
      code: 'livelock',
      message: `from here the workflow can only go round${what}, and no path leads to an end`,
      span,
      ...pathOf(steps, places, span),
      help: 'give the loop a way out: a test that ends it, or an event beside it with `race`',
    },
  ];
}

function improper(finding: NetFinding, { drawn, places }: Reading): Told {
  const left = finding.places.map((place) => drawn.resting[place]!).find(({ node }) => node);
  const steps = finding.trace.map((step) => drawn.steps[step]!);
  const span = places.spanOf(left?.node);
  const message = 'the workflow can end while this still runs';
  const code = 'improper-completion';
  return [{ severity: 'error', code, message, span, ...pathOf(steps, places, span) }];
}

function unbounded(finding: NetFinding, { drawn, places }: Reading): Told {
  const steps = finding.trace.map((step) => drawn.steps[step]!);
  const growing = finding.places.map((place) => drawn.resting[place]!).find(({ node }) => node);
  const span = places.spanOf(growing?.node ?? steps.at(-1)?.node);
  const message = 'tokens can gather here without end';
  const help =
    'let what puts tokens here take as many from a place that is not filled by the same round';
  return [
    { severity: 'error', code: 'unbounded', message, span, ...pathOf(steps, places, span), help },
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

function pathOf(
  steps: Parameters<Places['pathOf']>[0],
  places: Places,
  from: Diagnostic['span'],
): { readonly path?: readonly string[] } {
  const path = places.pathOf(steps, from);
  return path.length === 0 ? {} : { path };
}

/** Locks are taken at once, in one order for all: one inside another could wait for a change that waits for this one. */
function lockFindings({ drawn, places }: Reading): readonly Diagnostic[] {
  return [...drawn.remarks.nestedLocks].map((node) => ({
    severity: 'error',
    code: 'lock-order',
    message:
      'a lock inside a lock: two changes that take them the other way round would wait for each other',
    span: places.spanOf(node),
    help: 'take all of their names at once, around both: (lock (list ONE OTHER) E …)',
  }));
}

/** An approval that is nobody's business to hurry: no time is set for it and nothing beside it may withdraw it. */
function waitFindings({ drawn, places }: Reading): readonly Diagnostic[] {
  const seen = new Set<unknown>();
  return drawn.remarks.asked.flatMap(({ node, name, kind, clauses, withdrawable }) => {
    const timed = ['due', 'within', 'remind', 'escalate'].some((word) => clauses.has(word));
    if (kind !== 'approval' || timed || withdrawable || seen.has(node)) return [];
    seen.add(node);
    return [
      {
        severity: 'warning',
        code: 'waits-forever',
        message: `\`${name}\` waits for ever when nobody answers`,
        span: places.spanOf(node),
        help: 'add (due DURATION) and (escalate WHO), or (within DURATION) to end it',
      },
    ] as const;
  });
}
