import type { Diagnostic } from '../../core/diagnostic.ts';
import { childrenOf, walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { CodeBase, Test } from './code-base.ts';
import type { OfWorkflow } from './findings.ts';
import { neverAccepted, neverAsked } from './never-accepted.ts';
import { outrunFindings } from './outrun-findings.ts';
import { isLambda } from './read-code.ts';
import type { Remarks, Tested } from './remarks.ts';

/**
 * Code with effects that no workflow ever comes to, in the definitions that workflows do come to; of code within code
 * only the outermost. Whatever a workflow speaks of whose effects hide may be called by it out of sight, and one that is
 * `broken` otherwise would come further without that. Each is told of the first workflow that speaks of its definition.
 */
export function unreachableFindings(
  drawn: ReadonlyMap<string, Remarks>,
  broken: ReadonlySet<string>,
  code: CodeBase,
): readonly OfWorkflow[] {
  const unseen = [...drawn].filter(([name, { hidden }]) => hidden.size > 0 || broken.has(name));
  const open = new Set(
    spokenOf(
      unseen.map(([name]) => name),
      code,
    ),
  );
  const speaker = speakerOf([...drawn.keys()], code);
  const visited = new Set([...drawn.values()].flatMap((remarks) => [...remarks.visited]));
  const never = neverTaken([...drawn.values()], code);
  const beside = [
    ...outrunFindings([...drawn.values()], code),
    ...neverAccepted([...drawn.values()], code),
    ...neverAsked([...drawn.values()], code),
  ];
  return spokenOf([...drawn.keys()], code).flatMap((name) => {
    const core = open.has(name) ? undefined : code.own(name);
    if (core === undefined) return [];
    const impossible = never.filter(({ definition }) => definition === name);
    return [
      ...neverRead(core, visited, code).map((node) => unread(node, code)),
      ...impossible.map(({ node }) => untaken(node, code)),
      ...beside.filter(({ definition }) => definition === name).map(({ finding }) => finding),
    ].map((finding) => ({ workflow: speaker(name), finding }));
  });
}

/** Which of the workflows speaks of a definition first; the definition itself where none does. */
export function speakerOf(
  workflows: readonly string[],
  code: CodeBase,
): (definition: string) => string {
  const spoken = workflows.map((name) => [name, new Set(spokenOf([name], code))] as const);
  return (definition) => spoken.find(([, names]) => names.has(definition))?.[0] ?? definition;
}

interface Never {
  readonly definition: string;
  readonly node: Core;
}

/** What stands behind a test without being a clause that its author wrote. */
const NO_CLAUSE = /^\(\s*(?:and|or|when|unless|do)[\s();"]/;

/**
 * Of tests of how something ended, what their author wrote for the case that never comes, where it only computes. An
 * `else` that raises is there to say so.
 */
function neverTaken(drawn: readonly Remarks[], code: CodeBase): readonly Never[] {
  return [...testedIn(drawn)].flatMap(([node, { result, then, otherwise }]): readonly Never[] => {
    const [, , consequence, alternative] = node;
    const definition = code.definitionOf(node);
    const text = code.textAt(code.spanOf(node));
    // A clause of `guard` is a procedure behind a test that nobody wrote.
    const isClause = code.isPlaced(node) ? !NO_CLAUSE.test(text) : isLambda(consequence);
    if (!result || !isClause) return [];
    if (!then && code.isPlaced(consequence) && !code.acts(consequence)) {
      const whole = code.isPlaced(node) && !/^\(\s*if[\s(]/.test(text);
      return [{ definition, node: whole ? node : consequence }];
    }
    const written = code.isPlaced(node) && code.isPlaced(alternative);
    return !otherwise && written && !code.steers(alternative)
      ? [{ definition, node: alternative }]
      : [];
  });
}

/** What the readings of all workflows tell of each test. */
function testedIn(drawn: readonly Remarks[]): ReadonlyMap<Test, Tested> {
  const found = new Map<Test, Tested>();
  for (const [node, { result, then, otherwise }] of drawn.flatMap(({ tested }) => [...tested])) {
    const known = found.get(node);
    found.set(node, {
      result: result || known?.result === true,
      then: then || known?.then === true,
      otherwise: otherwise || known?.otherwise === true,
    });
  }
  return found;
}

/** The names that workflows speak of, directly or through each other. */
function spokenOf(workflows: readonly string[], code: CodeBase): readonly string[] {
  const names = new Set(workflows);
  for (const name of names) {
    const core = code.own(name);
    if (core !== undefined) walk(core, (node) => node[0] === 'global' && names.add(node[1]));
  }
  return [...names];
}

function neverRead(core: Core, visited: ReadonlySet<Core>, code: CodeBase): readonly Core[] {
  const bodies = bodiesOf(core);
  if (!bodies.some((body) => visited.has(body))) return [];
  const found: Core[] = [];
  const pending = [...bodies];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (visited.has(node)) pending.push(...partsOf(node, visited, code));
    else if (code.acts(node) && node[0] !== 'global') found.push(written(node, code));
  }
  return found;
}

/** The parts of a node that was read: of those that follow each other, none behind the first that never was. */
function partsOf(node: Core, visited: ReadonlySet<Core>, code: CodeBase): readonly Core[] {
  const parts = childrenOf(node).flatMap(bodiesOf);
  if (node[0] === 'if') return parts;
  const first = parts.findIndex((part) => !visited.has(part) && code.acts(part));
  return first === -1 ? parts : parts.slice(0, first + 1);
}

/** The first part that the author wrote, where the whole was made of several. */
function written(node: Core, code: CodeBase): Core {
  let first: Core | undefined;
  walk(node, (part) => {
    if (code.isPlaced(part) && code.acts(part) && part[0] !== 'global') first ??= part;
  });
  return first ?? node;
}

/** What runs of a node: the bodies of a procedure, which are read when it is called. */
const bodiesOf = (node: Core): readonly Core[] => {
  if (node[0] === 'lambda') return [node[3]];
  return node[0] === 'case-lambda' ? (node.slice(1) as Core[]).flatMap(bodiesOf) : [node];
};

function unread(node: Core, code: CodeBase): Diagnostic {
  return {
    severity: 'error',
    code: 'unreachable',
    message: 'no path comes to this',
    span: code.spanOf(node),
    help: 'leave it out, or change what stands before it so that something leads here',
  };
}

function untaken(node: Core, code: CodeBase): Diagnostic {
  return {
    severity: 'error',
    code: 'unreachable',
    message: 'nothing before it ends in a way that leads to this',
    span: code.spanOf(node),
    help: 'leave it out, or test for a way in which it can end',
  };
}
