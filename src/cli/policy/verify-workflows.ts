import type { Diagnostic } from '../../core/diagnostic.ts';
import { positionOf } from '../../core/span.ts';
import { renderDiagnostics } from '../../language/diagnostics.ts';
import type { PolicyCheck, Readable } from '../../policy/definitions.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Limits } from '../../verify/net/limits.ts';
import type { Verdict } from '../../verify/net/soundness.ts';
import type { Judged } from '../../verify/workflow/findings.ts';
import { policyJudge } from '../../verify/workflow/verify-policy.ts';
import { CommandFailure, safe, type Terminal } from '../terminal.ts';
import { colorOf, sentenceOf, wordOf } from './verdict.ts';

/** A workflow with everything wrong with it, and how long that took to find out. */
interface Decided extends Judged {
  readonly sound: Verdict;
  readonly ms: number;
}

type Texts = ReadonlyMap<string, string>;

/**
 * Decides each workflow of a policy that can be read, each within the limits; the policy is a directory or one file.
 * Answers whether all are sound. Fails where the policy has errors, after it has told what it decided.
 */
export async function verifyWorkflows(
  path: string,
  limits: () => Limits,
  terminal: Terminal,
): Promise<boolean> {
  const check = await loadPolicy(path);
  const texts = new Map(check.files.map((file) => [file.path, file.text]));
  const { decided, beside } = decide(check.read, limits);
  const errors = [...check.diagnostics, ...beside].filter(isError);
  const sound = together(decided, check.read.whole);
  if (terminal.json)
    terminal.print(JSON.stringify(reportOf({ check, errors, decided, sound }, texts), null, 2));
  else if (terminal.quiet) terminal.print(wordOf(sound));
  else if (decided.length === 0 && check.read.whole)
    terminal.print(`${safe(path)} has no workflows.`);
  else for (const each of decided) show(each, texts, terminal);
  if (errors.length > 0 && !terminal.json)
    throw new CommandFailure(
      `the policy has errors:\n${renderDiagnostics(errors, texts, 'text')}`,
      1,
    );
  return sound === true && errors.length === 0;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function decide(
  { policy, whole }: Readable,
  limits: () => Limits,
): { readonly decided: readonly Decided[]; readonly beside: readonly Diagnostic[] } {
  const { judge, together: besidesOf, beside } = policyJudge(policy, whole);
  const judged = policy.definitions.workflows.map((workflow) => {
    const started = performance.now();
    return { ...judge(workflow, limits()), ms: Number((performance.now() - started).toFixed(3)) };
  });
  const more = besidesOf(judged);
  const decided = judged.map((each) => {
    const besides = more.get(each.reading.workflow.name) ?? [];
    const findings = [...each.findings, ...besides].filter(isError);
    return { ...each, findings, sound: verdictOf(findings) };
  });
  return { decided, beside: beside() };
}

const open: ReadonlySet<Diagnostic['code']> = new Set(['undecided', 'unverifiable']);

function verdictOf(findings: readonly Diagnostic[]): Verdict {
  if (findings.some(({ code }) => !open.has(code))) return false;
  return findings.length === 0 ? true : 'undecided';
}

/** The verdict on all workflows; of those that cannot be read there is none. */
function together(decided: readonly Decided[], whole: boolean): Verdict {
  if (decided.some(({ sound }) => sound === false)) return false;
  return whole && decided.every(({ sound }) => sound === true) ? true : 'undecided';
}

interface Report {
  readonly check: PolicyCheck;
  readonly errors: readonly Diagnostic[];
  readonly decided: readonly Decided[];
  readonly sound: Verdict;
}

/** What `--json` prints: of each workflow what is printed of a net, with places in the text; and the policy's errors. */
function reportOf({ check, errors, decided, sound }: Report, texts: Texts) {
  return {
    policy: check.policy?.id ?? null,
    sound,
    errors: errors.map((error) => findingOf(error, texts)),
    workflows: decided.map(({ reading, soundness, sound, findings, ms }) => ({
      workflow: reading.workflow.name,
      ...placeOf(reading.workflow.span, texts),
      sound,
      bounded: soundness?.bounded ?? 'undecided',
      workflow_net: soundness?.workflowNet ?? 'undecided',
      findings: findings.map((finding) => ({
        ...findingOf(finding, texts),
        trace: finding.path ?? [],
      })),
      states: soundness?.states ?? 0,
      ms,
    })),
  };
}

const findingOf = ({ code, message, span, help }: Diagnostic, texts: Texts) => ({
  code,
  message,
  ...placeOf(span, texts),
  ...(help === undefined ? {} : { help }),
});

const placeOf = ({ file, start }: Diagnostic['span'], texts: Texts) => {
  const { line, column } = positionOf(texts.get(file) ?? '', start);
  return { file, line, column };
};

function show(
  { reading, soundness, sound, findings, ms }: Decided,
  texts: Texts,
  terminal: Terminal,
) {
  const { places, transitions } = reading.drawn.net;
  const size = `${places.length} places, ${transitions.length} transitions, ${soundness?.states ?? 0} markings, ${ms} ms`;
  const verdict = colorOf(sound, terminal)(sentenceOf(sound));
  terminal.print(`${safe(reading.workflow.name)} ${verdict} ${terminal.colors.dim(`(${size})`)}`);
  const shown = renderDiagnostics(findings, texts, 'text').trimEnd();
  if (shown !== '') terminal.print(safe(shown).replaceAll(/^(?=.)/gm, '  '));
}
