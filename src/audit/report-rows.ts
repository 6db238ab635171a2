import type { Happening } from './change-story.ts';
import type { AuditReport } from './report.ts';

const COLUMNS = [
  ...['change', 'title', 'type', 'status', 'risk', 'environment'],
  ...['seq', 'time', 'who', 'acting_for', 'what', 'detail', 'why', 'policy', 'rule', 'hash'],
  'conditions',
] as const;

/**
 * The report's chronologies as rows of cells for a spreadsheet, the first row being the names of the columns. Cells
 * that a spreadsheet would run as a formula begin with an apostrophe instead.
 */
export function* reportRows(report: AuditReport): Generator<readonly string[]> {
  yield COLUMNS;
  for (const story of report.changes) {
    const about = [
      story.id,
      story.title,
      story.type,
      story.status,
      story.risk_level,
      story.environment,
    ];
    for (const each of story.chronology) yield rowOf(about, each);
  }
  // What belongs to no change has nothing to say about one.
  for (const each of report.other_records) yield rowOf(['', '', '', '', '', ''], each);
}

function rowOf(
  about: readonly (string | null)[],
  {
    seq,
    time,
    who,
    acting_for: actingFor,
    what,
    detail,
    why,
    policy,
    rule,
    hash,
    conditions,
  }: Happening,
): readonly string[] {
  const row = [
    ...about,
    String(seq),
    time,
    who,
    actingFor,
    what,
    detail,
    why,
    policy,
    rule,
    hash,
    conditions.join('; '),
  ];
  return row.map((cell) => guardCell(cell ?? ''));
}

/** Text that no spreadsheet takes for a formula: those begin with =, +, - or @, or with blanks before one of them. */
export const guardCell = (text: string): string =>
  /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
