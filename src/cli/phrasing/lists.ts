import type { z } from 'zod';
import type { summaryView } from '../../operations/schemas.ts';
import { table } from '../table.ts';
import type { Colors } from '../terminal.ts';
import { moment } from './moment.ts';
import { voteText, type RequestVote } from './vote.ts';

type Summary = z.output<typeof summaryView>;
interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

export function summaries(page: Page<Summary>, colors: Colors): string {
  if (page.items.length === 0) return 'No change.';
  const rows = page.items.map((item) => [
    item.id,
    [
      item.status === 'open' ? item.phases.join(', ') : (item.outcome ?? item.status),
      ...item.failed_dependencies.map((id) => `without ${id}`),
    ].join('; '),
    item.change_type,
    item.risk_score === null ? '' : `${item.risk_score}`,
    item.title,
    item.waiting_for.join(', '),
  ]);
  return more(
    table(colors, ['ID', 'State', 'Type', 'Risk', 'Title', 'Waits for'], rows),
    page,
    colors,
  );
}

interface InboxItem {
  readonly change: Summary;
  readonly request: string;
  readonly kind: string;
  readonly role: string;
  readonly since: string;
  readonly due: string | null;
  readonly effect: string;
}

/** What waits for the caller, and what a yes would do. */
export function inbox(page: Page<InboxItem>, colors: Colors): string {
  if (page.items.length === 0) return 'Nothing waits for you.';
  const rows = page.items.map((item) => [
    item.change.id,
    item.kind === 'notice' ? 'notice' : `${item.request} (${item.kind})`,
    item.role,
    moment(item.since),
    item.due === null ? '' : moment(item.due),
    item.change.title,
    item.effect,
  ]);
  const heads = ['ID', 'Asked for', 'As', 'Since', 'Due', 'Title', 'What for'];
  return more(table(colors, heads, rows), page, colors);
}

interface StatusItem {
  readonly change: Summary;
  readonly waits_for: readonly string[];
  readonly warnings: readonly string[];
  readonly votes: readonly RequestVote[];
  readonly actions: readonly { readonly request: string; readonly next: string }[];
  readonly estimated_review: { readonly text: string; readonly source: string };
}

/** The caller’s changes: state, what the caller may do, how long a review takes. */
export function status(page: Page<StatusItem>, colors: Colors): string {
  if (page.items.length === 0) return 'You have no open change.';
  const blocks = page.items.map(
    ({ change, waits_for, warnings, votes, actions, estimated_review }) =>
      [
        `${colors.bold(change.id)}  ${change.title}`,
        `  state: ${change.phases.join(', ')}`,
        ...warnings.map((text) => colors.yellow(`  warning: ${text}`)),
        ...votes.map((vote) => `  said: ${vote.request}  ${voteText(vote)}`),
        ...waits_for.map((text) => `  waits: ${text}`),
        ...(actions.length === 0
          ? ['  you: nothing to do now']
          : actions.map(({ request, next }) => `  you: ${request}: ${next}`)),
        `  review: ${estimated_review.text} ${colors.dim(`(${estimated_review.source})`)}`,
      ].join('\n'),
  );
  return more(blocks.join('\n\n'), page, colors);
}

const more = (text: string, page: Page<unknown>, colors: Colors): string =>
  page.next_cursor === null
    ? text
    : `${text}\n${colors.dim(`more with --cursor ${page.next_cursor}`)}`;
