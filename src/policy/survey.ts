import { symbolName } from '../core/datum.ts';
import type { Span } from '../core/span.ts';
import { pushChildren, spanOfNode } from '../language/compile/positions.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { WorkflowDefinition } from './definitions.ts';

/** The library's procedures that open a request, and the kind of it. */
const openers: ReadonlyMap<string, string> = new Map([
  ['%await-approval', 'approval'],
  ['%require-approval', 'approval'],
  ['%await-signal', 'signal'],
  ['%await-event', 'event'],
  ['%task', 'task'],
]);

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

type Found = Pick<WorkflowDefinition, 'phases' | 'requests' | 'waits' | 'awaitsWindow'>;

/**
 * The phases and requests of a definition in the order in which a reader meets them: where it mentions another
 * definition, what that has follows, once.
 */
export function survey(name: string, definitions: ReadonlyMap<string, Definition>): Found {
  const phases: Found['phases'][number][] = [];
  const requests: Found['requests'][number][] = [];
  const waits: NonNullable<Found['waits']>[number][] = [];
  const reached = new Set([name]);
  let awaitsWindow = false;

  const first = definitions.get(name);
  const open = first === undefined ? [] : [new PhaseWalk(first, 0)];
  for (let walk = open.at(-1); walk !== undefined; walk = open.at(-1)) {
    const node = walk.next();
    if (node === undefined) open.pop();
    else if (node[0] === 'global') {
      awaitsWindow ||= node[1] === AWAIT_WINDOW;
      const mentioned = reached.has(node[1]) ? undefined : definitions.get(node[1]);
      if (mentioned === undefined) continue;
      reached.add(mentioned.name);
      open.push(new PhaseWalk(mentioned, walk.depth));
    } else if (node[0] === 'call') {
      const kindOfWait = waiters.get(calledProcedure(node) ?? '');
      if (kindOfWait !== undefined) waits.push({ kind: kindOfWait, span: walk.span });
      const called = calledWithName(node);
      if (called === undefined) continue;
      const { procedure, name: own, label } = called;
      const kind = openers.get(procedure);
      if (kind === undefined && procedure !== PHASE) continue;
      const order = phases.length + requests.length;
      const placed = { name: own, span: walk.span, order, depth: walk.depth };
      if (kind === undefined) phases.push({ ...placed, label });
      else requests.push({ ...placed, kind, persistent: kind === 'event' || isPersistent(node) });
    }
  }
  return { phases, requests, waits, awaitsWindow };
}

/** A walk through the nodes of a definition in preorder that knows how many phases are around each. */
class PhaseWalk {
  private readonly definition: Definition;
  private readonly around: number;
  private readonly pending: Core[];
  /** For each phase that the next node may stand in: with fewer nodes than so many pending, it stands behind it. */
  private readonly ends: number[] = [];
  private number = -1;
  /** How many phases are around the node. */
  depth: number;

  constructor(definition: Definition, around: number) {
    this.definition = definition;
    this.around = around;
    this.depth = around;
    this.pending = [definition.core];
  }

  next(): Core | undefined {
    const { pending, ends } = this;
    const node = pending.pop();
    if (node === undefined) return undefined;
    this.number += 1;
    while (ends.length > 0 && pending.length < ends.at(-1)!) ends.pop();
    this.depth = this.around + ends.length;
    if (calledProcedure(node) === PHASE && calledWithName(node) !== undefined)
      ends.push(pending.length);
    pushChildren(node, pending);
    return node;
  }

  /** Where the node stands. */
  get span(): Span {
    return spanOfNode(this.definition, this.number);
  }
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
