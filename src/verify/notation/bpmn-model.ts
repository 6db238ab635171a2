import { Unreadable } from './fault.ts';
import type { XmlElement } from './xml.ts';

/** A process or sub-process: flow nodes in the order of the file. */
export interface BpmnScope {
  readonly nodes: readonly BpmnNode[];
}

export interface BpmnNode {
  readonly id: string;
  /** Its name, else its identifier. */
  readonly name: string;
  readonly kind: NodeKind;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly incoming: BpmnFlow[];
  readonly outgoing: BpmnFlow[];
  /** Of an event: what it is about, such as `timer`; with the identifier or name referred to. */
  readonly triggers: readonly Trigger[];
  /** Of a sub-process. */
  readonly inner: BpmnScope | null;
  /** Of an activity: the events at its boundary. */
  readonly boundary: BpmnNode[];
}

/** Whether an attribute says so; left out it does not. */
export const says = (node: BpmnNode, attribute: string, value: boolean): boolean =>
  (value ? ['true', '1'] : ['false', '0']).includes(node.attributes.get(attribute)?.trim() ?? '');

export interface Trigger {
  readonly kind: string;
  readonly refersTo: string | null;
}

export interface BpmnFlow {
  readonly id: string;
  readonly name: string;
  readonly from: BpmnNode;
  readonly to: BpmnNode;
  readonly isConditional: boolean;
}

const nodeKinds = {
  startEvent: 'start',
  endEvent: 'end',
  intermediateCatchEvent: 'catch',
  intermediateThrowEvent: 'throw',
  boundaryEvent: 'boundary',
  task: 'activity',
  userTask: 'activity',
  serviceTask: 'activity',
  sendTask: 'activity',
  receiveTask: 'activity',
  manualTask: 'activity',
  businessRuleTask: 'activity',
  scriptTask: 'activity',
  callActivity: 'activity',
  subProcess: 'sub-process',
  transaction: 'sub-process',
  exclusiveGateway: 'exclusive',
  parallelGateway: 'parallel',
  inclusiveGateway: 'inclusive',
  eventBasedGateway: 'event-based',
} as const;

export type NodeKind = (typeof nodeKinds)[keyof typeof nodeKinds];

/** What says nothing of the order in which things happen. */
const silent: ReadonlySet<string> = new Set(
  `documentation extensionElements auditing monitoring category property ioSpecification ioBinding laneSet
   dataObject dataObjectReference dataStoreReference association textAnnotation group incoming outgoing
   dataInputAssociation dataOutputAssociation supports resourceRole performer humanPerformer potentialOwner
   multiInstanceLoopCharacteristics standardLoopCharacteristics correlationSubscription
   supportedInterfaceRef`.split(/\s+/),
);

/** What a document says that a net cannot, each with its line. */
export type Unmapped = (what: string, line: number) => void;

/** Whether a process has anything that happens: pools that are drawn as boxes have a process that has not. */
export const isDrawn = (process: XmlElement): boolean =>
  process.children.some(
    ({ namespace, name }) => namespace === process.namespace && !silent.has(name),
  );

/**
 * The flow nodes of a process with their flows; event definitions may stand beside it, in the root of the document.
 * Throws `Unreadable` where the document contradicts itself.
 */
export function scopeOf(process: XmlElement, root: XmlElement, unmapped: Unmapped): BpmnScope {
  const nodes = new Map<string, BpmnNode>();
  const definitions = new Map(root.children.map((each) => [each.attributes.get('id'), each]));
  const scope = collected(process, { nodes, definitions, unmapped });
  connect(process, nodes);
  for (const node of nodes.values()) {
    if (node.kind !== 'boundary') continue;
    const host = referred(node.attributes.get('attachedToRef') ?? '', nodes);
    if (host?.kind !== 'activity' && host?.kind !== 'sub-process')
      throw new Unreadable('malformed', `${node.name} is attached to no activity`, node.line);
    host.boundary.push(node);
  }
  return scope;
}

