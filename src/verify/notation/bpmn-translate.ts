import { unreachable } from '../../core/unreachable.ts';
import { netBuilder, type Net } from '../net/net.ts';
import type { BpmnFlow, BpmnNode, BpmnScope, Trigger, Unmapped } from './bpmn-model.ts';
import { Unreadable } from './fault.ts';
import { inclusiveBlock } from './inclusive.ts';

/** A scope under translation: what its tokens come from and go to, and what is emptied when it is cancelled. */
interface Context {
  readonly scope: BpmnScope;
  readonly parent: Context | null;
  /** The sub-process whose inside it is. */
  readonly host: BpmnNode | null;
  readonly entry: number;
  /** Where its tokens end; null for the process, each of whose ends is one of the net. */
  readonly done: number | null;
  /** A token while the sub-process runs, that completion and cancellation compete for. */
  readonly active: number | null;
  /** Places made inside; complete only when everything is translated. */
  readonly inside: number[];
  readonly links: Map<string, number>;
  /** Inclusive joins whose split was found. */
  readonly joins: Set<BpmnNode>;
  /** Where nodes begin that no flow leads to. */
  readonly entries: Map<BpmnNode, number>;
}

const BRANCHES_MAX = 8;

/** Turns the scopes of a process into a net; what it cannot turn it reports and leaves out. */
export class BpmnTranslation {
  private readonly builder = netBuilder();
  private readonly unmapped: Unmapped;
  private readonly flows = new Map<BpmnFlow, number>();
  private readonly final: number[] = [];
  /** Transitions that cancel, made last, when it is known what there is to empty. */
  private readonly cancelling: (() => void)[] = [];

  constructor(unmapped: Unmapped) {
    this.unmapped = unmapped;
  }

