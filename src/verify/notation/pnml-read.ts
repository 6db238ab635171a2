import { ok, type Result } from '../../core/result.ts';
import type { Arc, Net, Place, Transition } from '../net/net.ts';
import { Unreadable, type NotationFault } from './fault.ts';
import {
  COUNT_MAX,
  countIn,
  idOf,
  nameOf,
  numberOf,
  required,
  textIn,
  typeOf,
} from './pnml-labels.ts';
import { refuseFormula, refuseLabels, refuseNode, theNet, urgentOf } from './pnml-unmapped.ts';
import { childrenOf, type XmlElement } from './xml.ts';

/**
 * The net of a PNML document (ISO/IEC 15909-2): a place/transition net with weights, pages, reference nodes, initial
 * marking and final markings, and with reset and read arcs by the extension `<type value="reset"/>`. Without an initial
 * marking the one place that nothing leads into is the start, without final markings the one that nothing leaves is the
 * end. Nodes are known by their identifiers.
 */
export function netOfPnml(root: XmlElement): Result<Net, NotationFault> {
  try {
    return ok(new PnmlReader(theNet(root), root).read());
  } catch (stop) {
    if (stop instanceof Unreadable) return { ok: false, error: stop.fault };
    throw stop;
  }
}

interface GrowingTransition {
  readonly name: string;
  readonly source: string;
  /** Weights by place: of several arcs that join the same nodes, what they weigh together. */
  readonly inputs: Map<number, number>;
  readonly outputs: Map<number, number>;
  readonly resets: Set<number>;
}

type Node =
  | { readonly kind: 'place'; readonly at: number }
  | { readonly kind: 'transition'; readonly at: number }
  | { readonly kind: 'reference'; readonly to: string; readonly line: number };

/** Which places end a net, and what is added to it so that they do. */
interface Ends {
  readonly final: readonly number[];
  readonly ends: readonly Place[];
  readonly taking: readonly Transition[];
}

class PnmlReader {
  private readonly net: XmlElement;
  private readonly nodes = new Map<string, Node>();
  private readonly places: Place[] = [];
  private readonly transitions: GrowingTransition[] = [];
  /** What each of them was read from. */
  private readonly elements: XmlElement[] = [];
  private readonly arcs: XmlElement[] = [];
  private readonly finals: XmlElement[] = [];

  constructor(net: XmlElement, root: XmlElement) {
    this.net = net;
    this.finals.push(...childrenOf(root, 'finalmarkings'));
  }

  read(): Net {
    this.collect(this.net);
    for (const arc of this.arcs) this.connect(arc);
    const urgent = urgentOf(this.elements);
    const transitions = this.transitions.map((each, at) =>
      urgent.has(this.elements[at]!) ? { ...finished(each), immediate: true } : finished(each),
    );
    const places = this.started();
    const { final, ends, taking } = this.ends();
    return { places: [...places, ...ends], transitions: [...transitions, ...taking], final };
  }

  private collect(within: XmlElement): void {
    for (const element of within.children) {
      switch (element.name) {
        case 'page':
          this.collect(element);
          break;
        case 'place':
          this.place(element);
          break;
        case 'transition':
          this.transition(element);
          break;
        case 'referencePlace':
        case 'referenceTransition':
          this.know(element, {
            kind: 'reference',
            to: required(element, 'ref'),
            line: element.line,
          });
          break;
        case 'arc':
          refuseLabels(element);
          this.arcs.push(element);
          break;
        case 'finalmarkings':
          this.finals.push(element);
          break;
        default:
          refuseNode(element);
      }
    }
  }

  private place(element: XmlElement): void {
    refuseLabels(element);
    const tokens = countIn(element, 'initialMarking', 0);
    const at = this.places.push({ name: nameOf(element), source: idOf(element), tokens }) - 1;
    this.know(element, { kind: 'place', at });
  }

  private transition(element: XmlElement): void {
    refuseLabels(element);
    const at = this.transitions.push(begun(nameOf(element), idOf(element))) - 1;
    this.elements.push(element);
    this.know(element, { kind: 'transition', at });
  }

  private know(element: XmlElement, node: Node): void {
    const id = idOf(element);
    if (this.nodes.has(id))
      throw new Unreadable('malformed', `two nodes have the identifier ${id}`, element.line);
    this.nodes.set(id, node);
  }

  private nodeAt(id: string, line: number): Exclude<Node, { kind: 'reference' }> {
    const seen = new Set<string>();
    for (let next = id; ;) {
      const node = this.nodes.get(next);
      if (node === undefined)
        throw new Unreadable(
          'malformed',
          `there is no node ${next}, to which line ${line} leads`,
          line,
        );
      if (node.kind !== 'reference') return node;
      if (seen.has(next))
        throw new Unreadable('malformed', `the reference ${next} leads back to itself`, node.line);
      seen.add(next);
      next = node.to;
    }
  }

