import { listItems, symbolName, type Datum } from '../core/datum.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import { spanOfNode, walk } from '../language/compile/positions.ts';
import { comparisonCore } from './conditions/condition.ts';
import { quoted } from './conditions/world.ts';
import type { Condition } from './definitions.ts';
import { fieldTypeOf, type FieldType } from './forms/fields.ts';

const sameness = new Set(['eq?', 'eqv?', 'equal?']);
const membership = new Set(['member?', 'member', 'memq', 'memv']);
const text = new Set([
  'string=?',
  'string<?',
  'string>?',
  'string<=?',
  'string>=?',
  'string-length',
]);
const numbers = new Set(['=', '<', '<=', '>', '>=', '+', '-', '*', '/']);

/**
 * Fields that are compared with a constant of another type, which can never hold, or set to one: something else was
 * meant.
 */
export function fieldTypeFindings(definition: Definition): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  walk(definition.core, (node, number) => {
    const wrong = wrongIn(node);
    if (wrong === undefined) return;
    const span = spanOfNode(definition, number);
    findings.push({ severity: 'error', code: 'field-type', ...wrong, span });
  });
  return findings;
}

/** The same in the comparisons of a rule's condition. */
export function conditionTypeFindings(condition: Condition): readonly Diagnostic[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(conditionTypeFindings);
    case 'not':
      return conditionTypeFindings(condition.of);
    case 'computed':
      return [];
    case 'compare': {
      const found: Mismatch[] = [];
      walk(comparisonCore(condition), (node) => found.push(...[wrongIn(node) ?? []].flat()));
      return found.map((wrong) => ({
        severity: 'error',
        code: 'field-type',
        ...wrong,
        span: condition.span,
      }));
    }
  }
}

function wrongIn(node: Core): Mismatch | undefined {
  if (node[0] !== 'call' || node[1][0] !== 'global') return undefined;
  const operator = node[1][1];
  const [left, right, third] = node.slice(2) as readonly Core[];
  return operator === '%field-value'
    ? wrongValue(left, third)
    : (mismatch(operator, left, right) ?? mismatch(operator, right, left, true));
}

interface Mismatch {
  readonly message: string;
  readonly help: string;
}

function mismatch(
  operator: string,
  subject: Core | undefined,
  other: Core | undefined,
  flipped = false,
): Mismatch | undefined {
  const field = fieldRead(subject);
  if (field === undefined) return undefined;
  if (field.type === 'any') return flipped ? undefined : wordOfOutside(operator, field, other);
  const is = `\`${field.name}\` is ${wordsOf[field.type]}`;
  if (numbers.has(operator))
    return { message: `${is}, not a number`, help: 'compare it with equal?' };
  if (text.has(operator) && field.type !== 'text')
    return { message: `${is}, not text`, help: `compare it with eq?` };
  const constant = other?.[0] === 'const' ? other[1] : undefined;
  if (constant === undefined) return undefined;
  if (sameness.has(operator))
    return constantOfType(constant, field.type)
      ? undefined
      : {
          message: `${is}, and is compared with ${quoted(constant)}`,
          help: exampleOf(field.type),
        };
  if (!membership.has(operator)) return undefined;
  const expected: FieldType = flipped ? 'symbol' : field.type;
  if (flipped && field.type !== 'symbols')
    return { message: `${is}, not a list`, help: 'compare it with eq? or equal?' };
  const members = flipped ? [constant] : (listItems(constant) ?? []);
  const odd = members.find((member) => !constantOfType(member, expected));
  return odd === undefined
    ? undefined
    : { message: `${is}, and is compared with ${quoted(odd)}`, help: exampleOf(field.type) };
}

/** Of one's own fields what is a word comes as text, from every face: a symbol is never among their values. */
function wordOfOutside(
  operator: string,
  { name, otherwise }: FieldRead,
  other: Core | undefined,
): Mismatch | undefined {
  if (!sameness.has(operator) && !membership.has(operator)) return undefined;
  const constant = other?.[0] === 'const' ? other[1] : null;
  const words = sameness.has(operator) ? [constant] : (listItems(constant) ?? []);
  const word = words.map(symbolName).find((each) => each !== undefined && each !== 'null');
  const standsForIt = otherwise?.[0] !== 'const' || symbolName(otherwise[1]) !== undefined;
  if (word === undefined || (otherwise !== undefined && standsForIt)) return undefined;
  return {
    message: `\`${name}\` holds words as text, and is compared with the symbol '${word}`,
    help: sameness.has(operator)
      ? `compare it with text: (equal? (field '${name} #f) "${word}")`
      : `compare it with texts: (member (field '${name} #f) '("${word}" …))`,
  };
}

/** A field that is given a constant of another type. */
function wrongValue(name: Core | undefined, value: Core | undefined): Mismatch | undefined {
  if (name?.[0] !== 'const' || value?.[0] !== 'const') return undefined;
  const field = symbolName(name[1]) ?? '';
  const type = fieldTypeOf(field);
  if (type === undefined || type === 'any' || holds(value[1], type)) return undefined;
  const message = `\`${field}\` is ${wordsOf[type]}, and is set to ${quoted(value[1])}`;
  return { message, help: exampleOf(type) };
}

interface FieldRead {
  readonly name: string;
  readonly type: FieldType;
  /** What stands for it where it has no value. */
  readonly otherwise: Core | undefined;
}

function fieldRead(core: Core | undefined): FieldRead | undefined {
  if (core?.[0] !== 'call' || core[1][0] !== 'global' || core[1][1] !== '%field') return undefined;
  const [name, otherwise] = core.slice(2) as readonly Core[];
  const word = name?.[0] === 'const' ? symbolName(name[1]) : undefined;
  const type = word === undefined ? undefined : fieldTypeOf(word);
  return word === undefined || type === undefined ? undefined : { name: word, type, otherwise };
}

/** Whether what is read of a field could be a constant; #f and the like are defaults of `field`, and fit everywhere. */
const constantOfType = (datum: Datum, type: FieldType): boolean =>
  typeof datum === 'boolean' || holds(datum, type);

/** Whether a field of a type could hold a constant. */
function holds(datum: Datum, type: FieldType): boolean {
  if (type === 'text') return typeof datum === 'string';
  const isSymbol = Array.isArray(datum) && datum[0] === 'y';
  return type === 'symbols'
    ? datum === null || (Array.isArray(datum) && datum[0] === 'l')
    : isSymbol;
}

const wordsOf = { text: 'text', symbol: 'a symbol', symbols: 'a list of symbols' } as const;

const exampleOf = (type: Exclude<FieldType, 'any'>): string =>
  ({
    text: 'text stands in quotation marks: "such"',
    symbol: "a symbol is quoted: 'such",
    symbols: "a list of symbols is quoted: '(such others)",
  })[type];
