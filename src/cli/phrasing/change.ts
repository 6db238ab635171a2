import type { Json } from '../../core/json.ts';
import type { ChangeView } from '../../operations/view.ts';
import type { Colors } from '../terminal.ts';
import { explanation } from './explanation.ts';
import { moment } from './moment.ts';
import { voteText } from './vote.ts';

/** A change: what it is, where it stands, whom it waits for. */
export function change(view: ChangeView, colors: Colors): string {
  const { bold, dim } = colors;
  const lines = [
    `${bold(view.id)}  ${view.title}`,
    `${standing(view, colors)}  ${dim(`${view.change_type}, ${view.workflow.name}, by ${view.author}`)}`,
    ...converted(view),
    ...(view.risk === null ? [] : riskLine(view.risk)),
    ...view.warnings.map(({ text }) => colors.yellow(`  warning: ${text}`)),
    ...view.decisions.flatMap((decision) => decisionLines(decision, colors)),
    ...view.waiting.flatMap((wait) => waitingLines(wait, colors)),
    ...(view.failure === undefined
      ? []
      : [colors.red(`The program failed: ${view.failure.message}`)]),
    ...view.artifacts.flatMap(({ name, content }) =>
      content === undefined ? [dim(`artifact ${name}`)] : ['', bold(name), content],
    ),
    ...(view.adrs.length === 0 ? [] : [dim(`decisions ${view.adrs.join(', ')}`)]),
    ...(view.events ?? []).map(({ time, type, actor }) =>
      dim(`${moment(time)}  ${type}  ${actor?.id ?? ''}`),
    ),
    ...(view.explanation === undefined ? [] : ['', explanation(view.explanation, colors)]),
  ];
  return lines.join('\n');
}

function standing(view: ChangeView, colors: Colors): string {
  const where = view.phases.map(({ label }) => label).join(', ');
  if (view.status === 'open') return colors.cyan(where === '' ? 'open' : where);
  const text =
    view.outcome === null || view.outcome === view.status
      ? view.status
      : `${view.status} (${view.outcome})`;
  return view.status === 'completed' || view.status === 'archived'
    ? colors.green(text)
    : colors.red(text);
}

function converted({
  declared_type,
  change_type,
  recommended_type,
}: ChangeView): readonly string[] {
  const told = [
    ...(declared_type !== null && declared_type !== change_type
      ? [`declared as ${declared_type}`]
      : []),
    ...(recommended_type !== null && recommended_type !== change_type
      ? [`${recommended_type} is recommended`]
      : []),
  ];
  return told.length === 0 ? [] : [told.join('; ')];
}

function riskLine(risk: NonNullable<ChangeView['risk']>): readonly string[] {
  const { score, level_label, level, rules } = risk;
  if (typeof score !== 'number') return [];
  const named = typeof level_label === 'string' ? level_label : level;
  const notes = Array.isArray(rules) ? (rules as readonly Json[]).flatMap(reasonOf) : [];
  return [`Risk Score: ${score}/100${typeof named === 'string' ? ` (${named})` : ''}`, ...notes];
}

/** Why a rule spoke up, where it says so. */
function reasonOf(rule: Json): readonly string[] {
  if (rule === null || typeof rule !== 'object' || !('because' in rule)) return [];
  return typeof rule.because === 'string' ? [`  note: ${rule.because}`] : [];
}

/** An approval that has ended, with what was said; a withdrawn one that nobody had voted in says nothing. */
function decisionLines(
  decision: ChangeView['decisions'][number],
  { bold, dim }: Colors,
): readonly string[] {
  const { request, outcome, how, votes } = decision;
  if (outcome === 'withdrawn' && votes.length === 0) return [];
  const nobody = how === 'skipped' ? ' (nobody asked)' : '';
  const past = decision.void ? dim(', which counts no more') : '';
  return [
    `  ended ${bold(request)}: ${outcome}${nobody}${dim(`, ${moment(decision.at)}`)}${past}`,
    ...votes.map((vote) => `    ${voteText(vote)}`),
  ];
}

function waitingLines(wait: ChangeView['waiting'][number], colors: Colors): readonly string[] {
  const who = wait.roles.length === 0 ? '' : ` by ${wait.roles.join(', ')}`;
  const needed = wait.quorum === null ? '' : ` (${wait.quorum})`;
  const due = wait.due === null ? '' : colors.dim(`, due ${moment(wait.due)}`);
  return [
    `  waits for ${wait.kind} ${colors.bold(wait.request)}${who}${needed}${due}`,
    ...wait.votes.map((vote) => `    ${voteText(vote)}`),
  ];
}
