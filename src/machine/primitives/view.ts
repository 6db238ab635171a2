import { durationSeconds } from '../../core/duration.ts';
import { wordOf } from '../control/branches.ts';
import { fail, wrongType } from '../control/conditions.ts';
import type { Machine } from '../machine.ts';
import { many, plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { Pair, Sym, intern, itemsOf, listOf } from '../data/values.ts';
import type { Value } from '../data/values.ts';
import { foldString } from './text.ts';

const person = (id: string): Value => listOf([intern('person'), id]);

/** The id in `(person ID)` or a text; undefined for anything else, such as a role or nobody. */
function personId(who: Value): string | undefined {
  if (typeof who === 'string') return who;
  const [word, id] = itemsOf(who) ?? [];
  return word instanceof Sym && word.name === 'person' && typeof id === 'string' ? id : undefined;
}

/** The value of a field, set in this step or before; undefined where it has none. The read is noted either way. */
function fieldValue(m: Machine, name: string): Value | undefined {
  m.noteRead(name);
  const set = m.fields.get(name);
  if (set !== undefined) return set;
  return Object.hasOwn(m.view.fields, name) ? m.fromDatum(m.view.fields[name]!) : undefined;
}

function field(m: Machine, [name, ...otherwise]: readonly Value[]): Value {
  const word = wordOf(name as Value, 'field');
  const value = fieldValue(m, word);
  if (value !== undefined) return value;
  return otherwise.length > 0
    ? (otherwise[0] as Value)
    : fail('missing-field', `the field ${word} has no value`, intern(word));
}

function fact(m: Machine, [name, ...otherwise]: readonly Value[]): Value {
  const word = wordOf(name as Value, 'fact');
  if (Object.hasOwn(m.view.facts, word)) return m.fromDatum(m.view.facts[word]!);
  return otherwise.length > 0
    ? (otherwise[0] as Value)
    : fail('missing-fact', `the fact ${word} is not known here`, intern(word));
}

/** An agent is the author of what the person did for whom it acts, else it could decide on that. */
function isAuthor(m: Machine, who: Value): boolean {
  const id = personId(who);
  const { actor, author } = m.view;
  return (actor?.id === id ? (actor?.for ?? id) : id) === author;
}

function hasRole(m: Machine, who: Value, role: Value): boolean {
  const id = personId(who);
  const word = wordOf(role, 'has-role?');
  return id !== undefined && rolesOf(m, id).includes(word);
}

/** The actor's roles stand with the event; of whomever else a program asks, it is noted what they hold. */
function rolesOf(m: Machine, id: string): readonly string[] {
  const { actor, roles } = m.view;
  if (actor?.id === id) return actor.roles;
  if (roles === null)
    return fail(
      'unknown-roles',
      'has-role?: nobody’s roles are known here, and so not those of',
      id,
    );
  const held = Object.hasOwn(roles, id) ? roles[id]! : [];
  if (!m.roles.has(id)) noteRoles(m, id, held);
  return held;
}

/** People of whom one step may ask: their roles are recorded with it. */
const ASKED_MAX = 10_000;

function noteRoles(m: Machine, id: string, held: readonly string[]): void {
  if (m.roles.size === ASKED_MAX)
    return fail(
      'too-large',
      'has-role?: a step asks for the roles of 10,000 people, and not for',
      id,
    );
  m.charge(1 + held.length);
  m.roles.set(id, held);
}

function artifactText(m: Machine, file: Value): Value {
  if (typeof file !== 'string') return wrongType('artifact-text', 'the name of a file', file);
  return Object.hasOwn(m.view.artifacts, file) ? m.view.artifacts[file]! : false;
}

/** How many of the words stand in title or description, as whole words, case ignored; #f for none. */
function mentions(m: Machine, operands: readonly Value[]): Value {
  const words = new Set(
    operands
      .flatMap((operand) =>
        operand instanceof Pair || operand === null ? (itemsOf(operand) ?? []) : [operand],
      )
      .map((word) => foldString(wordOf(word, 'mentions?'))),
  );
  const text = foldString(
    ['title', 'description']
      .map((name) => fieldValue(m, name))
      .filter((value) => typeof value === 'string')
      .join('\n'),
  );
  m.work(text.length * words.size);
  const found = [...words].filter((word) => holdsWord(text, word)).length;
  return found === 0 ? false : found;
}

const WORD_CHAR = /[\p{L}\p{N}\p{M}_]/u;

function holdsWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? ' ';
    const after = Array.from(text.slice(at + word.length, at + word.length + 2))[0] ?? ' ';
    if (!WORD_CHAR.test(before) && !WORD_CHAR.test(after)) return true;
  }
  return false;
}

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;
const YEARS_MS = 253_402_300_799_999; // the last millisecond of the year 9999

