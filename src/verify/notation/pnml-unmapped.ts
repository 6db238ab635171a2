import { Unreadable } from './fault.ts';
import { countIn, labelled } from './pnml-labels.ts';
import { childrenOf, type XmlElement } from './xml.ts';

const unsupported = (what: string, line: number): never => {
  throw new Unreadable('unsupported', what, line);
};

/** Refuses a net of another kind than place/transition nets. */
export function refuseKind(net: XmlElement): void {
  const type = net.attributes.get('type') ?? '';
  if (/symmetric|highlevel|hlpng|hlnet|coloured|colored|stochastic|timed/i.test(type))
    unsupported(`the net is of type ${type}; place/transition nets are read`, net.line);
}

/** Refuses what a place, a transition or an arc says that would change what the net does. */
export function refuseLabels(element: XmlElement): void {
  const { name, line, children, attributes } = element;
  const id = `${name} ${attributes.get('id') ?? ''}`.trimEnd();
  const capacity = labelled(element, 'capacity').replace(/^.*,/, '');
  if (name === 'place' && Number(capacity) > 0)
    unsupported(
      `the capacity ${capacity} of ${id} holds up what would fill it: draw it as a place of its own`,
      line,
    );
  for (const [label, what] of restrictions) {
    const child = children.find((each) => each.name === label);
    if (child !== undefined || attributes.has(label))
      unsupported(`${what} of ${id}: place/transition nets are read`, child?.line ?? line);
  }
}

const restrictions: readonly (readonly [string, string])[] = [
  ['hlinitialMarking', 'the coloured marking'],
  ['hlinscription', 'the coloured inscription'],
  ['condition', 'the condition'],
  ['guard', 'the guard'],
  ['delay', 'the time interval'],
  ['timeInterval', 'the time interval'],
];

/**
 * Which transitions fire before any other that is enabled: those of the higher of two priorities. More than two are
 * refused; one for all says nothing.
 */
export function urgentOf(transitions: readonly XmlElement[]): ReadonlySet<XmlElement> {
  const priorities = new Map(
    transitions.map((each) => [each, countIn(each, 'priority', 0)] as const),
  );
  const levels = new Set(priorities.values());
  const third = [...priorities].find(([, level]) => [...levels].indexOf(level) > 1);
  if (third !== undefined)
    unsupported(
      `transition ${third[0].attributes.get('id') ?? ''} has a third priority; nets of two are read`,
      third[0].line,
    );
  const highest = Math.max(...levels);
  return new Set(
    transitions.filter((each) => levels.size === 2 && priorities.get(each) === highest),
  );
}

/** Refuses a node or arc of a kind that is not read; what has no identity and joins nothing is a label of some tool. */
export function refuseNode(element: XmlElement): void {
  const { name, attributes, line } = element;
  if (name === 'net') unsupported('a net within a net: draw it where it is used', line);
  const isNode = attributes.has('id') || attributes.has('source');
  if (isNode && !labels.has(name))
    unsupported(
      `${name} ${attributes.get('id') ?? ''} has no counterpart in a net`.replace('  ', ' '),
      line,
    );
}

/** Colours, texts beside the net and the like, which tools give identifiers. */
const labels: ReadonlySet<string> = new Set(['token', 'labels', 'text', 'name', 'declaration']);

/** Refuses a final marking that is told otherwise than by its places. */
export function refuseFormula(marking: XmlElement): void {
  const other = marking.children.find(({ name }) => name !== 'place');
  if (other !== undefined)
    unsupported(`${other.name} in a final marking: name its places with their tokens`, other.line);
}

/** The one net of a document. */
export function theNet(root: XmlElement): XmlElement {
  const [net, ...more] = childrenOf(root, 'net');
  const [module] = childrenOf(root, 'module');
  if (net === undefined && module !== undefined)
    unsupported('the net is in a module: make it the net of the document', module.line);
  if (net === undefined) throw new Unreadable('malformed', 'the document holds no net', root.line);
  if (more.length > 0)
    unsupported(`the document holds ${more.length + 1} nets: give each a file`, more[0]!.line);
  refuseKind(net);
  return net;
}