  private connect(arc: XmlElement): void {
    const from = this.nodeAt(required(arc, 'source'), arc.line);
    const to = this.nodeAt(required(arc, 'target'), arc.line);
    if (from.kind === to.kind)
      throw new Unreadable('malformed', `an arc joins two ${from.kind}s`, arc.line);
    const [place, at] = from.kind === 'place' ? [from.at, to.at] : [to.at, from.at];
    const { inputs, outputs, resets } = this.transitions[at]!;
    const weight = countIn(arc, 'inscription', countIn(arc, 'weight', 1));
    if (weight === 0) throw new Unreadable('malformed', 'an arc weighs nothing', arc.line);
    switch (typeOf(arc)) {
      case 'ordinary':
        weigh(from.kind === 'place' ? inputs : outputs, place, weight, arc);
        return;
      case 'reset':
        resets.add(place);
        return;
      case 'read':
      case 'test':
        weigh(inputs, place, weight, arc);
        weigh(outputs, place, weight, arc);
        return;
      default:
        throw new Unreadable(
          'unsupported',
          `an arc of type ${typeOf(arc)} has no counterpart: ordinary, reset and read arcs are read`,
          arc.line,
        );
    }
  }

  /** The places with their tokens; where none has any, the one that nothing leads into gets one. */
  private started(): readonly Place[] {
    if (this.places.some(({ tokens }) => tokens > 0)) return this.places;
    const fed = new Set(this.transitions.flatMap(({ outputs }) => [...outputs.keys()]));
    const sources = this.places.filter((_, at) => !fed.has(at));
    if (sources.length !== 1) return this.places;
    return this.places.map((place) => (place === sources[0] ? { ...place, tokens: 1 } : place));
  }

  /** The places that end the net. A final marking of several tokens is taken by a transition to an end of its own. */
  private ends(): Ends {
    const markings = this.finals
      .flatMap((all) => childrenOf(all, 'marking'))
      .map((marking) => this.markingOf(marking))
      .filter((marking) => marking.length > 0);
    if (markings.length === 0) {
      const left = new Set(this.transitions.flatMap(({ inputs }) => [...inputs.keys()]));
      const sinks = this.places.flatMap((_, at) => (left.has(at) ? [] : [at]));
      return { final: sinks.length === 1 ? sinks : [], ends: [], taking: [] };
    }
    if (markings.every((marking) => marking.length === 1 && marking[0]![1] === 1))
      return { final: markings.map(([only]) => only![0]), ends: [], taking: [] };
    const end = this.places.length;
    const name = 'the final marking is reached';
    const taking = markings.map((marking) =>
      finished({ ...begun(name, name), inputs: new Map(marking), outputs: new Map([[end, 1]]) }),
    );
    const ends = [{ name: 'final marking', source: 'final marking', tokens: 0 }];
    return { final: [end], ends, taking };
  }

  /** Tokens by place. */
  private markingOf(marking: XmlElement): readonly (readonly [number, number])[] {
    refuseFormula(marking);
    const tokens = new Map<number, number>();
    for (const element of childrenOf(marking, 'place')) {
      const node = this.nodeAt(required(element, 'idref'), element.line);
      if (node.kind !== 'place')
        throw new Unreadable('malformed', 'a final marking names no place', element.line);
      const count = numberOf(textIn(element), element, element.line);
      if (count > 0) weigh(tokens, node.at, count, element);
    }
    return [...tokens];
  }
}

const begun = (name: string, source: string): GrowingTransition => ({
  name,
  source,
  inputs: new Map(),
  outputs: new Map(),
  resets: new Set(),
});

const finished = ({ name, source, inputs, outputs, resets }: GrowingTransition): Transition => ({
  name,
  source,
  inputs: arcsOf(inputs),
  outputs: arcsOf(outputs),
  resets: [...resets],
});

const arcsOf = (weights: ReadonlyMap<number, number>): readonly Arc[] =>
  Array.from(weights, ([place, weight]) => ({ place, weight }));

function weigh(
  weights: Map<number, number>,
  place: number,
  weight: number,
  { name, line }: XmlElement,
): void {
  const together = (weights.get(place) ?? 0) + weight;
  if (together > COUNT_MAX)
    throw new Unreadable(
      'malformed',
      `with this ${name} those between the same nodes count more than ${COUNT_MAX} tokens`,
      line,
    );
  weights.set(place, together);
}