/** Milliseconds since 1970 of RFC 3339 text, or undefined. */
export function instantMs(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const leap =
    month === 2 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)) ? 28 : days;
  if (month < 1 || month > 12 || day < 1 || day > leap || hour > 23 || minute > 59 || second > 59)
    return undefined;
  if (Number(match[8] ?? 0) > 23 || Number(match[9] ?? 0) > 59) return undefined;
  const ms = Date.parse(text.toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}

function instantOf(value: Value, name: string): number {
  const ms = typeof value === 'string' ? instantMs(value) : undefined;
  return (
    ms ??
    fail(
      'bad-instant',
      `${name}: an RFC 3339 instant such as "2026-03-02T09:00:00Z" is wanted, not`,
      value,
    )
  );
}

function secondsOf(value: Value, name: string): number {
  const seconds = typeof value === 'string' ? durationSeconds(value) : undefined;
  return (
    seconds ??
    fail('bad-duration', `${name}: a duration such as "45m" or "1w2d" is wanted, not`, value)
  );
}

function shifted(instant: Value, ms: number, name: string): string {
  const result = instantOf(instant, name) + ms;
  if (result < 0 || result > YEARS_MS)
    return fail(
      'out-of-range',
      `${name}: the instant lies outside the years 1970 to 9999`,
      instant,
    );
  return new Date(result).toISOString();
}

function earlier(instant: Value, by: Value): Value {
  const other = typeof by === 'string' ? instantMs(by) : undefined;
  if (other === undefined) return shifted(instant, -1000 * secondsOf(by, 'instant-'), 'instant-');
  return Math.trunc((instantOf(instant, 'instant-') - other) / 1000);
}

/** What a program sees of the world, all of it from the view; and durations and instants. */
export const viewPrimitives: readonly PrimitiveDefinition[] = [
  many('%field', 1, field, 2),
  plain('%field?', 1, 1, (m, name) => fieldValue(m, wordOf(name, 'field?')) !== undefined),
  many('fact', 1, fact, 2),
  plain('now', 0, 0, (m) => m.view.now),
  plain('actor', 0, 0, (m) => (m.view.actor === null ? false : person(m.view.actor.id))),
  plain('payload', 0, 0, (m) => m.fromDatum(m.view.payload)),
  plain('author', 0, 0, (m) => person(m.view.author)),
  plain('author?', 1, 1, isAuthor),
  plain('has-role?', 2, 2, hasRole),
  plain(
    'agent?',
    1,
    1,
    (m, who) => m.view.actor?.kind === 'agent' && personId(who) === m.view.actor.id,
  ),
  plain('artifact-text', 1, 1, artifactText),
  many('mentions?', 0, mentions),
  plain('duration-seconds', 1, 1, (_, duration) => secondsOf(duration, 'duration-seconds')),
  plain('instant+', 2, 2, (_, instant, duration) =>
    shifted(instant, 1000 * secondsOf(duration, 'instant+'), 'instant+'),
  ),
  plain('instant-', 2, 2, (_, instant, by) => earlier(instant, by)),
  many('instant<?', 1, (_, instants) =>
    instants
      .map((instant) => instantOf(instant, 'instant<?'))
      .every((ms, at, all) => at === 0 || all[at - 1]! < ms),
  ),
];
