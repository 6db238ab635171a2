import type { BpmnDraft, Context } from './bpmn-draft.ts';
import type { BpmnFlow, BpmnNode } from './bpmn-model.ts';
import { inclusiveBlock } from './inclusive.ts';

/** Of which any may be taken together, since every choice of them is a transition. */
const BRANCHES_MAX = 8;

/** One flow in, one flow out: what arrives by any goes on by one. */
export function exclusive(draft: BpmnDraft, context: Context, node: BpmnNode): void {
  const inputs = draft.inputs(context, node);
  if (node.outgoing.length < 2) {
    const outputs = draft.outputs(context, node);
    for (const input of inputs) draft.step(node.name, node.id, [input], outputs);
    return;
  }
  let from = inputs[0]!;
  if (inputs.length > 1) {
    from = draft.place(context, node.name, node.id);
    for (const input of inputs) draft.step(node.name, node.id, [input], [from]);
  }
  for (const flow of node.outgoing)
    draft.step(chosen(node, [flow]), flow.id, [from], [draft.flows.get(flow)!]);
}

function chosen(node: BpmnNode, flows: readonly BpmnFlow[]): string {
  return `${node.name}: ${flows.map(({ to }) => to.name).join(' and ')}`;
}

/**
 * Every choice of branches is a transition. Where the branches of a split meet in one inclusive join, one that is not
 * chosen has arrived there already; a split whose branches meet otherwise, or do not, leaves those out that are not.
 */
export function inclusive(draft: BpmnDraft, context: Context, node: BpmnNode): void {
  const splits = node.outgoing.length > 1;
  const joins = node.incoming.length > 1;
  if (joins && (splits || !context.joins.has(node))) {
    draft.unmapped(`the inclusive gateway ${node.name}, which is not structured`, node.line);
    return;
  }
  if (!splits) {
    draft.step(node.name, node.id, draft.inputs(context, node), draft.outputs(context, node));
    return;
  }
  const branches =
    inclusiveBlock(node)?.branches ?? node.outgoing.map((out) => ({ out, back: null }));
  const [input] = draft.inputs(context, node);
  for (const flows of choices(draft, node, node.outgoing)) {
    const outputs = branches.flatMap(({ out, back }) => {
      const flow = flows.includes(out) ? out : back;
      return flow === null ? [] : [draft.flows.get(flow)!];
    });
    draft.step(chosen(node, flows), node.id, [input!], outputs);
  }
}

/** A step that a node may end with: what it is called, and the places that it fills. */
export interface Way {
  readonly name: string;
  readonly outputs: readonly number[];
}

/**
 * How a node other than a gateway goes on: by all its flows, of which those with a condition are taken where it holds,
 * and the default where none does.
 */
export function ways(draft: BpmnDraft, context: Context, node: BpmnNode): readonly Way[] {
  const conditional = node.outgoing.filter(({ isConditional }) => isConditional);
  if (conditional.length === 0) return [{ name: node.name, outputs: draft.outputs(context, node) }];
  const otherwise = node.outgoing.filter((flow) => isDefault(node, flow));
  const always = node.outgoing.filter((flow) => !flow.isConditional && !otherwise.includes(flow));
  const sets = choices(draft, node, [...conditional, ...otherwise]).map((flows) => [
    ...always,
    ...flows,
  ]);
  const all = always.length > 0 && otherwise.length === 0 ? [always, ...sets] : sets;
  return all.map((flows) => ({
    name: chosen(node, flows),
    outputs: flows.map((flow) => draft.flows.get(flow)!),
  }));
}

const isDefault = (node: BpmnNode, { id }: BpmnFlow): boolean =>
  id === node.attributes.get('default');

/**
 * The sets of flows that may be taken together: any but none of those that are not the default, or the default alone.
 * Too many to tell each are reported.
 */
function choices(
  draft: BpmnDraft,
  node: BpmnNode,
  flows: readonly BpmnFlow[],
): readonly (readonly BpmnFlow[])[] {
  if (flows.length > BRANCHES_MAX) {
    const what = node.kind === 'inclusive' ? 'the inclusive gateway' : 'the conditions on flows of';
    draft.unmapped(`${what} ${node.name}, with more than ${BRANCHES_MAX} branches`, node.line);
    return [];
  }
  const free = flows.filter((flow) => !isDefault(node, flow));
  const sets = Array.from({ length: 2 ** free.length - 1 }, (_, at) =>
    free.filter((_one, bit) => (((at + 1) >> bit) & 1) === 1),
  );
  return [...sets, ...flows.filter((flow) => isDefault(node, flow)).map((one) => [one])];
}
