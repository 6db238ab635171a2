import type { BpmnFlow, BpmnNode } from './bpmn-model.ts';

/** An inclusive split and the join that waits for what it began: for each branch the flows it leaves and enters by. */
export interface InclusiveBlock {
  readonly split: BpmnNode;
  readonly join: BpmnNode;
  readonly branches: readonly { readonly out: BpmnFlow; readonly back: BpmnFlow }[];
}

/**
 * The block that an inclusive split opens, or null where it is not structured: each branch is entered by its flow from
 * the split alone, left by one flow to the same inclusive join alone, and the join has no other flows.
 */
export function inclusiveBlock(split: BpmnNode): InclusiveBlock | null {
  const first = split.outgoing[0];
  if (first === undefined) return null;
  const candidates = new Set<BpmnNode>();
  walk(first, (node) => {
    if (node.kind === 'inclusive') candidates.add(node);
    return true;
  });
  for (const join of candidates) {
    const block = blockBetween(split, join);
    if (block !== null) return block;
  }
  return null;
}

function blockBetween(split: BpmnNode, join: BpmnNode): InclusiveBlock | null {
  if (join === split || join.incoming.length !== split.outgoing.length) return null;
  const taken = new Set<BpmnNode>();
  const branches: { out: BpmnFlow; back: BpmnFlow }[] = [];
  for (const out of split.outgoing) {
    const inside = new Set<BpmnNode>();
    walk(out, (node) => {
      if (node === join) return false;
      inside.add(node);
      return true;
    });
    const back = join.incoming.filter((flow) => flow === out || inside.has(flow.from));
    const closed = [...inside].every(
      (node) =>
        !taken.has(node) &&
        node !== split &&
        (node.kind === 'boundary' ||
          node.incoming.every((flow) => flow === out || inside.has(flow.from))) &&
        node.outgoing.length > 0,
    );
    if (!closed || back.length !== 1) return null;
    for (const node of inside) taken.add(node);
    branches.push({ out, back: back[0]! });
  }
  return { split, join, branches };
}

/** Visits what a flow leads to, as long as the visitor says to go on from there. */
function walk(from: BpmnFlow, visit: (node: BpmnNode) => boolean): void {
  const seen = new Set<BpmnNode>();
  const waiting = [from.to];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!visit(node)) continue;
    for (const flow of node.outgoing) waiting.push(flow.to);
    waiting.push(...node.boundary);
  }
}
