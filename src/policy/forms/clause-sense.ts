import { durationSeconds } from '../../core/duration.ts';
import type { FormContext } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import { clauseOf, type Clause } from './clauses.ts';
import { integerOf, itemsOf, textOf } from './shape.ts';
import { looksLikeDuration } from './values.ts';

/** Reports clauses that can never take effect beside the others of their request. */
export function warnOfIdleClauses(clauses: readonly Clause[], context: FormContext): void {
  const end = secondsIn(clauseOf(clauses, 'within'));
  const due = clauseOf(clauses, 'due');
  const idle = (stx: Stx, message: string, help: string): void => {
    context.warn('idle-clause', stx, message, help);
  };
  for (const word of ['due', 'remind']) {
    const clause = clauseOf(clauses, word);
    const after = secondsIn(clause);
    if (clause === undefined || after === undefined || end === undefined) continue;
    if (after > end || (word === 'remind' && after === end))
      idle(
        clause.stx,
        `\`within\` ends the request before this \`${word}\` comes`,
        `make ${word} shorter than within, or leave it out`,
      );
  }
  for (const { operands, stx } of clauses.filter(({ word }) => word === 'escalate')) {
    const [first] = operands;
    const timed = operands.length > 1 && first !== undefined && looksLikeDuration(first, context);
    const after = timed ? durationSeconds(textOf(first) ?? '') : undefined;
    if (!timed && due === undefined)
      idle(
        stx,
        'this escalates when the request is overdue, and nothing says when it is due',
        'say when, (escalate "1d" WHO), or add (due DURATION)',
      );
    else if (after !== undefined && end !== undefined && after >= end)
      idle(
        stx,
        '`within` ends the request before this `escalate` comes',
        'make its duration shorter than that of within, or leave it out',
      );
  }
}

const secondsIn = (clause: Clause | undefined): number | undefined => {
  const text = clause?.operands[0] === undefined ? undefined : textOf(clause.operands[0]);
  return text === undefined ? undefined : durationSeconds(text);
};

/** Reports an approval that its own clauses let nobody give, or too few, whoever there is. */
export function refuseEmptyApproval(
  form: Stx,
  clauses: readonly Clause[],
  context: FormContext,
): void {
  const by = clauseOf(clauses, 'by')?.operands ?? [];
  if (by.length === 0 || clauseOf(clauses, 'escalate') !== undefined) return;
  if (
    by.every((who) => isAuthor(who, context)) &&
    clauseOf(clauses, 'allow-author') === undefined
  ) {
    context.error(
      'nobody-can-approve',
      form,
      'only the author is asked, and nobody decides on a change of their own',
      'ask somebody else, or add (allow-author)',
    );
    return;
  }
  const excluded = clauseOf(clauses, 'exclude');
  const out = new Set((excluded?.operands ?? []).map((who) => nameOf(who, context)));
  if (
    excluded !== undefined &&
    by.every((who) => isNamed(who, context) && out.has(nameOf(who, context)))
  ) {
    const message = 'everybody who is asked is excluded';
    context.error(
      'nobody-can-approve',
      excluded.stx,
      message,
      'ask somebody else, or exclude fewer',
    );
    return;
  }
  const people = new Set(by.map((who) => personIn(who, context)));
  const [quorum] = clauseOf(clauses, 'quorum')?.operands ?? [];
  const needed = quorum === undefined ? undefined : integerOf(quorum);
  if (quorum === undefined || needed === undefined || people.has(undefined)) return;
  if (needed > people.size)
    context.error(
      'nobody-can-approve',
      quorum,
      `${needed} people are wanted, and ${people.size} ${people.size === 1 ? 'is' : 'are'} asked`,
      'ask more people, or lower the quorum',
    );
}

const isAuthor = (who: Stx, context: FormContext): boolean => {
  const items = itemsOf(who);
  return items?.length === 1 && context.word(items[0]) === 'author';
};

/** What tells roles and named people apart; whatever else is worked out has none. */
const nameOf = (who: Stx, context: FormContext): string | undefined => {
  const person = personIn(who, context);
  return person === undefined ? context.word(who) : `"${person}"`;
};

const isNamed = (who: Stx, context: FormContext): boolean => {
  const meaning = context.resolve(who);
  return (
    personIn(who, context) !== undefined || (meaning !== undefined && meaning.kind !== 'local')
  );
};

const personIn = (who: Stx, context: FormContext): string | undefined => {
  const [head, id] = itemsOf(who) ?? [];
  if (head === undefined) return textOf(who);
  return context.word(head) === 'person' && id !== undefined ? textOf(id) : undefined;
};
