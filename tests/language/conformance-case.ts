import { readdirSync, readFileSync } from 'node:fs';
import { parse } from '../../grammar/parse.ts';
import { lexer } from '../../grammar/tokens.ts';
import type { Datum } from '../../src/core/datum.ts';
import { compileUnit } from '../../src/language/compile/compile.ts';
import {
  expandLibrary,
  expandProgram,
  type Library,
  type SourceFile,
} from '../../src/language/program.ts';
import { unitsOf } from '../../src/language/compile/units.ts';
import type { Unit } from '../../src/machine/code.ts';
import { primitiveArities } from '../../src/machine/primitives.ts';
import { link, type Program } from '../../src/machine/program.ts';
import { call } from '../../src/machine/run.ts';
import { emptyView } from '../../src/machine/view.ts';

/** A datum of a conformance file with what is expected of it: `EXPR ;=> EXPECTED`. */
export interface Case {
  readonly source: string;
  readonly expected: string;
}

/** A file of cases: definitions without expectation serve all the cases of the file. */
export interface CaseFile {
  readonly definitions: readonly string[];
  readonly cases: readonly Case[];
}

const LIBRARY = new URL('../../src/language/library/', import.meta.url);

export function librarySources(): SourceFile[] {
  const names = readdirSync(LIBRARY).filter((name) => name.endsWith('.scm'));
  return names
    .sort()
    .map((name) => ({ path: name, text: readFileSync(new URL(name, LIBRARY), 'utf8') }));
}

export function baseLibrary(): Library {
  const vocabulary = { primitives: primitiveArities, forms: new Map(), definers: new Map() };
  return expandLibrary(librarySources(), vocabulary);
}

export function readCases(text: string, path: string): CaseFile {
  const { data, diagnostics } = parse(text, path);
  if (diagnostics[0] !== undefined) throw new Error(`${path}: ${diagnostics[0].message}`);
  const comments = lexer.tokenize(text).groups['comments'] ?? [];
  const expectations = comments.filter(({ image }) => image.startsWith(';=>'));
  const definitions: string[] = [];
  const cases: Case[] = [];
  for (const [index, datum] of data.entries()) {
    const next = data[index + 1]?.start ?? Infinity;
    const comment = expectations.find(
      ({ startOffset }) => startOffset >= datum.end && startOffset < next,
    );
    const source = text.slice(datum.start, datum.end);
    if (comment === undefined) definitions.push(source);
    else cases.push({ source, expected: comment.image.slice(3).trim() });
  }
  return { definitions, cases };
}

/** The cases of a file as a program: a procedure each, but for those that the language refuses. */
export interface Cases {
  readonly program: Program;
  readonly units: ReadonlyMap<string, Unit>;
  readonly roots: { readonly [name: string]: string };
  /** Of each case in order: the name of its procedure, or the code of its refusal. */
  readonly each: readonly ({ readonly name: string } | { readonly refused: string })[];
}

export function programOf(file: CaseFile, library: Library): Cases {
  const sources: SourceFile[] = [
    { path: 'definitions', text: file.definitions.join('\n') },
    ...file.cases.map(({ source }, index) => ({
      path: caseName(index),
      text: caseText(source, index),
    })),
  ];
  const expanded = expandProgram(sources, library);
  const wrong = expanded.diagnostics.find(({ span }) => span.file === 'definitions');
  if (wrong !== undefined) throw new Error(`${wrong.code}: ${wrong.message}`);
  const refused = new Map(expanded.diagnostics.map(({ span, code }) => [span.file, code]));
  const sound = expanded.definitions.filter(({ span }) => !refused.has(span.file));
  const { units, roots: named } = unitsOf([...library.definitions, ...sound]);
  const roots = Object.fromEntries(named);
  const program = link(units, roots, compileUnit);
  if (!program.ok)
    throw new Error(`${program.error.definition}: ${JSON.stringify(program.error.failure)}`);
  const each = file.cases.map((_, index) => {
    const code = refused.get(caseName(index));
    return code === undefined ? { name: caseName(index) } : { refused: code };
  });
  return { program: program.value, units, roots, each };
}

/** What each case of a file gives: the written value, `raises KIND` or `refused CODE`. */
export function runCases(file: CaseFile, library: Library): string[] {
  const { program, each } = programOf(file, library);
  return each.map((one) =>
    'refused' in one ? `refused ${one.refused}` : runCase(program, one.name),
  );
}

const caseName = (index: number): string => `case-${String(index)}`;

/** A definition stands as it is; an expression becomes a procedure that answers its written value. */
function caseText(source: string, index: number): string {
  if (source.startsWith('(define')) return source;
  return `(define (${caseName(index)}) (call-with-output-string (lambda (%port) (write ${source} %port))))`;
}

function runCase(program: Program, name: string): string {
  const result = call(program, name, [], emptyView, {
    steps: 100_000_000,
    cells: 100_000_000,
    fibers: 10,
  });
  if (result.ok) return String(result.value.value);
  const { error } = result;
  if (error.kind === 'over-budget') return `over ${error.what}`;
  return raisedAs(error.value);
}

/** How a case says what it raised: by its kind. */
export function raisedAs(value: Datum): string {
  const kind: Datum =
    Array.isArray(value) && value[0] === 'r' ? (value as readonly Datum[])[2]! : value;
  return `raises ${Array.isArray(kind) ? String(kind[1]) : JSON.stringify(kind)}`;
}
