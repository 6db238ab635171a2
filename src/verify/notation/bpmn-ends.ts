import type { BpmnDraft, Context } from './bpmn-draft.ts';
import type { BpmnNode, Trigger } from './bpmn-model.ts';

/** An end event: of its token alone, of the scope that it terminates, or of those that what it throws leaves. */
export function end(draft: BpmnDraft, context: Context, node: BpmnNode): void {
  const inputs = draft.inputs(context, node);
  const trigger = node.triggers.find(({ kind }) => kind === 'error' || kind === 'cancel');
  if (trigger !== undefined) thrown(draft, context, node, trigger, inputs);
  else if (node.triggers.some(({ kind }) => kind === 'terminate'))
    cancelled(draft, context, node, inputs, draft.endPlace(context, node));
  else {
    const outputs = draft.outputs(context, node);
    for (const input of inputs) draft.step(node.name, node.id, [input], outputs);
  }
}

/** All tokens of a scope are gone, and one is at its end. */
function cancelled(
  draft: BpmnDraft,
  context: Context,
  node: BpmnNode,
  inputs: readonly number[],
  end: number,
): void {
  for (const input of inputs) draft.cancel(node.name, node.id, [input], [end], context.inside);
}

/** The innermost sub-process that catches it is cancelled; what nothing catches ends the process. */
function thrown(
  draft: BpmnDraft,
  context: Context,
  node: BpmnNode,
  { kind, refersTo }: Trigger,
  inputs: readonly number[],
): void {
  let scope = context;
  /** What a sub-process that is over throws is not heard: it cannot be over before. */
  const running: number[] = [];
  for (; scope.host !== null && scope.parent !== null; scope = scope.parent) {
    const catches = scope.host.boundary.find((event) =>
      event.triggers.some(
        (each) => each.kind === kind && (each.refersTo === null || each.refersTo === refersTo),
      ),
    );
    running.push(scope.active!);
    if (catches === undefined) continue;
    const { inside, parent } = scope;
    const outputs = draft.outputs(parent, catches);
    for (const input of inputs)
      draft.cancel(node.name, node.id, [input, ...running], outputs, inside);
    return;
  }
  const end = draft.endPlace(scope, node);
  for (const input of inputs)
    draft.cancel(node.name, node.id, [input, ...running], [end], scope.inside);
}
