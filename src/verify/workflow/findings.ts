import type { Diagnostic } from '../../core/diagnostic.ts';
import { decideSoundness, type Soundness } from '../net/soundness.ts';
import { caseText } from '../guards/guard-findings.ts';
import { duplicateFindings } from './duplicates.ts';
import { effectIn } from './effects-in-conditions.ts';
import type { Reading } from './reading.ts';
import type { Unhandled } from './remarks.ts';
import { soundnessFindings, undecidedFinding } from './soundness-findings.ts';

/** A workflow with what its own net shows. */
export interface Judged {
  readonly reading: Reading;
  /** Null where it is too large to be drawn whole. */
  readonly soundness: Soundness | null;
  readonly findings: readonly Diagnostic[];
}

/** A finding, with the workflow that it is told of. */
export interface OfWorkflow {
  readonly workflow: string;
  readonly finding: Diagnostic;
}

/** Everything wrong with a workflow that its own net shows. */
export function judgeWorkflow(reading: Reading): Judged {
  const { workflow, drawn } = reading;
  const hidden = workflow.unverified === null ? hiddenFindings(reading) : [];
  const told = [
    ...hidden,
    ...unhandledFindings(reading),
    ...thunkFindings(reading),
    ...miscallFindings(reading),
    ...[...reading.drawn.remarks.acting].map((core) => effectIn(core, '`accepts`', reading.code)),
  ];
  if (!drawn.whole) {
    const undecided = workflow.unverified === null ? [undecidedFinding(reading)] : [];
    return { reading, soundness: null, findings: [...told, ...undecided] };
  }
  const soundness = decideSoundness(drawn.net, reading.limits);
  const behaviour = soundnessFindings(soundness, reading);
  const duplicates = behaviour.length === 0 ? duplicateFindings(reading) : [];
  const findings = [...told, ...behaviour, ...duplicates, ...waitFindings(reading)];
  return { reading, soundness, findings };
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

function thunkFindings({ drawn, places }: Reading): readonly Diagnostic[] {
  return [...drawn.remarks.misplaced].map(([node, { does, wind }]) => ({
    severity: 'error',
    code: 'waits-in-thunk',
    message: `this ${does}, and what \`dynamic-wind\` does on the way in or out may not`,
    span: places.spanOf(node),
    related: [{ message: 'it is done on the way in or out of this', span: places.spanOf(wind) }],
    help: 'do it before that, inside it, or behind it; on the way in or out it may notify, emit, comment and set fields',
  }));
}

function miscallFindings({ drawn, places }: Reading): readonly Diagnostic[] {
  return drawn.remarks.miscalls.all.map(({ node, code, message, help }) => ({
    // What fails at a certain operand may be caught, or meant to fail.
    severity: code === 'wrong-type' ? 'warning' : 'error',
    code,
    message,
    span: places.spanOf(node),
    ...(help === undefined ? {} : { help }),
  }));
}

function unhandledFindings({ drawn, places, code }: Reading): readonly Diagnostic[] {
  return [...drawn.remarks.unhandled.values()].map(({ node, outcome }) => {
    const whole = drawn.remarks.wholeOf(node);
    const form = whole[0] === 'let' ? 'case' : 'cond';
    const { file, start } = places.spanOf(whole);
    const span = { file, start, end: Math.max(places.spanOf(node).end, places.spanOf(whole).end) };
    const guard = outcome === null && node[0] === 'if' ? code.guardOf(node) : undefined;
    const example = guard === undefined ? '' : caseText(guard);
    return outcome === null
      ? {
          severity: 'error',
          code: 'missing-else',
          message: `this \`${form}\` decides what is done, and does not say what happens when no clause holds${example === '' ? '' : `, as where ${example}`}`,
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
