import { err, ok, type Result } from '../../core/result.ts';
import { flatten, type FlatNet, type Lists } from '../net/flat-net.ts';
import type { Net } from '../net/net.ts';
import { escaped, identifiers } from './xml.ts';

/**
 * A BPMN 2.0 process of a free-choice net, without a layout: transitions become tasks, with parallel gateways where
 * they join or fork, places become flows, with exclusive gateways where tokens meet or choose, and each end an end
 * event. What no element says is named, every one of it: choices that depend on other places, weights, reset
 * arcs, precedence, and a start of other than one token.
 */
export function bpmnOf(net: Net, name: string): Result<string, readonly string[]> {
  const flat = flatten(net);
  const unmapped = unmappable(net, flat);
  return unmapped.length > 0 ? err(unmapped) : ok(new BpmnDrawing(net, flat).text(name));
}

function unmappable(net: Net, flat: FlatNet): readonly string[] {
  const found: string[] = [];
  const marked = net.places.filter(({ tokens }) => tokens > 0);
  if (marked.length !== 1 || marked[0]!.tokens !== 1) found.push('a start of other than one token');
  net.transitions.forEach(({ name, inputs, outputs, resets, immediate }, at) => {
    if (immediate === true) found.push(`the precedence of ${name}`);
    if (resets.length > 0) found.push(`the reset arcs of ${name}`);
    if (
      isHeavy(flat.inputs, flat.inputWeights, at) ||
      isHeavy(flat.outputs, flat.outputWeights, at)
    )
      found.push(`the weights of ${name}`);
    if (inputs.length === 0) found.push(`${name}, which nothing leads to`);
    if (outputs.length === 0) found.push(`${name}, which leads to nothing`);
    const own = presetOf(flat, at);
    const rivals = itemsOf(flat.inputs, at).flatMap((place) => [...itemsOf(flat.consumers, place)]);
    if (rivals.some((rival) => presetOf(flat, rival) !== own))
      found.push(`the choice of ${name}, which depends on other places`);
  });
  net.places.forEach(({ name, tokens }, at) => {
    const isFinal = net.final.includes(at);
    const entered = itemsOf(flat.producers, at).length > 0;
    const left = itemsOf(flat.consumers, at).length > 0;
    if (tokens > 0 && entered) found.push(`the start ${name}, which is entered again`);
    if (tokens === 0 && !entered) found.push(`the place ${name}, which nothing leads to`);
    if (isFinal && (left || tokens > 0)) found.push(`the end ${name}, which is no end only`);
    if (!isFinal && !left) found.push(`the place ${name}, which leads to nothing`);
  });
  return found;
}

const isHeavy = ({ start }: Lists, weights: Int32Array, index: number): boolean =>
  weights.subarray(start[index], start[index + 1]).some((weight) => weight > 1);

const itemsOf = ({ start, items }: Lists, index: number): number[] => [
  ...items.subarray(start[index], start[index + 1]),
];

const presetOf = (flat: FlatNet, transition: number): string =>
  itemsOf(flat.inputs, transition)
    .sort((a, b) => a - b)
    .join();

class BpmnDrawing {
  private readonly net: Net;
  private readonly flat: FlatNet;
  private readonly id = identifiers();
  private readonly lines: string[] = [];
  private readonly placeIds: readonly string[];
  /** By transition: where a token leaves it. */
  private readonly exits: string[] = [];
  /** By set of inputs: what takes a token of any of them. */
  private readonly entries = new Map<string, string>();

  constructor(net: Net, flat: FlatNet) {
    this.net = net;
    this.flat = flat;
    this.placeIds = net.places.map(({ source }, at) => this.id(source, `p${at + 1}`));
  }

  text(name: string): string {
    const tasks = this.net.transitions.map(({ source }, at) => this.id(source, `t${at + 1}`));
    this.net.transitions.forEach((transition, at) => {
      const task = tasks[at]!;
      this.element('task', task, transition.name);
      this.exits.push(transition.outputs.length > 1 ? this.after(task, 'parallelGateway') : task);
    });
    this.clusters(tasks);
    this.net.places.forEach((_, at) => this.drawPlace(at));
    const head = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:changeflow:net">',
      `  <process id="${this.id(name, 'process')}" name="${escaped(name)}" isExecutable="false">`,
    ];
    return `${[...head, ...this.lines, '  </process>', '</definitions>'].join('\n')}\n`;
  }

  /** Transitions that share their inputs: one join where there are several inputs, one choice where several share. */
  private clusters(tasks: readonly string[]): void {
    const clusters = new Map<string, number[]>();
    tasks.forEach((_, at) => {
      const preset = presetOf(this.flat, at);
      clusters.set(preset, [...(clusters.get(preset) ?? []), at]);
    });
    for (const [preset, members] of clusters) {
      const joins = preset.includes(',');
      const first = tasks[members[0]!]!;
      let entry = first;
      if (members.length > 1) {
        entry = this.gateway('exclusiveGateway', `${first}_choice`);
        for (const member of members) this.flow(entry, tasks[member]!);
      }
      if (joins) {
        const join = this.gateway('parallelGateway', `${first}_join`);
        this.flow(join, entry);
        entry = join;
      }
      this.entries.set(preset, entry);
    }
  }

  private drawPlace(at: number): void {
    const { name, tokens } = this.net.places[at]!;
    const place = this.placeIds[at]!;
    const from = itemsOf(this.flat.producers, at).map((producer) => this.exits[producer]!);
    const [consumer] = itemsOf(this.flat.consumers, at);
    const to = consumer === undefined ? null : this.entries.get(presetOf(this.flat, consumer))!;
    if (to === null) {
      this.element('endEvent', place, name);
      for (const each of from) this.flow(each, place);
    } else if (tokens > 0) {
      this.element('startEvent', place, name);
      this.flow(place, to);
    } else if (from.length === 1) this.flow(from[0]!, to, place, name);
    else {
      this.element('exclusiveGateway', place, name);
      for (const each of from) this.flow(each, place);
      this.flow(place, to);
    }
  }

  private after(node: string, kind: string): string {
    const gateway = this.gateway(kind, `${node}_fork`);
    this.flow(node, gateway);
    return gateway;
  }

  private gateway(kind: string, wanted: string): string {
    const id = this.id(wanted, wanted);
    this.lines.push(`    <${kind} id="${id}"/>`);
    return id;
  }

  private element(kind: string, id: string, name: string): void {
    this.lines.push(`    <${kind} id="${id}" name="${escaped(name)}"/>`);
  }

  private flow(from: string, to: string, known?: string, name?: string): void {
    const id = known ?? this.id(`${from}_to_${to}`, 'flow');
    const named = name === undefined ? '' : ` name="${escaped(name)}"`;
    this.lines.push(`    <sequenceFlow id="${id}"${named} sourceRef="${from}" targetRef="${to}"/>`);
  }
}
