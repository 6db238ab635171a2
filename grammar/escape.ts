/** What was wrong with an escape, and where it stands in the literal. */
export interface BadEscape {
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  r: '\r',
  '"': '"',
  '\\': '\\',
  '|': '|',
};
const CONTINUATION = /\\[ \t]*(?:\r\n|\r|\n)[ \t]*/y;
const HEX = /\\[xX]([0-9a-fA-F]+);/y;

/**
 * The text of a string or |symbol| literal, quotation marks taken off and escapes replaced; line ends become LF.
 * An escape that does not exist is reported and stands for itself.
 */
export function unescape(image: string, report: (bad: BadEscape) => void): string {
  const body = image.slice(1, -1);
  if (!body.includes('\\')) return body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  let text = '';
  let at = 0;
  for (let slash = body.indexOf('\\'); slash !== -1; slash = body.indexOf('\\', at)) {
    text += body.slice(at, slash).replace(/\r\n?/g, '\n');
    const { value, end } = escapeAt(body, slash, (length, reason) =>
      report({ offset: slash + 1, length, reason }),
    );
    text += value;
    at = end;
  }
  return text + body.slice(at).replace(/\r\n?/g, '\n');
}

function escapeAt(
  body: string,
  slash: number,
  bad: (length: number, reason: string) => void,
): { value: string; end: number } {
  const next = body[slash + 1]!;
  const simple = SIMPLE[next];
  if (simple !== undefined) return { value: simple, end: slash + 2 };
  HEX.lastIndex = slash;
  const hex = HEX.exec(body);
  if (hex !== null) {
    const code = Number.parseInt(hex[1]!, 16);
    if (isScalar(code)) return { value: String.fromCodePoint(code), end: HEX.lastIndex };
    bad(hex[0].length, `${hex[0]} is no Unicode character`);
    return { value: '\ufffd', end: HEX.lastIndex };
  }
  CONTINUATION.lastIndex = slash;
  if (CONTINUATION.test(body)) return { value: '', end: CONTINUATION.lastIndex };
  bad(
    2,
    next === 'x' ? '\\x wants hexadecimal digits and a semicolon' : `there is no escape \\${next}`,
  );
  return { value: next, end: slash + 2 };
}

/** Whether a code is a Unicode scalar value: a code point that is no surrogate. */
function isScalar(code: number): boolean {
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0x10ffff);
}

const CHARACTER_NAMES: Readonly<Record<string, number>> = {
  alarm: 7,
  backspace: 8,
  delete: 0x7f,
  escape: 0x1b,
  newline: 10,
  null: 0,
  return: 13,
  space: 32,
  tab: 9,
};

/** The names of characters, for suggestions. */
export const characterNames: readonly string[] = Object.keys(CHARACTER_NAMES);

/** The code point of a character literal such as `#\a`, `#\space`, `#\x3BB`, or undefined where it names none. */
export function readCharacter(image: string): number | undefined {
  const name = image.slice(2);
  const first = name.codePointAt(0)!;
  if (name.length === (first > 0xffff ? 2 : 1)) return first;
  if (Object.hasOwn(CHARACTER_NAMES, name)) return CHARACTER_NAMES[name];
  if (!/^x[0-9a-fA-F]+$/.test(name)) return undefined;
  const code = Number.parseInt(name.slice(1), 16);
  return isScalar(code) ? code : undefined;
}
