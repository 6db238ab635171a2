import type { BpmnDraft, Context } from './bpmn-draft.ts';
import type { BpmnFlow, BpmnNode } from './bpmn-model.ts';
import { inclusiveBlock } from './inclusive.ts';

/** Of an inclusive gateway, since every choice of branches is a transition. */
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

/** Every choice of branches is a transition; a branch that is not chosen has arrived at the join already. */
export function inclusive(draft: BpmnDraft, context: Context, node: BpmnNode): void {
  const many = node.outgoing.length > 1;
  if (!many && (node.incoming.length < 2 || context.joins.has(node))) {
    draft.step(node.name, node.id, draft.inputs(context, node), draft.outputs(context, node));
    return;
  }
  const block = many && node.incoming.length < 2 ? inclusiveBlock(node) : null;
  if (block === null || block.branches.length > BRANCHES_MAX) {
    const why =
      block === null ? 'which is not structured' : `with more than ${BRANCHES_MAX} branches`;
    draft.unmapped(`the inclusive gateway ${node.name}, ${why}`, node.line);
    return;
  }
  const [input] = draft.inputs(context, node);
  const otherwise = node.attributes.get('default');
  for (const branches of choices(block.branches, ({ out }) => out.id === otherwise)) {
    const outputs = block.branches.map((branch) =>
      draft.flows.get(branches.includes(branch) ? branch.out : branch.back)!,
    );
    const flows = branches.map(({ out }) => out);
    draft.step(chosen(node, flows), node.id, [input!], outputs);
  }
}

/** The sets of branches that may be taken together: any but none of those with a condition, or the default alone. */
function choices<T>(all: readonly T[], isDefault: (one: T) => boolean): readonly (readonly T[])[] {
  const conditional = all.filter((one) => !isDefault(one));
  const sets = Array.from({ length: 2 ** conditional.length - 1 }, (_, at) =>
    conditional.filter((_one, bit) => (((at + 1) >> bit) & 1) === 1),
  );
  return [...sets, ...all.filter(isDefault).map((one) => [one])];
}
