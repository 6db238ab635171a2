import type { Diagnostic } from '../../core/diagnostic.ts';
import { positionOf } from '../../core/span.ts';
import { renderDiagnostics } from '../../language/diagnostics.ts';
import type { PolicyCheck } from '../../policy/definitions.ts';
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
 * Decides each workflow of a policy, which is a directory or one file, each within the limits; answers whether all are
 * sound. Fails where the policy has errors that let no workflow be read.
 */
export async function verifyWorkflows(
  path: string,
  limits: () => Limits,
  terminal: Terminal,
): Promise<boolean> {
  const check = await loadPolicy(path);
  const texts = new Map(check.files.map((file) => [file.path, file.text]));
  const decided = decide(check, texts, limits, terminal);
  if (terminal.json) terminal.print(JSON.stringify(reportOf(check, decided, texts), null, 2));
  else if (terminal.quiet) terminal.print(wordOf(together(decided)));
  else if (decided.length === 0) terminal.print(`${safe(path)} has no workflows.`);
  else for (const each of decided) show(each, texts, terminal);
  return together(decided) === true;
}

function decide(
  { policy, diagnostics }: PolicyCheck,
  texts: Texts,
  limits: () => Limits,
  terminal: Terminal,
): readonly Decided[] {
  if (policy === null) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const shown = renderDiagnostics(errors, texts, terminal.json ? 'json' : 'text');
    throw new CommandFailure(terminal.json ? shown : `the policy has errors:\n${shown}`, 1);
  }
  const { judge, together: besidesOf } = policyJudge(policy);
  const judged = policy.definitions.workflows.map((workflow) => {
    const started = performance.now();
    return { ...judge(workflow, limits()), ms: Number((performance.now() - started).toFixed(3)) };
  });
  const more = besidesOf(judged);
  return judged.map((each) => {
    const besides = more.get(each.reading.workflow.name) ?? [];
    const findings = [...each.findings, ...besides].filter(({ severity }) => severity === 'error');
    return { ...each, findings, sound: verdictOf(findings) };
  });
}

const open: ReadonlySet<Diagnostic['code']> = new Set(['undecided', 'unverifiable']);

function verdictOf(findings: readonly Diagnostic[]): Verdict {
  if (findings.some(({ code }) => !open.has(code))) return false;
  return findings.length === 0 ? true : 'undecided';
}

function together(decided: readonly Decided[]): Verdict {
  if (decided.some(({ sound }) => sound === false)) return false;
  return decided.every(({ sound }) => sound === true) ? true : 'undecided';
}

/** What `--json` prints: of each workflow what is printed of a net, with places in the text. */
function reportOf({ policy }: PolicyCheck, decided: readonly Decided[], texts: Texts) {
  return {
    policy: policy?.id ?? null,
    sound: together(decided),
    workflows: decided.map(({ reading, soundness, sound, findings, ms }) => ({
      workflow: reading.workflow.name,
      ...placeOf(reading.workflow.span, texts),
      sound,
      bounded: soundness?.bounded ?? 'undecided',
      workflow_net: soundness?.workflowNet ?? 'undecided',
      findings: findings.map(({ code, message, span, path = [], help }) => ({
        code,
        message,
        ...placeOf(span, texts),
        ...(help === undefined ? {} : { help }),
        trace: path,
      })),
      states: soundness?.states ?? 0,
      ms,
    })),
  };
}

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
