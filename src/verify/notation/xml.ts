import { SaxesParser, type SaxesTagNS } from 'saxes';
import { ok, type Result } from '../../core/result.ts';
import { faulty, Unreadable, type NotationFault } from './fault.ts';

/** An element of a document: names without prefixes, and where it began. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** By local name; those of other namespaces are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
  /** Counted from one. */
  readonly line: number;
}

export const xmlLimits = { bytes: 16 << 20, depth: 100, elements: 400_000 } as const;

/**
 * The root element of a document. Elements named in `skipped` are left out with all in them. Document types are refused,
 * so that no entity but the five of XML is ever expanded; depth and number of elements are bounded while reading.
 */
export function parseXml(
  bytes: Uint8Array,
  skipped: ReadonlySet<string>,
): Result<XmlElement, NotationFault> {
  if (bytes.length > xmlLimits.bytes)
    return faulty('too-large', `the file has more than ${xmlLimits.bytes >> 20} MB`);
  const text = decoded(bytes);
  if (!text.ok) return text;
  try {
    return ok(treeOf(text.value, skipped));
  } catch (stop) {
    if (stop instanceof Unreadable) return { ok: false, error: stop.fault };
    throw stop;
  }
}

/** The text by its byte order mark or first letters, else by the encoding declared, else UTF-8. */
function decoded(bytes: Uint8Array): Result<string, NotationFault> {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  const wide = Object.entries(wideHeads).find(([, heads]) =>
    heads.some((each) => head.startsWith(each)),
  )?.[0];
  // A declaration that can be read byte by byte is not of two bytes a letter: whoever changed the encoding left it.
  const narrow = declared === undefined || /^utf-?16|^ucs-?2/i.test(declared) ? 'utf-8' : declared;
  const encoding = wide ?? narrow;
  try {
    return ok(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return faulty('not-text', `the bytes of the file are not text in ${encoding}`);
  }
}

/** What a file of two bytes a letter begins with: a byte order mark, or `<` and what may follow it. */
const wideHeads: { readonly [encoding: string]: readonly string[] } = {
  'utf-16le': ['\u00ff\u00fe', '<\u0000'],
  'utf-16be': ['\u00fe\u00ff', '\u0000<'],
};

interface Growing {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly line: number;
  text: string;
}

function treeOf(text: string, skipped: ReadonlySet<string>): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: Growing[] = [];
  let root: XmlElement | undefined;
  let skippedDepth = 0;
  let elements = 0;
  const stop = (...[code, message]: [NotationFault['code'], string]): never => {
    throw new Unreadable(code, message, parser.line);
  };
  parser.on('error', ({ message }) => stop('not-xml', message.replace(/^(?:\d+:\d+: )/, '')));
  parser.on('doctype', () =>
    stop('document-type', 'a document type declaration is not read: take it out of the file'),
  );
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > xmlLimits.elements)
      stop('too-large', `the file has more than ${xmlLimits.elements} elements`);
    if (open.length + skippedDepth >= xmlLimits.depth)
      stop('too-deep', `elements are nested deeper than ${xmlLimits.depth}`);
    if (skippedDepth > 0 || skipped.has(tag.local)) skippedDepth += 1;
    else open.push(begun(tag, parser.line));
  });
  parser.on('text', (more) => take(more));
  parser.on('cdata', (more) => take(more));
  const take = (more: string): void => {
    const inside = open.at(-1);
    if (skippedDepth === 0 && inside !== undefined) inside.text += more;
  };
  parser.on('closetag', () => {
    if (skippedDepth > 0) {
      skippedDepth -= 1;
      return;
    }
    const done = open.pop()!;
    const around = open.at(-1);
    if (around === undefined) root = done;
    else around.children.push(done);
  });
  parser.write(text).close();
  return root ?? stop('unknown-notation', 'the file has no element that is read');
}

function begun({ local, uri, attributes }: SaxesTagNS, line: number): Growing {
  const own = new Map<string, string>();
  for (const name in attributes) {
    const each = attributes[name]!;
    if (each.uri === '' || each.uri === uri) own.set(each.local, each.value);
  }
  return { name: local, namespace: uri, attributes: own, children: [], line, text: '' };
}

/** The first child of a name. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** Text as the content of an element or a quoted attribute; what XML cannot hold becomes U+FFFD. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');

/** Identifiers for nodes that may stand in XML, each once: what the node came with where that can be, else a new one. */
export function identifiers(): (wanted: string | number, otherwise: string) => string {
  const used = new Set<string>();
  return (wanted, otherwise) => {
    const fits = typeof wanted === 'string' && /^[A-Za-z_][\w.-]*$/.test(wanted);
    const base = fits ? wanted : otherwise;
    let name = base;
    for (let more = 2; used.has(name); more++) name = `${base}_${more}`;
    used.add(name);
    return name;
  };
}
