import type { Datum } from '../../core/datum.ts';
import { listItems, symbolName } from '../../core/datum.ts';
import { alist, unpair, writeDatum } from '../../core/datum-json.ts';
import { durationSeconds } from '../../core/duration.ts';
import type { Who } from '../aggregate/model.ts';

/** The clauses of a request as the program evaluated them when it opened. */
export interface Clauses {
  readonly by: readonly Who[];
  /** Whether `by` is there and names nobody. */
  readonly nobody: boolean;
  readonly exclude: readonly Who[];
  readonly key: string | null;
  readonly quorum: Quorum;
  readonly atLeast: number;
  readonly rejectsWhen: 'any' | 'unreachable';
  readonly allowAuthor: boolean;
  readonly distinct: string | null;
  readonly skipped: boolean;
  readonly revise: boolean;
  readonly accepts: boolean;
  readonly reason: boolean;
  /** Whether it may be open several times under one name: what forms ask for themselves, answered in turn. */
  readonly inTurn: boolean;
  readonly message: string | null;
  readonly artifact: string | null;
  readonly instructions: string | null;
  readonly binds: readonly string[];
  readonly due: Length | null;
  readonly within: Length | null;
  /** Seconds between reminders. */
  readonly remind: number | null;
  readonly escalate: readonly { readonly after: Length | null; readonly who: readonly Who[] }[];
}

export type Quorum =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'each' | 'all' | 'majority' }
  | { readonly kind: 'percent'; readonly percent: number };

/** A length of time: seconds of the clock, or open time of a calendar (null: the only one). */
export type Length =
  | { readonly kind: 'clock'; readonly seconds: number }
  | { readonly kind: 'business'; readonly duration: string; readonly calendar: string | null };

/** What a program gave where a clause wants something else; it is raised in the program, at the form. */
export class ClauseError extends Error {
  override readonly name = 'ClauseError';
  /** The kind of the condition that the program gets. */
  readonly kind: 'bad-clause' | 'duplicate-request';

  constructor(message: string, kind: ClauseError['kind'] = 'bad-clause') {
    super(message);
    this.kind = kind;
  }
}

/** Decodes the clause list of a request; throws ClauseError on values that the form cannot mean. */
export function decodeClauses(datum: Datum): Clauses {
  const words = alist(datum);
  const by = whoOf(words['by'] ?? null);
  return {
    by,
    nobody: words['by'] !== undefined && by.length === 0,
    exclude: whoOf(words['exclude'] ?? null),
    key: words['key'] === undefined || words['key'] === false ? null : keyText(words['key']),
    quorum: quorumOf(words['quorum']),
    atLeast: words['at-least'] === undefined ? 1 : count(words['at-least'], 'at-least'),
    rejectsWhen:
      symbolName(words['rejects-when'] ?? null) === 'unreachable' ? 'unreachable' : 'any',
    allowAuthor: truth(words['allow-author']),
    distinct: words['distinct'] === undefined ? null : keyText(words['distinct']),
    skipped: words['only-if'] === false,
    revise: truth(words['revise']),
    accepts: words['accepts'] !== undefined,
    reason: truth(words['reason']),
    inTurn: truth(words['in-turn']),
    message: optionalText(words['message'], 'message'),
    artifact: optionalText(words['artifact'], 'artifact'),
    instructions: optionalText(words['instructions'], 'instructions'),
    binds: (listItems(words['binds'] ?? null) ?? []).map(
      (item) => symbolName(item) ?? fail('binds', item),
    ),
    due: words['due'] === undefined ? null : lengthOf(words['due'], 'due'),
    within: words['within'] === undefined ? null : lengthOf(words['within'], 'within'),
    remind: words['remind'] === undefined ? null : clockSeconds(words['remind'], 'remind'),
    escalate: (listItems(words['escalate'] ?? null) ?? []).map(escalationOf),
  };
}

const truth = (datum: Datum | undefined): boolean => datum !== undefined && datum !== false;

function fail(clause: string, datum: Datum): never {
  throw new ClauseError(`the clause ${clause} cannot be ${writeDatum(datum)}`);
}

function optionalText(datum: Datum | undefined, clause: string): string | null {
  if (datum === undefined || datum === false) return null;
  return typeof datum === 'string' ? datum : fail(clause, datum);
}

/** The text that tells requests of one name apart. */
function keyText(datum: Datum): string {
  if (typeof datum === 'string') return datum;
  const people =
    symbolName(datum) === undefined && listItems(datum) !== undefined ? tryWho(datum) : undefined;
  const person = people?.length === 1 ? people[0] : undefined;
  if (person?.kind === 'person') return person.person;
  return symbolName(datum) ?? writeDatum(datum);
}

function tryWho(datum: Datum): readonly Who[] | undefined {
  try {
    return whoOf(datum);
  } catch {
    return undefined;
  }
}

/** WHO values, flattened: a role is its symbol, a person `(person "ID")`. */
export function whoOf(datum: Datum): readonly Who[] {
  if (datum === null || datum === false) return [];
  const role = symbolName(datum);
  if (role !== undefined) return [{ kind: 'role', role }];
  const items = listItems(datum);
  if (items === undefined) return fail('by', datum);
  if (symbolName(items[0]!) === 'person' && items.length === 2 && typeof items[1] === 'string')
    return [{ kind: 'person', person: items[1] }];
  const flat = items.flatMap(whoOf);
  return flat.filter((who, at) => flat.findIndex((other) => sameWho(other, who)) === at);
}

export const sameWho = (a: Who, b: Who): boolean =>
  a.kind === 'role'
    ? b.kind === 'role' && a.role === b.role
    : b.kind === 'person' && a.person === b.person;

export const whoText = (who: Who): string => (who.kind === 'role' ? who.role : who.person);

function quorumOf(datum: Datum | undefined): Quorum {
  if (datum === undefined) return { kind: 'each' };
  if (typeof datum === 'number') return { kind: 'count', count: count(datum, 'quorum') };
  const word = symbolName(datum);
  if (word === 'each' || word === 'all' || word === 'majority') return { kind: word };
  const parts = unpair(datum);
  if (parts !== undefined && symbolName(parts.first) === 'percent') {
    const value = unpair(parts.rest)?.first ?? parts.rest;
    if (typeof value === 'number' && value > 0 && value <= 100)
      return { kind: 'percent', percent: value };
  }
  return fail('quorum', datum);
}

function count(datum: Datum, clause: string): number {
  return typeof datum === 'number' && datum >= 1 ? datum : fail(clause, datum);
}

export function lengthOf(datum: Datum, clause: string): Length {
  if (typeof datum === 'string') return { kind: 'clock', seconds: clockSeconds(datum, clause) };
  const items = listItems(datum) ?? [];
  if (symbolName(items[0] ?? null) === 'business' && typeof items[1] === 'string') {
    if (durationSeconds(items[1]) === undefined) fail(clause, datum);
    return { kind: 'business', duration: items[1], calendar: symbolName(items[2] ?? null) ?? null };
  }
  return fail(clause, datum);
}

function clockSeconds(datum: Datum, clause: string): number {
  const seconds = typeof datum === 'string' ? durationSeconds(datum) : undefined;
  return seconds !== undefined && seconds > 0 ? seconds : fail(clause, datum);
}

function escalationOf(datum: Datum): Clauses['escalate'][number] {
  const parts = unpair(datum) ?? fail('escalate', datum);
  return {
    after: parts.first === false ? null : lengthOf(parts.first, 'escalate'),
    who: whoOf(parts.rest),
  };
}
