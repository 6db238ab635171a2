import type { Diagnostic } from '../../core/diagnostic.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import { quoted, type World } from '../../policy/conditions/world.ts';
import type { CodeBase, Test } from '../workflow/code-base.ts';
import type { Guard } from './guards.ts';

/** What stands behind a test without being a clause that its author wrote. */
const NO_CLAUSE = /^\(\s*(?:and|or|do)[\s();"]/;
const UNLESS = /^\(\s*unless[\s(]/;
const ONE_ARMED = /^\(\s*(?:if|when)[\s(]/;

/**
 * Clauses that can never hold and an `else` that is never reached, by the comparisons of what is tested with constants.
 * Where the clause has effects it is an error; an `else` that only raises is there to say that it never comes.
 * `answered` are the tests of which the net already tells that they go one way.
 */
export function guardFindings(
  code: CodeBase,
  answered: ReadonlySet<Test>,
): readonly { readonly definition: string; readonly finding: Diagnostic }[] {
  return [...code.guards()].flatMap(([node, guard]) =>
    findingsOf(node, guard, code, answered).map((finding) => ({
      definition: code.definitionOf(node),
      finding,
    })),
  );
}

function findingsOf(
  node: Test,
  guard: Guard,
  code: CodeBase,
  answered: ReadonlySet<Test>,
): readonly Diagnostic[] {
  const [, , then, otherwise] = node;
  if (guard.constant || answered.has(node) || !code.isPlaced(node)) return [];
  const text = code.textAt(code.spanOf(node));
  if (NO_CLAUSE.test(text)) return [];
  const never = (part: Core, at: Core, why: string): readonly Diagnostic[] => [
    {
      severity: code.acts(part) ? 'error' : 'warning',
      code: 'unreachable',
      message: `this is never done: ${why}`,
      span: code.spanOf(at),
      help: 'leave it out, or correct the tests',
    },
  ];
  if (guard.yes === undefined && !UNLESS.test(text))
    return never(
      then,
      ONE_ARMED.test(text) ? then : node,
      guard.possible ? 'the tests before it leave nothing for it' : 'its test cannot hold',
    );
  const silent = code.steers(otherwise) && !code.acts(otherwise);
  const written = firstPlaced(otherwise, code);
  if (guard.no !== undefined || silent || written === undefined) return [];
  return never(otherwise, written, 'the tests before it take everything');
}

/** The first part that the author wrote. */
function firstPlaced(node: Core, code: CodeBase): Core | undefined {
  let first: Core | undefined;
  walk(node, (part) => {
    if (code.isPlaced(part)) first ??= part;
  });
  return first;
}

/** A case that no clause takes, in words: `score` is `50`. Empty where nothing is known of it. */
export function caseText({ no }: Guard): string {
  return no === undefined ? '' : wordsOf(no);
}

function wordsOf({ examples }: World): string {
  return examples
    .map(({ subject, value }) =>
      value === undefined
        ? `\`${subject.text}\` has no value`
        : `\`${subject.text}\` is \`${quoted(value)}\``,
    )
    .join(' and ');
}
