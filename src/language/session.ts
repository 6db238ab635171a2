import type { Syntax } from '../../grammar/syntax.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Core, Positions } from '../machine/code.ts';
import { Expander } from './expand.ts';
import type { Library, Program } from './program.ts';
import { Scope } from './scope.ts';
import type { Stx } from './syntax.ts';
import { type Definition, TopLevel } from './top-level.ts';
import { Abandoned, type Sink, Work } from './work.ts';

/** What one datum asks for, in order: definitions to bind, expressions to evaluate. A macro definition asks nothing. */
export type SessionStep =
  | { readonly kind: 'definition'; readonly definition: Definition }
  | { readonly kind: 'expression'; readonly core: Core; readonly positions: Positions };

export interface Session {
  /** Expands one datum and remembers what it defines. With an error among the diagnostics there are no steps. */
  expand(datum: Syntax): {
    readonly steps: readonly SessionStep[];
    readonly diagnostics: readonly Diagnostic[];
  };
  /** Names that can be written now, for completion. */
  names(): readonly string[];
}

/**
 * A conversation over a library, or over a program: expressions are evaluated, names may be defined again and assigned,
 * and a name that is not there yet is a warning, since it may still come.
 */
export function createSession(over: Library | Program): Session {
  const scope = new Scope(over.scope, (name) => !name.startsWith('%'));
  const sink: Sink = { diagnostics: [], notes: [], open: true };
  const expressions: Stx[] = [];
  const top = new TopLevel({
    scope,
    sink,
    expression: (stx) => expressions.push(stx),
    redefine: true,
  });

  const evaluated = (stx: Stx): SessionStep[] => {
    const work = new Work('', stx.file, sink);
    try {
      const core = new Expander(scope, work).expand(stx);
      const positions = work.positions(core, stx);
      top.checkCalls(core, work, over.arities);
      return [{ kind: 'expression', core, positions }];
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
      return [];
    }
  };

  const expand: Session['expand'] = (datum) => {
    top.declareSyntax(datum);
    top.declare(datum);
    const definitions = top.finish(over.arities);
    const steps: SessionStep[] = [
      ...definitions.map((definition) => ({ kind: 'definition' as const, definition })),
      ...expressions.splice(0).flatMap(evaluated),
    ];
    const diagnostics = sink.diagnostics.splice(0);
    const failed = diagnostics.some(({ severity }) => severity === 'error');
    return { steps: failed ? [] : steps, diagnostics };
  };
  return { expand, names: () => scope.names() };
}
