import type { Diagnostic } from '../../core/diagnostic.ts';
import { compileUnit } from '../../language/compile/compile.ts';
import { expandProgram, type SourceFile } from '../../language/program.ts';
import { createSession } from '../../language/session.ts';
import type { Typed } from '../../language/read.ts';
import { createInteractive } from '../../machine/interactive.ts';
import { emptyView } from '../../machine/view.ts';
import { assemble } from '../../policy/assemble.ts';
import { readLibrary } from '../../policy/library.ts';
import { newLinker, policyProgram } from '../../policy/program.ts';

/** What one datum said: what it displayed, then its value, its definition, or why there is none. */
export type Reply =
  | { readonly kind: 'value'; readonly trace: string; readonly text: string }
  /** A definition, or an expression whose value is unspecified. */
  | { readonly kind: 'nothing'; readonly trace: string }
  | { readonly kind: 'error'; readonly trace: string; readonly message: string };

type Syntax = Extract<Typed, { kind: 'complete' }>['data'][number];

export interface Conversation {
  readonly say: (datum: Syntax) => Reply;
  readonly names: () => readonly string[];
}

/** Generous, and still an end: a program that never ends gets an error. */
const budget = { steps: 2_000_000_000, cells: 100_000_000, fibers: 2_000 };

/** A conversation over the library and the texts of a policy, which has to be sound; its diagnostics otherwise. */
export async function converse(files: readonly SourceFile[]): Promise<{
  readonly conversation: Conversation | null;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const library = await readLibrary();
  const linker = newLinker();
  const { policy, diagnostics } = assemble(files, { commit: null, dirty: false }, library, linker);
  if (policy === null) return { conversation: null, diagnostics };
  const session = createSession(expandProgram(files, library.library));
  const view = { ...emptyView, now: new Date().toISOString() };
  const machine = createInteractive(policyProgram(policy, linker), compileUnit, view, budget);

  const say = (datum: Syntax): Reply => {
    const { steps, diagnostics: wrong } = session.expand(datum);
    const error = wrong.find(({ severity }) => severity === 'error');
    if (error !== undefined) return { kind: 'error', trace: '', message: error.message };
    let trace = '';
    let text: string | null = null;
    for (const step of steps) {
      const { trace: said, result } =
        step.kind === 'definition'
          ? machine.define(step.definition.name, step.definition.core, step.definition.positions)
          : machine.evaluate(step.core, step.positions);
      trace += said;
      if (!result.ok) return { kind: 'error', trace, message: result.error.message };
      text = result.value;
    }
    return text === null ? { kind: 'nothing', trace } : { kind: 'value', trace, text };
  };
  return { conversation: { say, names: () => session.names() }, diagnostics };
}
