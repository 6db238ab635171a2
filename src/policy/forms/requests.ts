import type { Form, FormContext } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import { refuseEmptyApproval, warnOfIdleClauses } from './clause-sense.ts';
import { readClauses, type Clause, type ClauseShape, type ClauseShapes } from './clauses.ts';
import { call, constant, entry, listOf, symbolConstant } from './core.ts';
import { headless, integerOf, itemsOf, textOf } from './shape.ts';
import { choiceOf, durationCore, fieldName, looksLikeDuration, whoCore, wordOf } from './values.ts';

/** A kind of request: the clauses that it takes and the library's procedure that opens it. */
interface RequestKind {
  readonly form: string;
  readonly procedure: string;
  readonly shapes: ClauseShapes;
}

const one = (usage: string): ClauseShape => ({ least: 1, most: 1, usage });
const some = (usage: string): ClauseShape => ({ least: 1, most: null, usage });

const waiting: ClauseShapes = {
  by: { ...some('(by WHO …)'), required: true },
  accepts: one('(accepts EXPR)'),
  key: one('(key EXPR)'),
  due: one('(due DURATION)'),
  within: one('(within DURATION)'),
  remind: one('(remind DURATION)'),
  escalate: { ...some('(escalate [DURATION] WHO …)'), repeats: true },
};

const approvalShapes: ClauseShapes = {
  ...waiting,
  quorum: one('(quorum N | each | all | majority | (percent P))'),
  'at-least': one('(at-least N)'),
  'rejects-when': one('(rejects-when any | unreachable)'),
  exclude: some('(exclude WHO …)'),
  'allow-author': { least: 0, most: 0, usage: '(allow-author)' },
  distinct: one('(distinct WORD)'),
  'only-if': one('(only-if EXPR)'),
  message: one('(message EXPR)'),
  binds: some("(binds 'FIELD …)"),
};

/** The clauses of a signal, which the states and transitions of a lifecycle have too. */
export const signalShapes: ClauseShapes = waiting;

const kinds: readonly RequestKind[] = [
  { form: 'await-approval', procedure: '%await-approval', shapes: approvalShapes },
  { form: 'require-approval', procedure: '%require-approval', shapes: approvalShapes },
  {
    form: 'await-signal',
    procedure: '%await-signal',
    shapes: {
      ...signalShapes,
      persistent: { least: 0, most: 0, usage: '(persistent)' },
    },
  },
  {
    form: 'await-event',
    procedure: '%await-event',
    shapes: { ...waiting, by: some('(by WHO …)') },
  },
  {
    form: 'task',
    procedure: '%task',
    shapes: {
      ...waiting,
      artifact: one('(artifact "FILE")'),
      instructions: one('(instructions EXPR)'),
    },
  },
];

/** `(FORM NAME clause …)` for each kind of request. */
export const requestForms: readonly (readonly [string, Form])[] = kinds.map((kind) => [
  kind.form,
  (stx, context) => requestCore(kind, stx, context),
]);

function requestCore(kind: RequestKind, stx: Stx, context: FormContext): Core {
  const [nameStx, ...rest] = headless(stx);
  const name =
    nameStx === undefined ? undefined : wordOf(nameStx, 'the name of a request', context);
  if (nameStx === undefined) {
    context.error('bad-syntax', stx, `\`${kind.form}\` is written (${kind.form} NAME clause …)`);
  }
  if (nameStx === undefined || name === undefined) return constant(false);
  const clauses = readClauses(rest, kind.shapes, { name: kind.form, stx }, context);
  if (kind.shapes === approvalShapes) refuseEmptyApproval(stx, clauses, context);
  const entries = clauseEntries(clauses, context);
  return call(kind.procedure, symbolConstant(name), listOf(entries));
}

/** The clauses of a request as the calls that make its entries, in the order written; repeated ones together. */
export function clauseEntries(clauses: readonly Clause[], context: FormContext): readonly Core[] {
  warnOfIdleClauses(clauses, context);
  const entries: Core[] = [];
  const done = new Set<string>();
  for (const { word } of clauses) {
    if (done.has(word)) continue;
    done.add(word);
    const all = clauses.filter((clause) => clause.word === word);
    entries.push(entry(word, clauseValue(word, all, context)));
  }
  return entries;
}

function clauseValue(word: string, all: readonly Clause[], context: FormContext): Core {
  const { operands, stx } = all[0]!;
  const operand = operands[0] ?? stx;
  switch (word) {
    case 'by':
    case 'exclude':
      return whoCore(operands, context);
    case 'due':
    case 'within':
      return durationCore(operand, context);
    case 'remind':
      return interval(operand, context);
    case 'escalate':
      return listOf(all.map((clause) => escalation(clause, context)));
    case 'accepts':
      return context.thunk(operands, stx);
    case 'quorum':
      return quorum(operand, context);
    case 'at-least':
      return count(operand, Infinity, context);
    case 'rejects-when':
      return symbolConstant(choiceOf(operand, ['any', 'unreachable'], context) ?? 'any');
    case 'allow-author':
    case 'persistent':
      return constant(true);
    case 'distinct':
      return symbolConstant(wordOf(operand, 'the name of a distinct group', context) ?? '');
    case 'only-if':
      return call('%truth', context.expand(operand));
    case 'binds':
      return listOf(operands.map((field) => symbolConstant(fieldName(field, context) ?? '')));
    case 'artifact':
      return constant(artifactName(operand, context));
    default:
      return context.expand(operand);
  }
}

/** Time of the clock: reminders come at a steady interval, whatever the hours of a calendar. */
function interval(stx: Stx, context: FormContext): Core {
  if (context.word(itemsOf(stx)?.[0]) !== 'business') return durationCore(stx, context);
  context.error('bad-duration', stx, 'reminders come at a steady interval, such as "4h"');
  return constant(false);
}

function escalation({ operands }: Clause, context: FormContext): Core {
  const [first, ...rest] = operands;
  const timed = first !== undefined && rest.length > 0 && looksLikeDuration(first, context);
  const after = timed ? durationCore(first, context) : constant(false);
  return call('cons', after, whoCore(timed ? rest : operands, context));
}

const shares = ['each', 'all', 'majority'];

function quorum(stx: Stx, context: FormContext): Core {
  const word = context.word(stx);
  if (word !== undefined && shares.includes(word)) return symbolConstant(word);
  const [head, share] = itemsOf(stx) ?? [];
  if (share !== undefined && context.word(head) === 'percent') {
    return call('list', symbolConstant('percent'), count(share, 100, context));
  }
  if (context.resolve(stx)?.kind !== 'unbound') return count(stx, Infinity, context);
  context.error('bad-clause', stx, 'a quorum is a number, each, all, majority or (percent P)');
  return symbolConstant('each');
}

/** A positive whole number: what is written out is checked now, anything else when the request opens. */
function count(stx: Stx, most: number, context: FormContext): Core {
  const value = integerOf(stx) ?? NaN;
  if (stx.kind === 'literal' && !(value >= 1 && value <= most)) {
    const range = most === Infinity ? 'from 1' : `from 1 to ${most}`;
    context.error('bad-clause', stx, `a whole number ${range} is wanted here`);
  }
  return context.expand(stx);
}

const FILE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u;

/** A plain file name: it becomes a file beside the change, so it may not lead out of its directory. */
function artifactName(stx: Stx, context: FormContext): string {
  const text = textOf(stx);
  if (text !== undefined && FILE_NAME.test(text)) return text;
  context.error('bad-clause', stx, 'an artifact is the plain name of a file, such as "plan.md"');
  return 'artifact';
}
