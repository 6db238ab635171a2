import { Unreadable } from './fault.ts';
import { childOf, type XmlElement } from './xml.ts';

/** What an element must say. Throws `Unreadable` where it does not. */
export function required(element: XmlElement, name: string): string {
  const value = element.attributes.get(name)?.trim() ?? '';
  if (value === '')
    throw new Unreadable('malformed', `${element.name} lacks ${name}`, element.line);
  return value;
}

export const idOf = (element: XmlElement): string => required(element, 'id');

/** The name of a node on one line, else its identifier. */
export function nameOf(element: XmlElement): string {
  const name = childOf(element, 'name');
  const text = name === undefined ? '' : textIn(name).replaceAll(/\s+/g, ' ');
  return text === '' ? idOf(element) : text;
}

/** The text of a label: of its `text` or, in older files, `value`, or its own. */
export const textIn = (label: XmlElement): string =>
  (childOf(label, 'text') ?? childOf(label, 'value') ?? label).text.trim();

/** The text of the label of a name, or of the attribute that some tools write instead; empty where there is none. */
export function labelled(element: XmlElement, name: string): string {
  const label = childOf(element, name);
  return label === undefined ? (element.attributes.get(name)?.trim() ?? '') : textIn(label);
}

/** The number in the label of a name; a label that is empty says nothing. */
export function countIn(element: XmlElement, name: string, otherwise: number): number {
  const label = childOf(element, name);
  const text = labelled(element, name);
  const isEmpty = text === '' && (label?.children ?? []).every(({ name }) => textNames.has(name));
  return isEmpty ? otherwise : numberOf(text, element, label?.line ?? element.line);
}

const textNames: ReadonlySet<string> = new Set(['text', 'value']);

/** The most tokens a place may hold and an arc may weigh. */
export const COUNT_MAX = 0x7fffffff;

/** A number of tokens. Files of nets with colours write each colour before its number; of one colour, it is the number. */
export function numberOf(text: string, element: XmlElement, line: number): number {
  const numbers = coloured(text).map((each) => (/^\+?\d+(?:\.0*)?$/.test(each) ? +each : NaN));
  const of = `${element.name} ${element.attributes.get('id') ?? ''}`.trimEnd();
  const shown = text === '' ? 'an empty text' : `“${shortened(text)}”`;
  if (numbers.some(Number.isNaN))
    throw new Unreadable('malformed', `${shown} is no number of tokens of ${of}`, line);
  const used = numbers.filter((each) => each > 0);
  if (used.length > 1)
    throw new Unreadable(
      'unsupported',
      `${shown} gives ${of} tokens of several colours; place/transition nets are read`,
      line,
    );
  const [value = 0] = used;
  if (value > COUNT_MAX)
    throw new Unreadable(
      'malformed',
      `${shown} tokens of ${of} are more than ${COUNT_MAX}, which is the most that is counted`,
      line,
    );
  return value;
}

/** The numbers of `Default,1` or `Red,2,Blue,0`, or the text as it is. */
function coloured(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  const isList = parts.length % 2 === 0 && parts.every((part, at) => at % 2 === 1 || isName(part));
  return isList ? parts.filter((_, at) => at % 2 === 1) : [text];
}

const isName = (text: string): boolean => /^\p{L}[\p{L}\p{N} _-]*$/u.test(text);

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** What an arc does: `ordinary`, or the word the file has for it. */
export function typeOf(arc: XmlElement): string {
  const type = childOf(arc, 'type') ?? childOf(arc, 'arctype');
  const named =
    (type === undefined
      ? arc.attributes.get('type')
      : (type.attributes.get('value') ?? textIn(type))) ?? '';
  return /^(?:normal|ordinary)?$/i.test(named.trim()) ? 'ordinary' : named.trim().toLowerCase();
}
