import type { z } from 'zod';
import type { recordView } from '../../operations/schemas.ts';
import { table } from '../table.ts';
import type { Colors } from '../terminal.ts';
import { moment } from './moment.ts';
import { voteText, wordsOf, type Vote } from './vote.ts';

interface Page {
  readonly items: readonly z.output<typeof recordView>[];
  readonly next_cursor: string | null;
}

/** The records of a change, one a line. */
export function history(page: Page, colors: Colors): string {
  const rows = page.items.map(({ seq, time, type, actor, data }) => [
    `${seq}`,
    moment(time),
    type,
    actor === null ? '' : actor.for === undefined ? actor.id : `${actor.id} for ${actor.for}`,
    brief(gist(data)),
  ]);
  const shown = table(colors, ['Seq', 'Time', 'What', 'Who', ''], rows);
  const more =
    page.next_cursor === null ? '' : `\n${colors.dim(`more with --cursor ${page.next_cursor}`)}`;
  return shown + more;
}

/** More than this of a text is read with the change itself. */
const GIST_MAX = 500;

const brief = (text: string): string =>
  text.length <= GIST_MAX ? text : `${text.slice(0, GIST_MAX)}…`;

/** The words of a record that say the most. */
function gist(data: { readonly [key: string]: unknown }): string {
  const { request, name, text, outcome, decision, vote, payload, edited } = data;
  if (isObject(decision)) return decisionGist(decision);
  if (isObject(vote)) return `${String(request)}  ${voteText(vote as unknown as Vote)}`;
  if (Array.isArray(edited)) return edited.join(', ');
  const told = [request, name, outcome, text].find((each) => typeof each === 'string');
  if (typeof told === 'string') return `${told}${isObject(payload) ? carried(payload) : ''}`;
  return isObject(request) && typeof request['request'] === 'string' ? request['request'] : '';
}

type Facts = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Why a signal was sent and under which conditions, where it says so. */
function carried({ reason, justification, conditions }: Facts): string {
  const why = [reason, justification].find((each) => typeof each === 'string');
  return wordsOf({
    reason: typeof why === 'string' ? why : null,
    conditions: Array.isArray(conditions) ? conditions.map(String) : [],
  });
}

/** What was decided, and whether nobody had to be asked. */
function decisionGist(decision: object): string {
  const { request, outcome, how } = decision as { readonly [key: string]: unknown };
  return [request, outcome, how === 'skipped' ? '(nobody asked)' : null]
    .filter((part) => typeof part === 'string')
    .join(' ');
}

interface Verification {
  readonly sound: boolean;
  readonly records: number;
  readonly changes: number;
  readonly replayed: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly findings: readonly {
    readonly code: string;
    readonly seq: number;
    readonly message: string;
  }[];
}

export function verification(view: Verification, colors: Colors): string {
  const lines = [
    view.sound ? colors.green('The journal is sound.') : colors.red('The journal is NOT sound.'),
    `records ${view.records}, changes ${view.changes}, replayed ${view.replayed}; head ${view.head.seq}:${view.head.hash}`,
    ...view.findings.map(({ code, seq, message }) => `record ${seq}: ${code}: ${message}`),
  ];
  return lines.join('\n');
}