  netOf(scope: BpmnScope): Net {
    const entry = this.builder.place('start', 'start', 1);
    this.translate({ ...fresh(scope), parent: null, host: null, entry, done: null, active: null });
    for (const make of this.cancelling) make();
    return this.builder.build(this.final);
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
        this.flows.set(flow, this.place(context, flow.name, flow.id));
      }
      if (node.kind === 'inclusive' && node.outgoing.length > 1) {
        const block = inclusiveBlock(node);
        if (block !== null) joins.add(block.join);
      }
    }
    this.begin(context);
    for (const node of scope.nodes) this.node(context, node);
  }

  private place(context: Context, name: string, source: string): number {
    const place = this.builder.place(name, source);
    for (let at: Context | null = context; at !== null; at = at.parent) at.inside.push(place);
    return place;
  }

  /** Any of the start events begins a scope; without one, everything that no flow leads to. */
  private begin(context: Context): void {
    const { scope, entry, entries } = context;
    const starts = scope.nodes.filter(({ kind }) => kind === 'start');
    for (const start of starts)
      this.builder.transition(start.name, start.id, [entry], this.outputs(context, start));
    if (starts.length > 0) return;
    for (const node of scope.nodes) {
      if (node.incoming.length > 0 || node.kind === 'boundary' || isLink(node, 'catch')) continue;
      entries.set(node, this.place(context, `before ${node.name}`, node.id));
    }
    this.builder.transition('start', context.host?.id ?? 'start', [entry], [...entries.values()]);
  }

  private node(context: Context, node: BpmnNode): void {
    switch (node.kind) {
      case 'start':
      case 'boundary':
        return;
      case 'end':
        this.end(context, node);
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
        this.builder.transition(
          node.name,
          node.id,
          this.inputs(context, node),
          this.outputs(context, node),
        );
        return;
      case 'event-based':
        if (node.attributes.get('eventGatewayType') === 'Parallel')
          this.unmapped(`the parallel event-based gateway ${node.name}`, node.line);
        this.exclusive(context, node);
        return;
      case 'exclusive':
        this.exclusive(context, node);
        return;
      case 'inclusive':
        this.inclusive(context, node);
        return;
      default:
        unreachable(node.kind);
    }
  }

  private inputs(context: Context, node: BpmnNode): number[] {
    const inputs = node.incoming.map((flow) => this.flows.get(flow)!);
    const entry = context.entries.get(node);
    if (entry !== undefined) inputs.push(entry);
    if (isLink(node, 'catch')) inputs.push(this.link(context, node));
    // What nothing leads to is dead, and the verifier says so.
    return inputs.length > 0 ? inputs : [this.place(context, `before ${node.name}`, node.id)];
  }

  private outputs(context: Context, node: BpmnNode): number[] {
    if (isLink(node, 'throw')) return [this.link(context, node)];
    if (node.outgoing.length > 0) return node.outgoing.map((flow) => this.flows.get(flow)!);
    return [this.endPlace(context, node)];
  }

  private link({ links, ...context }: Context, node: BpmnNode): number {
    const name = node.triggers[0]?.refersTo ?? '';
    const known = links.get(name) ?? this.place({ links, ...context }, `link ${name}`, node.id);
    links.set(name, known);
    return known;
  }

  private endPlace({ done }: Context, node: BpmnNode): number {
    if (done !== null) return done;
    const place = this.builder.place(
      node.kind === 'end' ? node.name : `${node.name} done`,
      node.id,
    );
    this.final.push(place);
    return place;
  }

  /** Whatever token arrives goes on, by all flows at once. */
  private step(context: Context, node: BpmnNode): void {
    this.refuseConditions(node);
    const outputs = this.outputs(context, node);
    for (const input of this.inputs(context, node))
      this.builder.transition(node.name, node.id, [input], outputs);
  }

  private refuseConditions(node: BpmnNode): void {
    if (node.outgoing.some(({ isConditional }) => isConditional))
      this.unmapped(`the conditions on flows out of ${node.name}: use a gateway`, node.line);
  }

  private activity(context: Context, node: BpmnNode): void {
    if (node.boundary.length === 0) {
      this.step(context, node);
      return;
    }
    this.refuseConditions(node);
    const running = this.place(context, `${node.name} running`, node.id);
    for (const input of this.inputs(context, node))
      this.builder.transition(`${node.name} begins`, node.id, [input], [running]);
    this.builder.transition(node.name, node.id, [running], this.outputs(context, node));
    for (const event of this.interrupting(node))
      this.builder.transition(event.name, event.id, [running], this.outputs(context, event));
  }

  /** The boundary events that a net can say; the others are reported. */
  private interrupting(node: BpmnNode): readonly BpmnNode[] {
    return node.boundary.filter((event) => {
      const compensates = event.triggers.some(({ kind }) => kind === 'compensate');
      const goesOn = event.attributes.get('cancelActivity') === 'false';
      if (compensates) this.unmapped(`the compensation of ${node.name}`, event.line);
      else if (goesOn) this.unmapped(`the non-interrupting event ${event.name}`, event.line);
      return !compensates && !goesOn;
    });
  }

  private subProcess(context: Context, node: BpmnNode): void {
    if (node.attributes.get('triggeredByEvent') === 'true') {
      this.unmapped(`the event sub-process ${node.name}`, node.line);
      return;
    }
    this.refuseConditions(node);
    if (node.inner!.nodes.length === 0) {
      this.activity(context, node);
      return;
    }
    this.refuseParallelEnds(node);
    const done = this.place(context, `${node.name} done`, node.id);
    const active = this.place(context, `${node.name} running`, node.id);
    const entry = this.place(context, `${node.name} begun`, node.id);
    const inner: Context = {
      ...fresh(node.inner!),
      parent: context,
      host: node,
      entry,
      done,
      active,
    };
    inner.inside.push(entry, done);
    for (const input of this.inputs(context, node))
      this.builder.transition(`${node.name} begins`, node.id, [input], [entry, active]);
    this.translate(inner);
    this.builder.transition(node.name, node.id, [done, active], this.outputs(context, node));
    for (const event of this.interrupting(node)) {
      const outputs = this.outputs(context, event);
      this.cancelling.push(() => {
        this.builder.transition(event.name, event.id, [active], outputs, inner.inside);
      });
    }
  }

  /** A sub-process is done when its last token is, which a net can tell only where one token at a time reaches an end. */
  private refuseParallelEnds({ name, line, inner }: BpmnNode): void {
    const { nodes } = inner!;
    const ends = nodes.filter(
      (node) =>
        node.outgoing.length === 0 &&
        !isLink(node, 'throw') &&
        !node.triggers.some(({ kind }) => kind === 'error' || kind === 'cancel'),
    );
    const starts = nodes.filter(({ kind }) => kind === 'start');
    const forks = nodes.some(
      ({ kind, outgoing }) => outgoing.length > 1 && kind !== 'exclusive' && kind !== 'event-based',
    );
    const begins = nodes.filter(
      ({ incoming, kind }) => incoming.length === 0 && kind !== 'boundary',
    );
    if (ends.length > 1 && (forks || (starts.length === 0 && begins.length > 1)))
      this.unmapped(`several ends beside each other in the sub-process ${name}`, line);
  }

  private end(context: Context, node: BpmnNode): void {
    const inputs = this.inputs(context, node);
    const thrown = node.triggers.find(({ kind }) => kind === 'error' || kind === 'cancel');
    if (thrown !== undefined) this.thrown(context, node, thrown, inputs);
    else if (node.triggers.some(({ kind }) => kind === 'terminate'))
      this.cancelled(context, node, inputs, this.endPlace(context, node));
    else {
      const outputs = this.outputs(context, node);
      for (const input of inputs) this.builder.transition(node.name, node.id, [input], outputs);
    }
  }

  /** All tokens of a scope are gone, and one is at its end. */
  private cancelled(
    context: Context,
    node: BpmnNode,
    inputs: readonly number[],
    end: number,
  ): void {
    this.cancelling.push(() => {
      for (const input of inputs)
        this.builder.transition(node.name, node.id, [input], [end], context.inside);
    });
  }

  /** The innermost sub-process that catches it is cancelled; what nothing catches ends the process. */
  private thrown(
    context: Context,
    node: BpmnNode,
    { kind, refersTo }: Trigger,
    inputs: readonly number[],
  ): void {
    let scope = context;
    for (; scope.host !== null && scope.parent !== null; scope = scope.parent) {
      const catches = scope.host.boundary.find((event) =>
        event.triggers.some(
          (each) => each.kind === kind && (each.refersTo === null || each.refersTo === refersTo),
        ),
      );
      if (catches === undefined) continue;
      const { active, inside, parent } = scope;
      const outputs = this.outputs(parent, catches);
      this.cancelling.push(() => {
        for (const input of inputs)
          this.builder.transition(node.name, node.id, [input, active!], outputs, inside);
      });
      return;
    }
    this.cancelled(scope, node, inputs, this.endPlace(scope, node));
  }

  private exclusive(context: Context, node: BpmnNode): void {
    const inputs = this.inputs(context, node);
    if (node.outgoing.length < 2) {
      const outputs = this.outputs(context, node);
      for (const input of inputs) this.builder.transition(node.name, node.id, [input], outputs);
      return;
    }
    let from = inputs[0]!;
    if (inputs.length > 1) {
      from = this.place(context, node.name, node.id);
      for (const input of inputs) this.builder.transition(node.name, node.id, [input], [from]);
    }
    for (const flow of node.outgoing)
      this.builder.transition(this.chosen(node, [flow]), flow.id, [from], [this.flows.get(flow)!]);
  }

  private chosen(node: BpmnNode, flows: readonly BpmnFlow[]): string {
    return `${node.name}: ${flows.map(({ to }) => to.name).join(' and ')}`;
  }

  /** Every choice of branches is a transition; a branch that is not chosen has arrived at the join already. */
  private inclusive(context: Context, node: BpmnNode): void {
    const many = node.outgoing.length > 1;
    if (!many && (node.incoming.length < 2 || context.joins.has(node))) {
      this.builder.transition(
        node.name,
        node.id,
        this.inputs(context, node),
        this.outputs(context, node),
      );
      return;
    }
    const block = many && node.incoming.length < 2 ? inclusiveBlock(node) : null;
    if (block === null || block.branches.length > BRANCHES_MAX) {
      const why =
        block === null ? 'which is not structured' : `with more than ${BRANCHES_MAX} branches`;
      this.unmapped(`the inclusive gateway ${node.name}, ${why}`, node.line);
      return;
    }
    const [input] = this.inputs(context, node);
    const otherwise = node.attributes.get('default');
    for (const branches of choices(block.branches, ({ out }) => out.id === otherwise)) {
      const outputs = block.branches.map((branch) =>
        this.flows.get(branches.includes(branch) ? branch.out : branch.back)!,
      );
      const flows = branches.map(({ out }) => out);
      this.builder.transition(this.chosen(node, flows), node.id, [input!], outputs);
    }
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

const isLink = (node: BpmnNode, kind: 'catch' | 'throw'): boolean =>
  node.kind === kind && node.triggers.some((trigger) => trigger.kind === 'link');

const fresh = (scope: BpmnScope) => ({
  scope,
  inside: [] as number[],
  links: new Map<string, number>(),
  joins: new Set<BpmnNode>(),
  entries: new Map<BpmnNode, number>(),
});
