import { durationSeconds } from '../../core/duration.ts';
import type { Span } from '../../core/span.ts';
import { nearest } from '../../core/nearest.ts';
import type { FormContext } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import { call, constant, symbolConstant } from './core.ts';
import { AGENT, MEMBER } from '../standing-roles.ts';
import { isInstant } from '../time-text.ts';
import { factNames, fieldTypeOf, fieldNames } from './fields.ts';
import { itemsOf, quotedSymbol, textOf, writeSyntax } from './shape.ts';

/** A WHO or several: evaluated, then flattened to roles and people. */
export function whoCore(stxs: readonly Stx[], context: FormContext): Core {
  return call('%who', ...stxs.map((stx) => whoOperand(stx, context)));
}

/** A bare name that nothing defines is a misspelt role; the checks say so when all roles are known. */
function whoOperand(stx: Stx, context: FormContext): Core {
  const quoted = quotedSymbol(stx, context);
  if (quoted !== undefined && !isStanding(quoted)) refer('role', quoted, stx, context);
  const text = textOf(stx);
  if (text !== undefined) refer('person', text, stx, context);
  const meaning = context.resolve(stx);
  if (meaning !== undefined && meaning.kind !== 'local' && isStanding(meaning.name)) {
    return symbolConstant(meaning.name);
  }
  if (meaning?.kind !== 'unbound') return context.expand(stx);
  refer('role', meaning.name, stx, context);
  return symbolConstant(meaning.name);
}

const isStanding = (role: string): boolean => role === MEMBER || role === AGENT;

/** Notes a name that must be defined somewhere in the policy. */
export function refer(kind: Reference['kind'], name: string, stx: Stx, context: FormContext): void {
  const reference: Reference = { kind, name, span: spanOf(stx) };
  context.note('reference', stx, reference);
}

/** Notes a word beside others of a kind, in `among`: where some of these are roles, one that is nearly a role is misspelt. */
export function likeOthers(stx: Stx, among: string, context: FormContext): void {
  const name = context.word(stx);
  if (name === undefined) return;
  const word: RoleLike = { among, name, span: spanOf(stx) };
  context.note('role-like', stx, word);
}

export interface RoleLike {
  readonly among: string;
  readonly name: string;
  readonly span: Span;
}

/** A name that a policy mentions, to be checked when all its definitions are known. */
export interface Reference {
  /** A `person` is whoever has that identifier, which no policy knows; text that is a role's name is meant as the role. */
  readonly kind: 'role' | 'system' | 'calendar' | 'workflow' | 'person';
  readonly name: string;
  readonly span: Span;
}

const meant = (name: string, known: Iterable<string>): string | undefined => {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
};

/** A length of time: what is written out is checked now, anything else when it is reached. */
export function durationCore(stx: Stx, context: FormContext): Core {
  const [head, open] = itemsOf(stx) ?? [];
  const written = open !== undefined && context.word(head) === 'business' ? open : stx;
  const text = textOf(written);
  if (written.kind === 'literal' && (durationSeconds(text ?? '') ?? 0) === 0) {
    context.error(
      'bad-duration',
      written,
      `${writeSyntax(written)} is no length of time`,
      'weeks, days, hours, minutes and seconds in that order, such as "1w2d" or "4h30m"',
    );
  }
  return written === stx && text !== undefined
    ? constant(text)
    : call('%duration', context.expand(stx));
}

/** An RFC 3339 instant: what is written out is checked now, anything else when it is reached. */
export function instantCore(stx: Stx, context: FormContext): Core {
  const text = textOf(stx);
  if (stx.kind === 'literal' && (text === undefined || !isInstant(text))) {
    const help = 'such as "2026-03-02T09:00:00-05:00"';
    context.error('bad-instant', stx, `${writeSyntax(stx)} is no instant`, help);
  }
  return context.expand(stx);
}

/** Whether an expression is written as a length of time: text, or `(business …)`. */
export function looksLikeDuration(stx: Stx, context: FormContext): boolean {
  const head = itemsOf(stx)?.[0];
  return textOf(stx) !== undefined || (head !== undefined && context.word(head) === 'business');
}

/** A word, never evaluated. */
export function wordOf(stx: Stx, what: string, context: FormContext): string | undefined {
  const word = context.word(stx);
  if (word === undefined) context.error('bad-syntax', stx, `${what} is a plain word`);
  return word;
}

/** One of a few words. */
export function choiceOf(
  stx: Stx,
  choices: readonly string[],
  context: FormContext,
): string | undefined {
  const word = context.word(stx);
  if (word !== undefined && choices.includes(word)) return word;
  context.error('bad-clause', stx, `one of ${choices.join(', ')} is wanted here`);
  return undefined;
}

/** The name in `'NAME` where a form takes a literal field name; reports names that changes do not have. */
export function fieldName(stx: Stx, context: FormContext): string | undefined {
  const name = quotedSymbol(stx, context);
  if (name === undefined) {
    context.error('bad-syntax', stx, "the name of a field is written out: (field 'title)");
    return undefined;
  }
  if (fieldTypeOf(name) === undefined) {
    context.error(
      'unknown-field',
      stx,
      `changes have no field \`${name}\``,
      meant(name, fieldNames) ?? `one's own fields are written custom.${name}`,
    );
  }
  return name;
}

/** The name in `'NAME` where a form takes a literal name of a fact. */
export function factName(stx: Stx, context: FormContext): string | undefined {
  const name = quotedSymbol(stx, context);
  if (name === undefined) {
    context.error('bad-syntax', stx, "the name of a fact is written out: (fact 'frozen)");
    return undefined;
  }
  if (!factNames.includes(name)) {
    const help = meant(name, factNames) ?? `facts: ${factNames.join(', ')}`;
    context.error('unknown-field', stx, `there is no fact \`${name}\``, help);
  }
  return name;
}
