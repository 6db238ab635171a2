import type { ChangeView } from '../../operations/view.ts';
import type { Colors } from '../terminal.ts';
import { voteLines } from './vote.ts';

/** Why a change waits, as a tree of reasons, and the shortest way on. */
export function explanation(view: NonNullable<ChangeView['explanation']>, colors: Colors): string {
  const lines = [
    view.summary,
    ...view.warnings.map((text) => colors.yellow(`warning: ${text}`)),
    ...view.waiting.flatMap(({ request, kind, reason, who, source, next }) => [
      '',
      `${colors.bold(request)} (${kind})${source === null ? '' : colors.dim(`  ${source}`)}`,
      ...tree(reason, 1, colors),
      ...(who.length === 0
        ? []
        : [`  could act: ${who.map((each) => `${each.id} (${each.for})`).join(', ')}`]),
      `  next: ${next}`,
    ]),
    ...(view.votes.length === 0 ? [] : ['']),
    ...voteLines('Said so far:', view.votes, colors),
    ...(view.shortest_way.length === 0
      ? []
      : ['', 'The shortest way:', ...view.shortest_way.map((step, at) => `  ${at + 1}. ${step}`)]),
  ];
  return lines.join('\n');
}

interface Reason {
  readonly holds: boolean;
  readonly text: string;
  readonly because?: readonly Reason[] | undefined;
}

function tree(reason: Reason, depth: number, colors: Colors): readonly string[] {
  const mark = reason.holds ? colors.green('✓') : colors.red('✗');
  const line = `${'  '.repeat(depth)}${mark} ${reason.text}`;
  return [line, ...(reason.because ?? []).flatMap((each) => tree(each, depth + 1, colors))];
}
