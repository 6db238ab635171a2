import type { DiagnosticCode } from '../src/core/diagnostic-codes.ts';
import type { Datum } from '../src/core/datum.ts';
import { readNumber } from './number.ts';

/** What the characters between two delimiters mean. */
export type Atom =
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'literal'; readonly datum: Datum }
  | {
      readonly kind: 'mistake';
      readonly code: DiagnosticCode;
      readonly message: string;
      readonly help?: string;
    };

/** What starts with none of these is a symbol without a further look. */
const MAY_BE_NUMBER = /^[+\-.0-9]/;
const PECULIAR =
  /^(?:[+-]|[+-][A-Za-z!$%&*/:<=>?^_~+\-@].*|[+-]?\.[A-Za-z!$%&*/:<=>?^_~+\-@.].*)$/s;
// Letters, marks, digits, symbols and punctuation of any script; separators and controls are none.
const FOREIGN = /^[\p{L}\p{M}\p{N}\p{S}\p{P}\u200c\u200d]+$/u;
const PLAIN = /^[\x21-\x7e]+$/;

/** Reads an atom that does not start with `#`. */
export function readAtom(image: string): Atom {
  if (!PLAIN.test(image) && !FOREIGN.test(image)) return strangeCharacter(image);
  if (!MAY_BE_NUMBER.test(image)) return { kind: 'symbol', name: image };
  const number = readNumber(image);
  if (number !== undefined) return { kind: 'literal', datum: number };
  if (PECULIAR.test(image) && !isComplex(image)) return { kind: 'symbol', name: image };
  return notANumber(image);
}

/** Reads an atom that starts with `#` and is no character. */
export function readHashAtom(image: string): Atom {
  const lower = image.toLowerCase();
  if (lower === '#t' || lower === '#true') return { kind: 'literal', datum: true };
  if (lower === '#f' || lower === '#false') return { kind: 'literal', datum: false };
  if (lower.startsWith('#!')) {
    return mistake(
      'unsupported-syntax',
      `${image} is left out of this language`,
      'symbols always keep their case',
    );
  }
  if (/^#[0-9]+[=#]/.test(lower)) {
    return mistake(
      'unsupported-syntax',
      'datum labels are left out of this language',
      'name the value with define',
    );
  }
  if (/^#[boxdei]/.test(lower)) {
    const number = readNumber(image);
    return number === undefined ? notANumber(image) : { kind: 'literal', datum: number };
  }
  return mistake(
    'unexpected-character',
    `${image} means nothing`,
    'write #t, #f, #\\a, #(…) or a number such as #xFF',
  );
}

const mistake = (code: DiagnosticCode, message: string, help?: string): Atom =>
  help === undefined
    ? { kind: 'mistake', code, message }
    : { kind: 'mistake', code, message, help };

/** `+i`, `1+2i`, `1@2`: numbers of R7RS that this language leaves out, rather than symbols. */
function isComplex(image: string): boolean {
  const parts = /^(.*?)([+-][^+-]*)i$/.exec(image);
  if (parts === null) return false;
  const [, real, imaginary] = parts as unknown as [string, string, string];
  const isNumber = (text: string): boolean => readNumber(text) !== undefined;
  return (real === '' || isNumber(real)) && (imaginary.length === 1 || isNumber(imaginary));
}

function notANumber(image: string): Atom {
  if (isComplex(image) || /^[^@]+@[^@]+$/.test(image)) {
    return mistake('bad-number', `${image}: there are no complex numbers`);
  }
  if (/^#?[a-z]*[+-]?[0-9]+\/0+$/i.test(image))
    return mistake('bad-number', `${image} divides by zero`);
  return mistake(
    'bad-number',
    `${image} is not a number`,
    `a symbol that starts like one is written |${image}|`,
  );
}

function strangeCharacter(image: string): Atom {
  const strange =
    Array.from(image).find((char) => !PLAIN.test(char) && !FOREIGN.test(char)) ?? image;
  const code = strange.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return mistake(
    'unexpected-character',
    `the character U+${code} cannot stand here`,
    'replace it by an ordinary space',
  );
}
