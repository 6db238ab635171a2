import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import type { Core, Positions } from '../machine/code.ts';
import { insteadOf } from './left-out.ts';
import { depthOf, placesOf } from './compile/positions.ts';
import { type Identifier, isMade, spanOf, type Stx } from './syntax.ts';

/** Macro uses expanded in one definition, nodes that they make, and levels that expressions nest: beyond is refused. */
const EXPANSIONS_MAX = 100_000;
const NODES_MAX = 5_000_000;
const EXPRESSION_DEPTH_MAX = 600;
/** Levels that core nests: what compiles and hashes it recurs over them. A test of n parts is n levels or 2n. */
const CORE_DEPTH_MAX = 2_500;

/** Something that a form recorded for the checks of the policy. */
export interface Note {
  readonly kind: string;
  /** The definition it stands in. */
  readonly definition: string;
  readonly span: Span;
  readonly data: unknown;
}

/** Where findings go. One sink serves a whole program. */
export interface Sink {
  readonly diagnostics: Diagnostic[];
  readonly notes: Note[];
  /** Whether names may be defined later: a session warns where a program refuses. */
  readonly open: boolean;
}

/** Thrown to give up one definition whose bound is reached, after the diagnostic is written; caught by `define`. */
export class Abandoned extends Error {}

/** The work on one definition. */
export class Work {
  private readonly definition: string;
  private readonly file: string;
  private readonly sink: Sink;
  private readonly locals: string[] = [];
  /** The syntax that each core node came from. */
  readonly places = new Map<Core, Stx>();
  /** Whether something in the definition could not be read: what it would do is not known. */
  failed = false;
  private expansions = 0;
  private nodes = 0;
  private depth = 0;

  constructor(definition: string, file: string, sink: Sink) {
    this.definition = definition;
    this.file = file;
    this.sink = sink;
  }

  newLocal(name: string): number {
    return this.locals.push(name) - 1;
  }

  /** Remembers where a node came from; the innermost syntax that made it counts. */
  place(core: Core, stx: Stx): Core {
    const known = this.places.get(core);
    if (known === undefined || (isMade(known) && !isMade(stx))) this.places.set(core, stx);
    return core;
  }

  /** Where the nodes of a core stand. One that is too deep, such as a test of thousands of parts, is refused. */
  positions(core: Core, at: Span): Positions {
    const offsets = placesOf(core, this.places, this.file);
    const nodes = offsets.length / 2;
    if (nodes > CORE_DEPTH_MAX && depthOf(core) > CORE_DEPTH_MAX)
      this.tooDeep(at, 'this expands to code that nests');
    return { file: this.file, offsets, locals: this.locals };
  }

  report(
    severity: 'error' | 'warning',
    code: DiagnosticCode,
    at: Span,
    message: string,
    help?: string,
  ): void {
    this.failed ||= severity === 'error';
    const diagnostic = { severity, code, message, span: spanOf(at) };
    this.sink.diagnostics.push(help === undefined ? diagnostic : { ...diagnostic, help });
  }

  reportUnbound(identifier: Identifier, near: string | undefined): void {
    const severity = this.sink.open ? 'warning' : 'error';
    const help =
      insteadOf(identifier.name) ?? (near === undefined ? undefined : `did you mean \`${near}\`?`);
    this.report(
      severity,
      'unbound-name',
      identifier,
      `nothing defines \`${identifier.name}\``,
      help,
    );
  }

  /** Whether a name that nothing defines may be defined later, as in a session. */
  get mayDefineLater(): boolean {
    return this.sink.open;
  }

  /** Whether `set!` may assign a top-level name: in sessions those that the session defined. */
  mayAssign(span: Span | null): boolean {
    return this.sink.open && span !== null;
  }

  note(kind: string, at: Stx, data: unknown): void {
    this.sink.notes.push({ kind, definition: this.definition, span: spanOf(at), data });
  }

  enter(stx: Stx): void {
    this.depth += 1;
    if (this.depth <= EXPRESSION_DEPTH_MAX) return;
    this.tooDeep(stx, 'expressions nest here');
  }

  leave(): void {
    this.depth -= 1;
  }

  spendExpansion(use: Stx): void {
    this.expansions += 1;
    if (this.expansions > EXPANSIONS_MAX)
      this.giveUp(use, `more than ${EXPANSIONS_MAX} macro uses`);
  }

  spendNodes(nodes: number, use: Stx): void {
    this.nodes += nodes;
    if (this.nodes > NODES_MAX) this.giveUp(use, `more than ${NODES_MAX} nodes made by macros`);
  }

  private tooDeep(at: Span, what: string): never {
    const help = 'name the inner parts with define';
    this.report('error', 'too-deep', at, `${what} deeper than the limit`, help);
    throw new Abandoned();
  }

  private giveUp(use: Stx, what: string): never {
    this.report(
      'error',
      'expansion-limit',
      use,
      `expanding this takes ${what}`,
      'look for a macro that uses itself without end',
    );
    throw new Abandoned();
  }
}
