import { symbol } from '../../core/datum.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Core } from '../../machine/code.ts';
import type { Condition } from '../definitions.ts';
import type { Explorer, Meaning } from './explore.ts';
import type { Truths } from './value.ts';
import type { World } from './world.ts';

type Comparison = Extract<Condition, { kind: 'compare' }>;

/** The worlds in which the condition of a rule holds, and those in which it does not. */
export function conditionTruths(
  condition: Condition,
  worlds: readonly World[],
  explorer: Explorer,
): Truths {
  switch (condition.kind) {
    case 'all':
      return inTurn(condition.of, worlds, explorer, false);
    case 'any':
      return turned(inTurn(condition.of, worlds, explorer, true));
    case 'not':
      return turned(conditionTruths(condition.of, worlds, explorer));
    case 'compare':
      return explorer.truths(comparisonCore(condition), nowhere, worlds);
    case 'computed':
      return procedureTruths(condition.procedure, worlds, explorer);
    default:
      return unreachable(condition);
  }
}

/** The worlds in which a generated procedure without parameters answers something true, and those in which it does not. */
export function procedureTruths(
  procedure: string,
  worlds: readonly World[],
  explorer: Explorer,
): Truths {
  const core = bodyOf(procedure, explorer.meaning);
  if (core === undefined) return { yes: worlds, no: worlds };
  return explorer.truths(core, { definition: procedure, locals: new Map() }, worlds);
}

/** The body of a generated procedure without parameters. */
export function bodyOf(procedure: string, { own }: Meaning): Core | undefined {
  const core = own(procedure);
  return core?.[0] === 'lambda' ? core[3] : undefined;
}

const nowhere = { definition: '', locals: new Map<never, never>() };

const turned = ({ yes, no }: Truths): Truths => ({ yes: no, no: yes });

/** From left to right until one is false, or true where `negated`: the others are then not asked. */
function inTurn(
  parts: readonly Condition[],
  worlds: readonly World[],
  explorer: Explorer,
  negated: boolean,
): Truths {
  return parts.reduce<Truths>(
    ({ yes, no }, part) => {
      const truths = conditionTruths(part, yes, explorer);
      const { yes: on, no: off } = negated ? turned(truths) : truths;
      return { yes: on, no: [...no, ...off] };
    },
    { yes: worlds, no: [] },
  );
}

/** The call that asks what a comparison does. */
export function comparisonCore({
  subject,
  name,
  default: otherwise,
  operator,
  value,
}: Comparison): Core {
  const read: Core = [
    'call',
    ['global', subject === 'field' ? '%field' : 'fact'],
    ['const', symbol(name)],
    ...(otherwise === undefined ? [] : [['const', otherwise] as const]),
  ];
  const constant: Core = ['const', value];
  const asked = (procedure: string, ...operands: readonly Core[]): Core => [
    'call',
    ['global', procedure],
    ...operands,
  ];
  switch (operator) {
    case '=':
      return asked('equal?', read, constant);
    case '!=':
      return asked('not', asked('equal?', read, constant));
    case 'member':
      return asked('member?', read, constant);
    case 'contains':
      return asked('member?', constant, read);
    case 'intersects':
      return asked('intersects?', read, constant);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return asked(operator, read, constant);
    default:
      return unreachable(operator);
  }
}
