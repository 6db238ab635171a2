import type { Json } from '../core/json.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Condition, Operator } from '../policy/definitions.ts';
import type { Strings } from './plain.ts';
import { plainOf, stringsOf } from './plain.ts';

/** A condition in the words of json-rules-engine; `priority` falls from left to right, so that parts run in order. */
export type EngineCondition =
  | { readonly all: readonly EngineCondition[]; readonly priority?: number }
  | { readonly any: readonly EngineCondition[]; readonly priority?: number }
  | { readonly not: EngineCondition; readonly priority?: number }
  | EngineComparison;

export interface EngineComparison {
  readonly fact: string;
  readonly operator: string;
  readonly value: Json;
  /** `default`: taken where the fact is missing; `strings`: how strings are read, where not as usual beside the fact. */
  readonly params?: { readonly default?: Json; readonly strings?: Strings };
  readonly priority?: number;
}

/** The engine's operators. `someFact:in` is its own spelling of "any element of the fact is in the list". */
export const engineOperators: { readonly [operator in Operator]: string } = {
  '=': 'equal',
  '!=': 'notEqual',
  '<': 'lessThan',
  '<=': 'lessThanInclusive',
  '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
  member: 'in',
  contains: 'contains',
  intersects: 'someFact:in',
};

/** Facts of the engine stand beside the fields, and a field has no dot but that of `custom.`. */
export const FACT_PREFIX = 'fact.';

/** A comparison that plain JSON cannot hold, computed under a name of its own. */
export interface HeldBack {
  readonly fact: string;
  readonly condition: Extract<Condition, { kind: 'compare' }>;
}

export interface Compiled {
  readonly condition: EngineCondition;
  /** Procedures that the condition computes, each with its source. */
  readonly procedures: readonly { readonly procedure: string; readonly source: string }[];
  readonly heldBack: readonly HeldBack[];
}

/** A rule's condition for json-rules-engine; the engine wants a boolean one at the top. */
export function compileCondition(rule: string, condition: Condition): Compiled {
  const procedures: { procedure: string; source: string }[] = [];
  const heldBack: HeldBack[] = [];

  const compile = (part: Condition): EngineCondition => {
    switch (part.kind) {
      case 'all':
        return { all: inOrder(part.of) };
      case 'any':
        // The engine takes an empty `any` for true.
        return part.of.length === 0 ? { not: { all: [] } } : { any: inOrder(part.of) };
      case 'not':
        return { not: compile(part.of) };
      case 'compare':
        return comparison(part) ?? holdBack(part);
      case 'computed':
        procedures.push({ procedure: part.procedure, source: part.source });
        return { fact: part.procedure, operator: 'equal', value: true };
      default:
        return unreachable(part);
    }
  };
  const inOrder = (parts: readonly Condition[]): readonly EngineCondition[] =>
    parts.length === 1
      ? parts.map(compile)
      : parts.map((part, index) => ({ ...compile(part), priority: parts.length - index }));
  const holdBack = (part: HeldBack['condition']): EngineCondition => {
    const fact = `%${rule}:compare.${heldBack.length + 1}`;
    heldBack.push({ fact, condition: part });
    return { fact, operator: 'equal', value: true };
  };

  const compiled = compile(condition);
  const top = 'fact' in compiled ? { all: [compiled] } : compiled;
  return { condition: top, procedures, heldBack };
}

function comparison(part: HeldBack['condition']): EngineComparison | undefined {
  const usual = stringsOf(part.subject, part.name);
  const strings = [usual, usual === 'words' ? 'texts' : 'words'] as const;
  for (const reading of strings) {
    const value = plainOf(part.value, reading);
    const otherwise = part.default === undefined ? undefined : plainOf(part.default, reading);
    if (value === undefined || (part.default !== undefined && otherwise === undefined)) continue;
    const params = {
      ...(otherwise === undefined ? {} : { default: otherwise }),
      ...(reading === usual ? {} : { strings: reading }),
    };
    return {
      fact: part.subject === 'field' ? part.name : FACT_PREFIX + part.name,
      operator: engineOperators[part.operator],
      value,
      ...(Object.keys(params).length === 0 ? {} : { params }),
    };
  }
  return undefined;
}

/** What names a fact of the engine: a field, a fact of the view, or something computed. */
export function subjectOf(fact: string): {
  readonly subject: 'field' | 'fact';
  readonly name: string;
} {
  return fact.startsWith(FACT_PREFIX)
    ? { subject: 'fact', name: fact.slice(FACT_PREFIX.length) }
    : { subject: 'field', name: fact };
}
