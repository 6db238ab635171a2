import { listItems, type Datum } from '../core/datum.ts';
import { writeDatum } from '../core/datum-json.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import { fieldTypeOf, type FieldType } from './forms/fields.ts';
import { visitNodes } from './survey.ts';

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

/** Comparisons of a field with a constant of another type: they can never hold, so something else was meant. */
export function fieldTypeFindings(definition: Definition): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  visitNodes(definition, (node, span) => {
    if (node[0] !== 'call' || node[1][0] !== 'global') return;
    const operator = node[1][1];
    const [left, right] = node.slice(2) as readonly Core[];
    const wrong = mismatch(operator, left, right) ?? mismatch(operator, right, left, true);
    if (wrong === undefined) return;
    findings.push({ severity: 'error', code: 'field-type', ...wrong, span });
  });
  return findings;
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
  if (field === undefined || field.type === 'any') return undefined;
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
          message: `${is}, and is compared with ${writeDatum(constant)}`,
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
    : { message: `${is}, and is compared with ${writeDatum(odd)}`, help: exampleOf(field.type) };
}

function fieldRead(
  core: Core | undefined,
): { readonly name: string; readonly type: FieldType } | undefined {
  if (core?.[0] !== 'call' || core[1][0] !== 'global' || core[1][1] !== '%field') return undefined;
  const [, , name] = core;
  const datum = name?.[0] === 'const' ? name[1] : undefined;
  if (!Array.isArray(datum) || datum[0] !== 'y') return undefined;
  const type = fieldTypeOf(datum[1] as string);
  return type === undefined ? undefined : { name: datum[1] as string, type };
}

/** Whether a constant could be the field's value; #f and the like are defaults of `field`, and fit everywhere. */
function constantOfType(datum: Datum, type: FieldType): boolean {
  if (typeof datum === 'boolean') return true;
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