/** What a qualified name refers to: files write it with the prefix of their own namespace, or without. */
const referred = <Item>(name: string, items: ReadonlyMap<string | undefined, Item>) =>
  items.get(name) ?? items.get(localName(name));

const localName = (name: string): string => name.replace(/^[\w.-]+:/, '');

interface Collection {
  readonly nodes: Map<string, BpmnNode>;
  /** What stands in the root of the document, by identifier. */
  readonly definitions: ReadonlyMap<string | undefined, XmlElement>;
  readonly unmapped: Unmapped;
}

function collected(within: XmlElement, collection: Collection): BpmnScope {
  const { nodes, definitions, unmapped } = collection;
  const own: BpmnNode[] = [];
  for (const element of within.children) {
    const { name, line } = element;
    if (element.namespace !== within.namespace || name === 'sequenceFlow' || silent.has(name))
      continue;
    const kind = Object.hasOwn(nodeKinds, name) ? nodeKinds[name as keyof typeof nodeKinds] : null;
    if (kind === null) {
      unmapped(`${name} ${element.attributes.get('id') ?? ''}`.trimEnd(), line);
      continue;
    }
    const id = required(element, 'id');
    if (nodes.has(id))
      throw new Unreadable('malformed', `two elements have the identifier ${id}`, line);
    const node: BpmnNode = {
      id,
      name: element.attributes.get('name')?.replaceAll(/\s+/g, ' ').trim() || id,
      kind,
      line,
      attributes: element.attributes,
      incoming: [],
      outgoing: [],
      triggers: triggersOf(element, definitions),
      inner: kind === 'sub-process' ? collected(element, collection) : null,
      boundary: [],
    };
    nodes.set(id, node);
    own.push(node);
  }
  return { nodes: own };
}

function triggersOf(
  element: XmlElement,
  definitions: Collection['definitions'],
): readonly Trigger[] {
  return element.children.flatMap((child) => {
    const definition =
      child.name === 'eventDefinitionRef' ? referred(child.text.trim(), definitions) : child;
    const kind = /^(\w+)EventDefinition$/.exec(definition?.name ?? '')?.[1];
    if (definition === undefined || kind === undefined) return [];
    const name = definition.attributes.get(kind === 'link' ? 'name' : `${kind}Ref`)?.trim() ?? '';
    const refersTo = kind === 'link' ? name : localName(name);
    return [{ kind, refersTo: refersTo === '' ? null : refersTo }];
  });
}

function connect(within: XmlElement, nodes: ReadonlyMap<string, BpmnNode>): void {
  for (const element of within.children) {
    if (element.name !== 'sequenceFlow') {
      connect(element, nodes);
      continue;
    }
    const from = nodeAt(element, 'sourceRef', nodes);
    const to = nodeAt(element, 'targetRef', nodes);
    const named = element.attributes.get('name')?.trim() ?? '';
    const flow: BpmnFlow = {
      id: element.attributes.get('id') ?? `${from.id} → ${to.id}`,
      name: named === '' ? `${from.name} → ${to.name}` : named,
      from,
      to,
      isConditional: element.children.some(({ name }) => name === 'conditionExpression'),
    };
    from.outgoing.push(flow);
    to.incoming.push(flow);
  }
}

function nodeAt(
  flow: XmlElement,
  end: 'sourceRef' | 'targetRef',
  nodes: ReadonlyMap<string, BpmnNode>,
): BpmnNode {
  const id = required(flow, end);
  const node = nodes.get(id);
  if (node === undefined)
    throw new Unreadable(
      'malformed',
      `a flow names ${id}, which is no flow node that is read`,
      flow.line,
    );
  return node;
}

function required(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined || value === '')
    throw new Unreadable('malformed', `${element.name} lacks ${name}`, element.line);
  return value;
}
