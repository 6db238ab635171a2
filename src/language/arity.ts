import type { Core } from '../machine/code.ts';
import type { Span } from '../core/span.ts';
import type { Arity } from './forms.ts';
import { walk } from './compile/positions.ts';

/** How many arguments the value of a core takes, where its shape tells. */
export function arityOf(core: Core): Arity | undefined {
  if (core[0] === 'lambda')
    return { min: core[1].length, max: core[2] === null ? core[1].length : null };
  if (core[0] !== 'case-lambda') return undefined;
  const [first, ...others] = (core.slice(1) as Core[]).map(arityOf);
  return others.reduce(
    (all, arity) =>
      all === undefined || arity === undefined
        ? undefined
        : {
            min: Math.min(all.min, arity.min),
            max: all.max === null || arity.max === null ? null : Math.max(all.max, arity.max),
          },
    first,
  );
}

export interface WrongCall {
  readonly span: Span;
  readonly name: string;
  readonly given: number;
  readonly wanted: Arity;
}

/** The calls in a core of known procedures with a number of arguments that they do not take. */
export function wrongCalls(
  core: Core,
  arities: { get(name: string): Arity | undefined },
  places: ReadonlyMap<Core, Span>,
): WrongCall[] {
  const wrong: WrongCall[] = [];
  walk(core, (node) => {
    if (node[0] !== 'call' || node[1][0] !== 'global') return;
    const name = node[1][1];
    const wanted = arities.get(name);
    const given = node.length - 2;
    if (wanted === undefined) return;
    if (given >= wanted.min && (wanted.max === null || given <= wanted.max)) return;
    const span = places.get(node);
    if (span !== undefined) wrong.push({ span, name, given, wanted });
  });
  return wrong;
}

/** "2 arguments", "1 or 2 arguments", "at least 1 argument". */
export function arityText({ min, max }: Arity): string {
  const plural = (count: number): string => (count === 1 ? 'argument' : 'arguments');
  if (max === null) return `at least ${min} ${plural(min)}`;
  if (max === min) return min === 0 ? 'no arguments' : `${min} ${plural(min)}`;
  return max === min + 1 ? `${min} or ${max} arguments` : `${min} to ${max} arguments`;
}
