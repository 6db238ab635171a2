import { symbol } from '../../core/datum.ts';
import { writeDatum } from '../../core/datum-json.ts';
import type { Operator } from '../../policy/definitions.ts';
import { engineOperators, subjectOf } from '../compile.ts';
import type { Strings } from '../plain.ts';
import { stringsOf } from '../plain.ts';
import type { RuleSheet, SheetCondition, SheetRule } from './import.ts';

type Comparison = Extract<SheetCondition, { fact: string }>;
type Constant = Comparison['value'];

/** A sheet as text of the language: one `define-rule` for each rule, in order. */
export const rulesSource = (sheet: RuleSheet): string =>
  sheet.rules.map((rule) => ruleText(rule, sheet['changeflow:facts'] ?? {})).join('\n\n') + '\n';

type Facts = { readonly [name: string]: string };

function ruleText({ name, conditions, event: { params } }: SheetRule, facts: Facts): string {
  const computed = (fact: string): string => facts[fact] ?? '';
  const { require, tags, because, doc } = params;
  const risk = params['add-risk'];
  const effects = [
    require === undefined
      ? ''
      : `(require ${Array.isArray(require) ? require.map(who).join(' ') : computed(require.fact)})`,
    risk === undefined ? '' : `(add-risk ${typeof risk === 'number' ? risk : computed(risk.fact)})`,
    tags === undefined ? '' : `(tag ${tags.map(word).join(' ')})`,
    because === undefined ? '' : `(because ${text(because)})`,
  ].filter((effect) => effect !== '');
  const title = doc === undefined ? '' : `\n  ${text(doc)}`;
  const when = conditionText(conditions, facts);
  return `(define-rule ${word(name)}${title}\n  (when ${when})\n  (then ${effects.join(' ')}))`;
}

const PERSON = 'person:';
const who = (name: string): string =>
  name.startsWith(PERSON) ? `(person ${text(name.slice(PERSON.length))})` : word(name);

const word = (name: string): string => writeDatum(symbol(name));

const escapes: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
};

/** A string of the language; other control characters by their number. */
const text = (value: string): string =>
  `"${value.replaceAll(
    /["\\\u0000-\u001f\u007f]/g,
    (character) => escapes[character] ?? `\\x${character.codePointAt(0)!.toString(16)};`,
  )}"`;

function conditionText(condition: SheetCondition, facts: Facts): string {
  const parts = (list: readonly SheetCondition[]): string =>
    inOrder(list)
      .map((part) => ` ${conditionText(part, facts)}`)
      .join('');
  if ('all' in condition) return `(and${parts(condition.all)})`;
  if ('any' in condition) return `(or${parts(condition.any)})`;
  if ('not' in condition) {
    const none = 'all' in condition.not && condition.not.all.length === 0;
    return none ? '(or)' : `(not ${conditionText(condition.not, facts)})`;
  }
  const source = facts[condition.fact];
  return source === undefined ? comparisonText(condition) : source;
}

/** The engine runs parts of higher priority first; the language runs them from left to right. */
const inOrder = (parts: readonly SheetCondition[]): readonly SheetCondition[] =>
  [...parts].sort((a, b) => (b.priority ?? 1) - (a.priority ?? 1));

const operatorOf = new Map(
  Object.entries(engineOperators).map(([operator, name]) => [name, operator as Operator]),
);

function comparisonText({ fact, operator: name, value, path, params }: Comparison): string {
  const { subject, name: of } = subjectOf(fact);
  const strings = params?.strings ?? stringsOf(subject, of);
  const otherwise =
    params?.default === undefined ? '' : ` ${constantText(params.default, strings)}`;
  const read = partText(`(${subject} '${word(of)}${otherwise})`, path);
  const constant = constantText(value, strings);
  const operator = operatorOf.get(name)!;
  switch (operator) {
    case '=':
      return `(${sameness(value)} ${read} ${constant})`;
    case '!=':
      return `(not (${sameness(value)} ${read} ${constant}))`;
    case 'member':
      return `(member? ${read} ${constant})`;
    case 'contains':
      return `(member? ${constant} ${read})`;
    case 'intersects':
      return `(intersects? ${read} ${constant})`;
    default:
      return `(${operator} ${read} ${constant})`;
  }
}

const sameness = (value: Constant): string => (typeof value === 'number' ? '=' : 'equal?');

/** `a.b` of an object, which is an association list. */
const partText = (read: string, path: string | undefined): string =>
  (path?.split('.') ?? []).reduce((whole, key) => `(cdr (assq '${word(key)} ${whole}))`, read);

function constantText(value: Constant, strings: Strings): string {
  const written = (item: Constant): string => {
    if (Array.isArray(item)) return `(${item.map(written).join(' ')})`;
    if (typeof item === 'boolean') return item ? '#t' : '#f';
    if (typeof item === 'number') return String(item);
    return strings === 'words' ? word(item) : text(item);
  };
  const quote = Array.isArray(value) || (typeof value === 'string' && strings === 'words');
  return `${quote ? "'" : ''}${written(value)}`;
}
