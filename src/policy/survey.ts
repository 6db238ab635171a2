import { symbolName } from '../core/datum.ts';
import type { Span } from '../core/span.ts';
import { childrenOf } from '../language/compile/positions.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { WorkflowDefinition } from './definitions.ts';

/** The library's procedures that open a request, and the kind of it. */
const openers: { readonly [procedure: string]: string } = {
  '%await-approval': 'approval',
  '%require-approval': 'approval',
  '%await-signal': 'signal',
  '%await-event': 'event',
  '%task': 'task',
};

/** What waits for the world, or for the author of a round that was sent back, and the kind of its request. */
const waiters: ReadonlyMap<string, string> = new Map([
  ['await-window', 'window'],
  ['await-dependencies', 'dependency'],
  ['await-change', 'change'],
  ['%lock', 'lock'],
  ['%while-in', 'phase'],
  ['%sleep', 'timer'],
  ['%wait-until', 'timer'],
  ['%within', 'timer'],
  ['%revisable', 'signal'],
]);

const PHASE = '%phase';
const AWAIT_WINDOW = 'await-window';

/** Calls `visit` with each node of a definition and where it stands; the whole definition where macros made it. */
export function visitNodes(definition: Definition, visit: (node: Core, span: Span) => void): void {
  for (const { node, span } of nestedNodes(definition, 0)) visit(node, span);
}

type Found = Pick<WorkflowDefinition, 'phases' | 'requests' | 'waits' | 'awaitsWindow'>;

/**
 * The phases and requests of a definition in the order in which a reader meets them: where it mentions another
 * definition, what that has follows, once.
 */
export function survey(name: string, definitions: ReadonlyMap<string, Definition>): Found {
  const phases: Found['phases'][number][] = [];
  const requests: Found['requests'][number][] = [];
  const waits: NonNullable<Found['waits']>[number][] = [];
  const reached = new Set<string>();
  let awaitsWindow = false;

  const visit = (definition: Definition, around: number): void => {
    reached.add(definition.name);
    for (const { node, span, depth } of nestedNodes(definition, around)) {
      awaitsWindow ||= node[0] === 'global' && node[1] === AWAIT_WINDOW;
      const mentioned = node[0] === 'global' ? definitions.get(node[1]) : undefined;
      if (mentioned !== undefined && !reached.has(mentioned.name)) visit(mentioned, depth);
      const kindOfWait = waiters.get(calledProcedure(node) ?? '');
      if (kindOfWait !== undefined) waits.push({ kind: kindOfWait, span });
      const called = calledWithName(node);
      if (called === undefined) continue;
      const placed = { name: called.name, span, order: phases.length + requests.length, depth };
      const kind = openers[called.procedure];
      if (kind !== undefined)
        requests.push({ ...placed, kind, persistent: kind === 'event' || isPersistent(node) });
      else if (called.procedure === PHASE) phases.push({ ...placed, label: called.label });
    }
  };
  const first = definitions.get(name);
  if (first !== undefined) visit(first, 0);
  return { phases, requests, waits, awaitsWindow };
}

const calledProcedure = (node: Core): string | undefined =>
  node[0] === 'call' && node[1][0] === 'global' ? node[1][1] : undefined;

/** A call of a global procedure whose first operand is a constant symbol. */
function calledWithName(
  node: Core,
): { readonly procedure: string; readonly name: string; readonly label: string } | undefined {
  if (node[0] !== 'call' || node[1][0] !== 'global') return undefined;
  const [, [, procedure], first, second] = node;
  const name = first?.[0] === 'const' ? symbolName(first[1]) : undefined;
  if (name === undefined) return undefined;
  const label = second?.[0] === 'const' && typeof second[1] === 'string' ? second[1] : name;
  return { procedure, name, label };
}

/** Whether the clauses of a request, which is its second operand, have `(persistent)`. */
function isPersistent(request: Core): boolean {
  const clauses = request[3];
  if (!Array.isArray(clauses) || clauses[0] !== 'call') return false;
  return (clauses as readonly Core[]).some((clause) => {
    const word = Array.isArray(clause) && clause[0] === 'call' ? (clause[2] as Core) : undefined;
    return word?.[0] === 'const' && symbolName(word[1]) === 'persistent';
  });
}

interface Nested {
  readonly node: Core;
  readonly span: Span;
  readonly depth: number;
}

/** The nodes of a definition in preorder, each with its place and the number of phases around it. */
function* nestedNodes({ core, positions, span }: Definition, around: number): Generator<Nested> {
  const pending: { readonly node: Core; readonly depth: number }[] = [
    { node: core, depth: around },
  ];
  for (let at = 0, next = pending.pop(); next !== undefined; at += 2, next = pending.pop()) {
    const { node, depth } = next;
    const [start, end] = [positions.offsets[at] ?? -1, positions.offsets[at + 1] ?? -1];
    yield { node, span: start < 0 ? span : { file: positions.file, start, end }, depth };
    const isPhase = calledWithName(node)?.procedure === PHASE;
    const inside = isPhase ? depth + 1 : depth;
    for (const child of childrenOf(node).toReversed()) pending.push({ node: child, depth: inside });
  }
}
