import { parse } from '../../grammar/parse.ts';
import type { Syntax } from '../../grammar/syntax.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Arity, Definer, Form } from './forms.ts';
import { baseScope } from './base.ts';
import { arityOf } from './arity.ts';
import { spoiledBy } from './compile/chunks.ts';
import { Scope } from './scope.ts';
import { type Definition, refuseExpression, TopLevel } from './top-level.ts';
import type { Note, Sink } from './work.ts';

export type { Definition } from './top-level.ts';
export type { Note } from './work.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What the language consists of besides its base: what is built in, and what a policy's language adds. */
export interface Vocabulary {
  readonly primitives: ReadonlyMap<string, Arity>;
  readonly forms: ReadonlyMap<string, Form>;
  readonly definers: ReadonlyMap<string, Definer>;
}

/** The library, expanded once: programs are expanded over it. */
export interface Library {
  readonly scope: Scope;
  readonly definitions: readonly Definition[];
  readonly arities: ReadonlyMap<string, Arity>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Program {
  readonly definitions: readonly Definition[];
  readonly notes: readonly Note[];
  readonly diagnostics: readonly Diagnostic[];
  /** The definitions that could not be read whole. */
  readonly faulty: ReadonlySet<string>;
  /** What a session over the program sees. */
  readonly scope: Scope;
  readonly arities: ReadonlyMap<string, Arity>;
}

/**
 * Expands the library from its sources. Its texts may speak of primitives whose names start with %, and so may what
 * its macros make; programs cannot.
 */
export function expandLibrary(files: readonly SourceFile[], vocabulary: Vocabulary): Library {
  const builtIn = new Scope(baseScope);
  for (const name of vocabulary.primitives.keys())
    builtIn.bindName(name, { kind: 'global', name, span: null });
  for (const [name, form] of vocabulary.forms) builtIn.bindName(name, { kind: 'form', name, form });
  for (const [name, definer] of vocabulary.definers)
    builtIn.bindName(name, { kind: 'definer', name, definer });
  const scope = new Scope(builtIn);
  const expanded = expandFiles(files, scope, vocabulary.primitives);
  return { scope, ...expanded };
}

/**
 * Expands the files of a program, which share one namespace, in the order given. All that is wrong is in the
 * diagnostics, in the order of the files; definitions are there even then, as far as they could be read.
 */
export function expandProgram(files: readonly SourceFile[], library: Library): Program {
  const scope = new Scope(library.scope, (name) => !name.startsWith('%'));
  const expanded = expandFiles(files, scope, library.arities);
  return { scope, ...expanded };
}

interface Expanded {
  readonly definitions: readonly Definition[];
  readonly notes: readonly Note[];
  readonly diagnostics: readonly Diagnostic[];
  readonly faulty: ReadonlySet<string>;
  readonly arities: ReadonlyMap<string, Arity>;
}

function expandFiles(
  files: readonly SourceFile[],
  scope: Scope,
  arities: ReadonlyMap<string, Arity>,
): Expanded {
  const sink: Sink = { diagnostics: [], notes: [], open: false };
  const data = files.flatMap(({ path, text }) => readFile(text, path, sink));
  const top = new TopLevel({ scope, sink, expression: refuseExpression, redefine: false });
  for (const { datum, spoiled } of data) top.declareSyntax(datum, spoiled);
  for (const { datum, spoiled } of data) top.declare(datum, spoiled);
  const definitions = top.finish(arities);
  const known = new Map(arities);
  for (const { name, core } of definitions) {
    const arity = arityOf(core);
    if (arity !== undefined) known.set(name, arity);
  }
  const order = new Map(files.map(({ path }, index) => [path, index]));
  return {
    definitions,
    notes: sink.notes,
    diagnostics: togetherByName(inOrder(sink.diagnostics, order)),
    faulty: top.faulty,
    arities: known,
  };
}

/**
 * A name that nothing defines, or that is called as its definition does not say, is one mistake wherever it is used: told
 * where it stands first, with the other places.
 */
export function togetherByName(found: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, Diagnostic[]>();
  for (const each of found) {
    if (!ofNames.has(each.code)) continue;
    places.set(keyOf(each), [...(places.get(keyOf(each)) ?? []), each]);
  }
  return found.flatMap((each) => {
    const [first, ...others] = places.get(keyOf(each)) ?? [each];
    if (first !== each) return [];
    if (others.length === 0) return [each];
    const shown = others.slice(0, RELATED_MAX);
    const related = shown.map(({ span }) => ({ message: 'and here', span }));
    return [{ ...each, related: [...(each.related ?? []), ...related] }];
  });
}

const ofNames: ReadonlySet<Diagnostic['code']> = new Set([
  'unbound-name',
  'unknown-role',
  'unknown-system',
  'unknown-calendar',
  'unknown-workflow',
  'unknown-state',
  'wrong-arguments',
]);

/** So many other places are shown. */
const RELATED_MAX = 8;

const keyOf = ({ code, message }: Diagnostic): string => `${code} ${message}`;

/** The data of a file, and whether a reading mistake has spoiled each. */
function readFile(text: string, path: string, sink: Sink): { datum: Syntax; spoiled: boolean }[] {
  const { data, diagnostics } = parse(text, path);
  sink.diagnostics.push(...diagnostics);
  const spoiled = spoiledBy(diagnostics, data, text);
  return data.map((datum) => ({ datum, spoiled: spoiled.has(datum) }));
}

/** Diagnostics by file and place, each once: a macro that uses its operand twice finds its mistakes twice. */
export function inOrder(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, number>,
): Diagnostic[] {
  const seen = new Set<string>();
  const single = diagnostics.filter(({ code, message, span }) => {
    const key = `${span.file}\n${span.start}\n${code}\n${message}`;
    return seen.size < seen.add(key).size;
  });
  const place = ({ span }: Diagnostic): number => files.get(span.file) ?? files.size;
  return single.toSorted((a, b) => place(a) - place(b) || a.span.start - b.span.start);
}
