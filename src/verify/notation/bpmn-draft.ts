import { netBuilder, type Net } from '../net/net.ts';
import type { BpmnFlow, BpmnNode, BpmnScope, Unmapped } from './bpmn-model.ts';
import { withRoom, type Room } from './bpmn-room.ts';

/** A scope under translation: what its tokens come from and go to, and what is emptied when it is cancelled. */
export interface Context {
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
  /** Of these the ones that are not inside a sub-process of it. */
  readonly own: number[];
  readonly links: Map<string, number>;
  /** Inclusive joins whose split was found. */
  readonly joins: Set<BpmnNode>;
  /** Where nodes begin that no flow leads to. */
  readonly entries: Map<BpmnNode, number>;
}

/** The net while the scopes of a process are translated, and which of its places are their flows, links and ends. */
export class BpmnDraft {
  readonly unmapped: Unmapped;
  readonly flows = new Map<BpmnFlow, number>();
  private readonly builder = netBuilder();
  private readonly final: number[] = [];
  private readonly rooms: Room[] = [];
  /** Transitions that cancel, made last, when it is known what there is to empty. */
  private readonly cancelling: (() => void)[] = [];

  constructor(unmapped: Unmapped) {
    this.unmapped = unmapped;
  }

  /** The place that the process begins in. */
  begin(): number {
    return this.builder.place('start', 'start', 1);
  }

  build(): Net {
    for (const make of this.cancelling) make();
    return this.rooms.reduce(withRoom, this.builder.build(this.final));
  }

  /** Lets a sub-process be done only when nothing is left in it that has not ended. */
  waitForAll(inner: Context, name: string, source: string): void {
    const { done, active, own } = inner;
    const idle = this.builder.place(`room in ${name}`, source);
    for (let at: Context | null = inner; at !== null; at = at.parent) at.inside.push(idle);
    this.rooms.push({ idle, done: done!, active: active!, places: own });
  }

  step(name: string, source: string, inputs: readonly number[], outputs: readonly number[]): void {
    this.builder.transition(name, source, inputs, outputs);
  }

  /** A step that empties the places that a scope has when all is translated. */
  cancel(
    name: string,
    source: string,
    inputs: readonly number[],
    outputs: readonly number[],
    emptied: readonly number[],
  ): void {
    this.cancelling.push(() => {
      this.builder.transition(name, source, inputs, outputs, emptied);
    });
  }

  place(context: Context, name: string, source: string): number {
    const place = this.builder.place(name, source);
    context.own.push(place);
    for (let at: Context | null = context; at !== null; at = at.parent) at.inside.push(place);
    return place;
  }

  inputs(context: Context, node: BpmnNode): number[] {
    const inputs = node.incoming.map((flow) => this.flows.get(flow)!);
    const entry = context.entries.get(node);
    if (entry !== undefined) inputs.push(entry);
    if (isLink(node, 'catch')) inputs.push(this.link(context, node));
    // What nothing leads to is dead, and the verifier says so.
    return inputs.length > 0 ? inputs : [this.place(context, `before ${node.name}`, node.id)];
  }

  outputs(context: Context, node: BpmnNode): number[] {
    if (isLink(node, 'throw')) return [this.link(context, node)];
    if (node.outgoing.length > 0) return node.outgoing.map((flow) => this.flows.get(flow)!);
    return [this.endPlace(context, node)];
  }

  private link({ links, ...context }: Context, node: BpmnNode): number {
    // Tools that leave the link without a name pair events by theirs.
    const name = node.triggers.find(({ kind }) => kind === 'link')?.refersTo ?? node.name;
    const known = links.get(name) ?? this.place({ links, ...context }, `link ${name}`, node.id);
    links.set(name, known);
    return known;
  }

  endPlace({ done }: Context, node: BpmnNode): number {
    if (done !== null) return done;
    const place = this.builder.place(
      node.kind === 'end' ? node.name : `${node.name} done`,
      node.id,
    );
    this.final.push(place);
    return place;
  }
}

export const isLink = (node: BpmnNode, kind: 'catch' | 'throw'): boolean =>
  node.kind === kind && node.triggers.some((trigger) => trigger.kind === 'link');

export const fresh = (scope: BpmnScope) => ({
  scope,
  inside: [] as number[],
  own: [] as number[],
  links: new Map<string, number>(),
  joins: new Set<BpmnNode>(),
  entries: new Map<BpmnNode, number>(),
});
