import { nearest } from '../../core/nearest.ts';
import type { FormContext } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import { itemsOf } from './shape.ts';

/** How often and with how many operands a clause may stand. */
export interface ClauseShape {
  readonly least: number;
  /** null: any number. */
  readonly most: number | null;
  readonly repeats?: boolean;
  readonly required?: boolean;
  /** What it looks like, for messages: `(due DURATION)`. */
  readonly usage: string;
}

export type ClauseShapes = { readonly [word: string]: ClauseShape };

export interface Clause {
  readonly word: string;
  readonly operands: readonly Stx[];
  readonly stx: Stx;
}

/**
 * The clauses of a form, known by the spelling of their first symbol. Reports unknown, repeated, missing and misshapen
 * ones and leaves them out; what it returns has the shapes asked for.
 */
export function readClauses(
  stxs: readonly Stx[],
  shapes: ClauseShapes,
  form: { readonly name: string; readonly stx: Stx },
  context: FormContext,
): readonly Clause[] {
  const clauses: Clause[] = [];
  const seen = new Set<string>();
  let misread = false;
  for (const stx of stxs) {
    const clause = readClause(stx, shapes, form.name, context);
    if (clause === undefined) {
      misread = true;
      continue;
    }
    const shape = shapes[clause.word]!;
    if (seen.has(clause.word) && shape.repeats !== true) {
      context.error('repeated-clause', stx, `\`${clause.word}\` may stand once only`);
      continue;
    }
    seen.add(clause.word);
    if (fits(clause, shape, context)) clauses.push(clause);
  }
  // A clause that is not known by its word may well be the one that is missing: one mistake, one message.
  for (const [word, shape] of Object.entries(shapes)) {
    if (shape.required === true && !seen.has(word) && !misread) {
      context.error('missing-clause', form.stx, `\`${form.name}\` needs ${shape.usage}`);
    }
  }
  return clauses;
}

function readClause(
  stx: Stx,
  shapes: ClauseShapes,
  form: string,
  context: FormContext,
): Clause | undefined {
  const [head, ...operands] = itemsOf(stx) ?? [];
  const word = head === undefined ? undefined : context.word(head);
  if (head === undefined || word === undefined) {
    const known = Object.values(shapes).map(({ usage }) => usage);
    context.error(
      'bad-clause',
      stx,
      `\`${form}\` wants clauses here`,
      `clauses: ${known.join(' ')}`,
    );
    return undefined;
  }
  if (Object.hasOwn(shapes, word)) return { word, operands, stx };
  const meant = nearest(word, Object.keys(shapes));
  const help =
    meant === undefined
      ? `it has: ${Object.keys(shapes).join(', ')}`
      : `did you mean \`${meant}\`?`;
  context.error('unknown-clause', head, `\`${form}\` has no clause \`${word}\``, help);
  return undefined;
}

function fits(clause: Clause, shape: ClauseShape, context: FormContext): boolean {
  const count = clause.operands.length;
  if (count >= shape.least && (shape.most === null || count <= shape.most)) return true;
  context.error('bad-clause', clause.stx, `\`${clause.word}\` is written ${shape.usage}`);
  return false;
}

/** The one clause of a word, where it stands. */
export const clauseOf = (clauses: readonly Clause[], word: string): Clause | undefined =>
  clauses.find((clause) => clause.word === word);
