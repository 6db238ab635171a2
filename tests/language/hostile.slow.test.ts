import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { diagnosticCodes } from '../../src/core/diagnostic-codes.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { compileUnit } from '../../src/language/compile/compile.ts';
import { expandProgram } from '../../src/language/program.ts';
import { createSession } from '../../src/language/session.ts';
import { createInteractive } from '../../src/machine/interactive.ts';
import { emptyView } from '../../src/machine/view.ts';
import { assemble } from '../../src/policy/assemble.ts';
import { readLibrary } from '../../src/policy/library.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { library as baseLibrary, libraryProgram } from '../machine/scheme.ts';
import { shippedTexts } from '../policy/shipped-files.ts';
import { librarySources } from './conformance-case.ts';
import { mutant, treesOf } from './mutated-programs.ts';

/** How many programs are drawn. For a soak: `CHANGEFLOW_HOSTILE_RUNS=1000000 npx vitest run --project slow hostile`. */
const runs = Number(process.env['CHANGEFLOW_HOSTILE_RUNS'] ?? '10000');
const seed = Number(process.env['CHANGEFLOW_HOSTILE_SEED'] ?? Date.now() % 1_000_000);
const drawn = (share: number): fc.Parameters<unknown> => ({
  numRuns: Math.ceil(runs * share),
  seed,
});

/** No text of these sizes may take more of the processor; how busy the machine is says nothing. */
const HANG_MS = 10_000;
const budget = { steps: 20_000, cells: 20_000, fibers: 10 };

const policyLibrary = await readLibrary();
const shipped = await shippedTexts();
const folder = new URL('conformance/', import.meta.url);
const conformance = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const programs = [...librarySources().map(({ text }) => text), ...conformance];

function inTime<T>(what: string, work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1000;
  if (took > HANG_MS) throw new Error(`${String(Math.round(took))} ms for ${what}`);
  return result;
}

/** Every finding has a known code, words, and a place inside one of the texts. */
function checkFindings(
  diagnostics: readonly Diagnostic[],
  texts: { readonly [path: string]: string },
): void {
  for (const { code, message, span } of diagnostics) {
    expect(diagnosticCodes).toHaveProperty(code);
    expect(message).not.toBe('');
    const text = texts[span.file];
    if (text === undefined) throw new Error(`${code} is said of ${span.file}`);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(Math.max(1, text.length));
  }
}

/** What is sound is also run, as far as a small budget goes. */
function checkPolicy(texts: { readonly [path: string]: string }): void {
  const sources = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const { policy, diagnostics } = assemble(sources, { commit: null, dirty: false }, policyLibrary);
  checkFindings(diagnostics, texts);
  if (policy === null) expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
  else expect(policyProgram(policy).roots.size).toBeGreaterThan(0);
}

function converse(text: string): void {
  const session = createSession(baseLibrary);
  const machine = createInteractive(libraryProgram(), compileUnit, emptyView, budget);
  const { data, diagnostics } = parse(text, '');
  checkFindings(diagnostics, { '': text });
  for (const datum of data) {
    const expanded = session.expand(datum);
    checkFindings(expanded.diagnostics, { '': text });
    for (const step of expanded.steps) {
      const { result } =
        step.kind === 'definition'
          ? machine.define(step.definition.name, step.definition.core, step.definition.positions)
          : machine.evaluate(step.core, step.positions);
      if (!result.ok) expect(result.error.message).not.toBe('');
    }
  }
}

describe(`hostile programs (seed ${String(seed)})`, () => {
  it('every truncation of a shipped file is read, with mistakes that have a code and a place', () => {
    for (const [path, text] of Object.entries(shipped)) {
      for (let end = 0; end < text.length; end += 1) {
        const cut = text.slice(0, end);
        const { diagnostics } = inTime(`${path} up to ${String(end)}`, () => parse(cut, path));
        checkFindings(diagnostics, { [path]: cut });
      }
    }
  });

  it('a shipped policy with one file cut off anywhere is checked', () => {
    const cuts = fc.tuple(
      fc.constantFrom(...Object.keys(shipped)),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(cuts, ([path, part]) => {
        const cut = shipped[path]!.slice(0, Math.floor(shipped[path]!.length * part));
        inTime(cut, () => checkPolicy({ ...shipped, [path]: cut }));
      }),
      drawn(1 / 100),
    );
  });

  it('a shipped policy with one definition mutated is checked, and linked where it is sound', () => {
    const corpora = new Map(Object.entries(shipped).map(([path, text]) => [path, treesOf(text)]));
    const all = [...corpora.values()].flat();
    const cases = fc.tuple(fc.constantFrom(...corpora.keys()), fc.nat(1000), mutant(all));
    fc.assert(
      fc.property(cases, ([path, place, text]) => {
        const before = parse(shipped[path]!, path).data;
        const datum = before[place % before.length]!;
        const source = shipped[path]!;
        const changed = source.slice(0, datum.start) + text + source.slice(datum.end);
        inTime(text, () => checkPolicy({ ...shipped, [path]: changed }));
      }),
      drawn(1 / 100),
    );
  });

  it('a mutated definition of the library is expanded or refused', () => {
    const corpus = programs.flatMap(treesOf);
    fc.assert(
      fc.property(mutant(corpus), (text) => {
        const { diagnostics } = inTime(text, () =>
          expandProgram([{ path: 'a.scm', text }], baseLibrary),
        );
        checkFindings(diagnostics, { 'a.scm': text });
      }),
      drawn(1 / 2),
    );
  });

  it('a mutated expression is evaluated, raises, or goes over its budget', () => {
    const corpus = conformance.flatMap(treesOf);
    fc.assert(
      fc.property(mutant(corpus), (text) => inTime(text, () => converse(text))),
      drawn(1 / 2),
    );
  });
});
