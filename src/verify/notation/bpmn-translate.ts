import { unreachable } from '../../core/unreachable.ts';
import type { Net } from '../net/net.ts';
import { BpmnDraft, fresh, isLink, type Context } from './bpmn-draft.ts';
import { end } from './bpmn-ends.ts';
import { exclusive, inclusive, ways } from './bpmn-gateways.ts';
import { says, type BpmnNode, type BpmnScope, type Unmapped } from './bpmn-model.ts';
import { Unreadable } from './fault.ts';
import { inclusiveBlock } from './inclusive.ts';

/** Turns the scopes of a process into a net; what it cannot turn it reports and leaves out. */
export class BpmnTranslation {
  private readonly draft: BpmnDraft;

  constructor(unmapped: Unmapped) {
    this.draft = new BpmnDraft(unmapped);
  }

  netOf(scope: BpmnScope): Net {
    const entry = this.draft.begin();
    this.translate({ ...fresh(scope), parent: null, host: null, entry, done: null, active: null });
    return this.draft.build();
  }

  private translate(context: Context): void {
    const { scope, joins } = context;
    for (const node of scope.nodes) {
      for (const flow of node.outgoing) {
        if (!scope.nodes.includes(flow.to))
          throw new Unreadable(
            'malformed',
            `the flow ${flow.id} crosses the border of a sub-process`,
            node.line,
          );
        this.draft.flows.set(flow, this.draft.place(context, flow.name, flow.id));
      }
      if (node.kind === 'inclusive' && node.outgoing.length > 1) {
        const block = inclusiveBlock(node);
        if (block !== null) joins.add(block.join);
      }
    }
    this.begin(context);
    for (const node of scope.nodes) this.node(context, node);
  }

  /** Any of what begins a scope does so; where nothing says that it does, everything that no flow leads to. */
  private begin(context: Context): void {
    const { scope, entry, entries } = context;
    const starts = scope.nodes.filter(({ kind }) => kind === 'start');
    for (const start of starts)
      this.draft.step(start.name, start.id, [entry], this.draft.outputs(context, start));
    const begins = scope.nodes.filter(
      (node) => node.incoming.length === 0 && says(node, 'instantiate', true),
    );
    for (const node of begins) entries.set(node, entry);
    if (starts.length + begins.length > 0) return;
    for (const node of scope.nodes) {
      if (node.incoming.length > 0 || node.kind === 'boundary' || isLink(node, 'catch')) continue;
      entries.set(node, this.draft.place(context, `before ${node.name}`, node.id));
    }
    this.draft.step('start', context.host?.id ?? 'start', [entry], [...entries.values()]);
  }

  private node(context: Context, node: BpmnNode): void {
    switch (node.kind) {
      case 'start':
      case 'boundary':
        return;
      case 'end':
        end(this.draft, context, node);
        return;
      case 'catch':
      case 'throw':
        this.step(context, node);
        return;
      case 'activity':
        this.activity(context, node);
        return;
      case 'sub-process':
        this.subProcess(context, node);
        return;
      case 'parallel':
        this.draft.step(
          node.name,
          node.id,
          this.draft.inputs(context, node),
          this.draft.outputs(context, node),
        );
        return;
      case 'event-based':
        if (node.attributes.get('eventGatewayType') === 'Parallel')
          this.draft.unmapped(`the parallel event-based gateway ${node.name}`, node.line);
        exclusive(this.draft, context, node);
        return;
      case 'exclusive':
        exclusive(this.draft, context, node);
        return;
      case 'inclusive':
        inclusive(this.draft, context, node);
        return;
      default:
        unreachable(node.kind);
    }
  }

  /** Whatever token arrives goes on, by all flows at once. */
  private step(context: Context, node: BpmnNode): void {
    const all = ways(this.draft, context, node);
    for (const input of this.draft.inputs(context, node))
      for (const { name, outputs } of all) this.draft.step(name, node.id, [input], outputs);
  }

  private activity(context: Context, node: BpmnNode): void {
    this.refuseQuantities(node);
    if (node.boundary.length === 0) {
      this.step(context, node);
      return;
    }
    const running = this.draft.place(context, `${node.name} running`, node.id);
    for (const input of this.draft.inputs(context, node))
      this.draft.step(`${node.name} begins`, node.id, [input], [running]);
    for (const { name, outputs } of ways(this.draft, context, node))
      this.draft.step(name, node.id, [running], outputs);
    for (const event of this.interrupting(node))
      this.draft.step(event.name, event.id, [running], this.draft.outputs(context, event));
  }

  /** An activity that waits for several tokens or gives several, or that others begin when they are undone. */
  private refuseQuantities(node: BpmnNode): void {
    for (const quantity of ['startQuantity', 'completionQuantity']) {
      const count = node.attributes.get(quantity)?.trim() ?? '1';
      if (count !== '1') this.draft.unmapped(`the ${quantity} ${count} of ${node.name}`, node.line);
    }
    if (says(node, 'isForCompensation', true))
      this.draft.unmapped(`the compensation by ${node.name}`, node.line);
  }

  /** The boundary events that a net can say; the others are reported. */
  private interrupting(node: BpmnNode): readonly BpmnNode[] {
    return node.boundary.filter((event) => {
      const compensates = event.triggers.some(({ kind }) => kind === 'compensate');
      const goesOn = says(event, 'cancelActivity', false);
      if (compensates) this.draft.unmapped(`the compensation of ${node.name}`, event.line);
      else if (goesOn) this.draft.unmapped(`the non-interrupting event ${event.name}`, event.line);
      return !compensates && !goesOn;
    });
  }

  private subProcess(context: Context, node: BpmnNode): void {
    if (says(node, 'triggeredByEvent', true)) {
      this.draft.unmapped(`the event sub-process ${node.name}`, node.line);
      return;
    }
    if (node.inner!.nodes.length === 0) {
      this.activity(context, node);
      return;
    }
    this.refuseQuantities(node);
    const active = this.draft.place(context, `${node.name} running`, node.id);
    const bare = { ...fresh(node.inner!), parent: context, host: node, active };
    const within = (what: string): number =>
      this.draft.place({ ...bare, entry: active, done: null }, `${node.name} ${what}`, node.id);
    const [entry, done] = [within('begun'), within('done')];
    const inner: Context = { ...bare, entry, done };
    for (const input of this.draft.inputs(context, node))
      this.draft.step(`${node.name} begins`, node.id, [input], [entry, active]);
    this.translate(inner);
    if (isParallel(node.inner!)) this.draft.waitForAll(inner, node.name, node.id);
    for (const { name, outputs } of ways(this.draft, context, node))
      this.draft.step(name, node.id, [done, active], outputs);
    for (const event of this.interrupting(node)) {
      const outputs = this.draft.outputs(context, event);
      this.draft.cancel(event.name, event.id, [active], outputs, inner.inside);
    }
  }
}

/** Whether more than one token may be in a scope, so that one of them reaching an end does not end it. */
function isParallel({ nodes }: BpmnScope): boolean {
  const forks = nodes.some(
    ({ kind, outgoing }) => outgoing.length > 1 && kind !== 'exclusive' && kind !== 'event-based',
  );
  const starts = nodes.some(({ kind }) => kind === 'start');
  const begins = nodes.filter(({ incoming, kind }) => incoming.length === 0 && kind !== 'boundary');
  return forks || (!starts && begins.length > 1);
}
