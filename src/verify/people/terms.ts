import { symbol } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import type { RiskModelDefinition } from '../../policy/definitions.ts';
import * as values from '../workflow/value.ts';
import type { Value } from '../workflow/value.ts';

/** Larger terms are not followed: what a loop works out would grow without end. */
const TERM_MAX = 60;

/** The procedures of the library whose answer is followed where their arguments are. */
const followed: ReadonlySet<string> = new Set([
  ...['+', '-', '*', 'max', 'min', 'abs', '<', '<=', '=', '>=', '>'],
  ...['zero?', 'positive?', 'negative?', 'not', '%truth'],
  ...['eq?', 'eqv?', 'equal?', 'string=?', 'symbol=?'],
  ...['memq', 'memv', 'member', 'member?', 'intersects?'],
  ...['null?', 'pair?', 'list?', 'string?', 'symbol?', 'number?', 'boolean?'],
]);

/** A call of what reads a field: its name, and what stands for it where it has no value. */
export function fieldTerm(name: '%field' | '%field?', args: readonly Value[]): Value | undefined {
  const operands = args.map(termOf);
  return operands.includes(undefined) ? undefined : bounded(called(name, operands as Core[]));
}

/** A call of the library with something in it that is worked out of a change; undefined for any other. */
export function callTerm(name: string, args: readonly Value[]): Value | undefined {
  if (!followed.has(name) || !args.some(isWorkedOut)) return undefined;
  const operands = args.map(termOf);
  return operands.includes(undefined) ? undefined : bounded(called(name, operands as Core[]));
}

const isWorkedOut = (value: Value): boolean => value.kind === 'data' && value.term !== undefined;

const bounded = (term: Core): Value =>
  sizeOf(term) > TERM_MAX ? values.data : values.workedOut(term);

const called = (name: string, operands: readonly Core[]): Core => [
  'call',
  ['global', name],
  ...operands,
];

const sizeOf = (core: Core): number =>
  1 + core.slice(1).reduce<number>((sum, part) => sum + (isCore(part) ? sizeOf(part) : 0), 0);

const isCore = (part: unknown): part is Core =>
  Array.isArray(part) && ['call', 'if'].includes(part[0] as string);

function termOf(value: Value): Core | undefined {
  switch (value.kind) {
    case 'data':
      return value.term;
    case 'constant':
      return ['const', value.datum];
    case 'outcome':
      return ['const', symbol(value.outcome)];
    case 'list': {
      const items = value.items.map(termOf);
      return items.includes(undefined) ? undefined : called('list', items as Core[]);
    }
    default:
      return undefined;
  }
}

const SCORE = 'score';

/** The score of a change, where it is assessed once: the fact that models see. */
export const scoreTerm: Core = called('fact', [['const', symbol(SCORE)]]);

export const isScore = (fact: string): boolean => fact === SCORE;

/** The level of a score by the bounds of a model. */
export function levelTerm({ levels }: RiskModelDefinition): Core {
  return levels.reduceRight<Core>(
    (above, { name, bound: { kind, value } }) =>
      kind === null
        ? ['const', symbol(name)]
        : [
            'if',
            called(kind === 'below' ? '<' : '<=', [scoreTerm, ['const', value]]),
            ['const', symbol(name)],
            above,
          ],
    ['const', symbol('')],
  );
}

/** Whether the author of a change has a role. */
export const authorTerm = (role: string): Core =>
  called('fact', [['const', symbol(`${AUTHOR}${role}`)]]);

const AUTHOR = 'the author has the role ';

/** The role of which a fact tells whether the author of a change has it. */
export const roleAskedOf = (fact: string): string | undefined =>
  fact.startsWith(AUTHOR) ? fact.slice(AUTHOR.length) : undefined;
