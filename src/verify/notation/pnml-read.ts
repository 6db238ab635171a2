import { ok, type Result } from '../../core/result.ts';
import type { Arc, Net, Place } from '../net/net.ts';
import { Unreadable, type NotationFault } from './fault.ts';
import { childOf, childrenOf, type XmlElement } from './xml.ts';

/**
 * The net of a PNML document (ISO/IEC 15909-2): a place/transition net with weights, pages, reference nodes, initial
 * marking and final markings, and with reset and read arcs by the extension `<type value="reset"/>`. Without an initial
 * marking the one place that nothing leads into is the start, without final markings the one that nothing leaves is the
 * end. Nodes are known by their identifiers.
 */
export function netOfPnml(root: XmlElement): Result<Net, NotationFault> {
  try {
    return ok(new PnmlReader(theNet(root)).read());
  } catch (stop) {
    if (stop instanceof Unreadable) return { ok: false, error: stop.fault };
    throw stop;
  }
}

function theNet(root: XmlElement): XmlElement {
  const [net, ...more] = childrenOf(root, 'net');
  if (net === undefined) throw new Unreadable('malformed', 'the document holds no net', root.line);
  if (more.length > 0)
    throw new Unreadable(
      'unsupported',
      `the document holds ${more.length + 1} nets: give each a file`,
      more[0]!.line,
    );
  const type = net.attributes.get('type') ?? '';
  if (/symmetric|highlevel|hlpng|coloured|colored|stochastic|timed/i.test(type))
    throw new Unreadable(
      'unsupported',
      `the net is of type ${type}; place/transition nets are read`,
      net.line,
    );
  return net;
}

interface GrowingTransition {
  readonly name: string;
  readonly source: string;
  readonly inputs: Arc[];
  readonly outputs: Arc[];
  readonly resets: number[];
}

type Node =
  | { readonly kind: 'place'; readonly at: number }
  | { readonly kind: 'transition'; readonly at: number }
  | { readonly kind: 'reference'; readonly to: string; readonly line: number };

class PnmlReader {
  private readonly net: XmlElement;
  private readonly nodes = new Map<string, Node>();
  private readonly places: Place[] = [];
  private readonly transitions: GrowingTransition[] = [];
  private readonly arcs: XmlElement[] = [];

  constructor(net: XmlElement) {
    this.net = net;
  }

  read(): Net {
    this.collect(this.net);
    for (const arc of this.arcs) this.connect(arc);
    const final = this.final();
    return { places: this.started(), transitions: this.transitions, final };
  }

  private collect(within: XmlElement): void {
    for (const element of within.children) {
      switch (element.name) {
        case 'page':
          this.collect(element);
          break;
        case 'place':
          this.places.push({
            name: nameOf(element),
            source: idOf(element),
            tokens: count(element, 'initialMarking', 0),
          });
          this.know(element, { kind: 'place', at: this.places.length - 1 });
          break;
        case 'transition':
          this.transitions.push({
            name: nameOf(element),
            source: idOf(element),
            inputs: [],
            outputs: [],
            resets: [],
          });
          this.know(element, { kind: 'transition', at: this.transitions.length - 1 });
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
          this.arcs.push(element);
          break;
        default:
      }
    }
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
    const transition = this.transitions[at]!;
    const weight = count(arc, 'inscription', 1);
    if (weight === 0) throw new Unreadable('malformed', 'an arc weighs nothing', arc.line);
    switch (typeOf(arc)) {
      case 'ordinary':
        (from.kind === 'place' ? transition.inputs : transition.outputs).push({ place, weight });
        return;
      case 'reset':
        transition.resets.push(place);
        return;
      case 'read':
      case 'test':
        transition.inputs.push({ place, weight });
        transition.outputs.push({ place, weight });
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
    const fed = placesOf(this.transitions.map(({ outputs }) => outputs));
    const sources = this.places.filter((_, at) => !fed.has(at));
    if (sources.length !== 1) return this.places;
    return this.places.map((place) => (place === sources[0] ? { ...place, tokens: 1 } : place));
  }

  /** The places that end the net. A final marking of several tokens is taken by a transition that ends it. */
  private final(): readonly number[] {
    const markings = childrenOf(childOf(this.net, 'finalmarkings') ?? empty, 'marking')
      .map((marking) => this.markingOf(marking))
      .filter((marking) => marking.length > 0);
    if (markings.length === 0) {
      const left = placesOf(this.transitions.map(({ inputs }) => inputs));
      const sinks = this.places.flatMap((_, at) => (left.has(at) ? [] : [at]));
      return sinks.length === 1 ? sinks : [];
    }
    if (markings.every((marking) => marking.length === 1 && marking[0]!.weight === 1))
      return markings.map(([arc]) => arc!.place);
    const end = this.places.push({ name: 'final marking', source: 'final marking', tokens: 0 }) - 1;
    for (const inputs of markings) {
      const name = 'the final marking is reached';
      const outputs = [{ place: end, weight: 1 }];
      this.transitions.push({ name, source: name, inputs: [...inputs], outputs, resets: [] });
    }
    return [end];
  }

  private markingOf(marking: XmlElement): readonly Arc[] {
    return childrenOf(marking, 'place').flatMap((element) => {
      const node = this.nodeAt(required(element, 'idref'), element.line);
      if (node.kind !== 'place')
        throw new Unreadable('malformed', 'a final marking names no place', element.line);
      const weight = numberIn(element, element);
      return weight === 0 ? [] : [{ place: node.at, weight }];
    });
  }
}

const empty: XmlElement = {
  name: '',
  namespace: '',
  attributes: new Map(),
  children: [],
  text: '',
  line: 0,
};

const placesOf = (arcs: readonly (readonly Arc[])[]): ReadonlySet<number> =>
  new Set(arcs.flatMap((each) => each.map(({ place }) => place)));

function required(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined || value === '')
    throw new Unreadable('malformed', `${element.name} lacks ${name}`, element.line);
  return value;
}

const idOf = (element: XmlElement): string => required(element, 'id');

function nameOf(element: XmlElement): string {
  const name = childOf(element, 'name');
  const text = name === undefined ? '' : textIn(name).replaceAll(/\s+/g, ' ');
  return text === '' ? idOf(element) : text;
}

/** The text of a label: of its `text` or, in older files, `value`, or its own. */
const textIn = (label: XmlElement): string =>
  (childOf(label, 'text') ?? childOf(label, 'value') ?? label).text.trim();

function count(element: XmlElement, name: string, otherwise: number): number {
  const label = childOf(element, name);
  return label === undefined ? otherwise : numberIn(label, element);
}

/** Older files write a colour before the number. */
function numberIn(label: XmlElement, element: XmlElement): number {
  const text = textIn(label).replace(/^Default,/, '');
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value <= 0x7fffffff))
    throw new Unreadable(
      'malformed',
      `${text === '' ? 'an empty text' : `“${text.slice(0, 40)}”`} is no number of tokens of ${element.name} ${element.attributes.get('id') ?? ''}`.trimEnd(),
      label.line,
    );
  return value;
}

function typeOf(arc: XmlElement): string {
  const type = childOf(arc, 'type') ?? childOf(arc, 'arctype');
  const named = type === undefined ? '' : (type.attributes.get('value') ?? textIn(type));
  return /^(?:normal)?$/i.test(named) ? 'ordinary' : named.toLowerCase();
}
