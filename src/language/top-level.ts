import type { Diagnostic } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import type { Core, Positions } from '../machine/code.ts';
import { arityOf, arityText, wrongCalls } from './arity.ts';
import { defineParts, syntaxBinding, valuesParts } from './define.ts';
import { Expander } from './expand.ts';
import type { Arity, Definer, Extra } from './forms.ts';
import { recordDefinitions } from './core-forms/record.ts';
import { renumber } from './compile/renumber.ts';
import type { Scope } from './scope.ts';
import {
  describe,
  type Identifier,
  isIdentifier,
  isNothing,
  spanOf,
  type Stx,
  type StxList,
} from './syntax.ts';
import { TopNames } from './top-names.ts';
import { Abandoned, type Sink, Work } from './work.ts';

/** A top-level definition, expanded. */
export interface Definition {
  /** The name that is bound; a definition without a name has a name with a space, which no author can refer to. */
  readonly name: string;
  readonly core: Core;
  readonly positions: Positions;
  /** The whole form, and the name in it. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The definition form that a policy's language adds, and what it hands over. */
  readonly definer?: string;
  readonly data?: unknown;
}

interface Entry {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly definer?: string;
  expand(expander: Expander): Made;
}

interface Made {
  readonly core: Core;
  readonly data?: unknown;
  readonly extras?: readonly Extra[];
}

/** A definition with the core as it was expanded, to which the work’s places belong. */
interface Expanded {
  readonly definition: Definition;
  readonly core: Core;
  readonly work: Work;
}

export interface TopLevelOptions {
  readonly scope: Scope;
  readonly sink: Sink;
  /** What an expression at top level becomes: a mistake, or the value of the session. */
  readonly expression: (stx: Stx, expander: Expander) => void;
  /** Whether a name defined twice is a mistake. */
  readonly redefine: boolean;
}

/**
 * The top level of texts: first every macro is made known, then every name is bound, then values are expanded, so that
 * definitions may speak of each other in any order and one bad definition hides no other's mistakes.
 */
export class TopLevel {
  private readonly options: TopLevelOptions;
  private readonly entries: Entry[] = [];
  private readonly names: TopNames;
  private readonly syntaxKnown = new Set<Stx>();
  private readonly unnamed = new Map<string, number>();
  /** The definitions that could not be read whole. */
  readonly faulty = new Set<string>();
  private spoiled = false;

  constructor(options: TopLevelOptions) {
    this.options = options;
    this.names = new TopNames(options.scope, options.redefine);
  }

  /**
   * Makes the macros known that stand at top level as they are. Of what is spoiled only the names count: its mistakes
   * follow from one that was reported.
   */
  declareSyntax(stx: Stx, spoiled = false): void {
    this.spoiled = spoiled;
    if (stx.kind !== 'list') return;
    const expander = this.expander(stx);
    if (expander.isKeyword(stx.items[0], 'begin'))
      stx.items.slice(1).forEach((item) => this.declareSyntax(item, spoiled));
    if (!expander.isKeyword(stx.items[0], 'define-syntax')) return;
    this.syntaxKnown.add(stx);
    this.defineSyntax(stx, expander);
  }

  /** Binds the names that a form defines; their values are expanded by `finish`. */
  declare(stx: Stx, spoiled = false): void {
    this.spoiled = spoiled;
    try {
      this.scan(stx);
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
    }
  }

  /** The definitions in their order. Afterwards more may be declared and finished. */
  finish(arities: ReadonlyMap<string, Arity>): Definition[] {
    const expanded = this.entries.splice(0).flatMap((entry) => this.expandEntry(entry));
    const own = new Map(
      expanded.map(({ definition }) => [definition.name, arityOf(definition.core)]),
    );
    // Where names may be defined again, or assigned, a name tells nothing of what it will hold.
    const known = {
      get: (name: string) =>
        this.options.redefine || !own.has(name) ? arities.get(name) : own.get(name),
    };
    for (const { definition, core, work } of expanded) {
      this.checkCalls(core, work, known);
      if (work.failed) this.faulty.add(definition.name);
    }
    return expanded.map(({ definition }) => definition);
  }

  checkCalls(core: Core, work: Work, arities: { get(name: string): Arity | undefined }): void {
    for (const { span, name, given, wanted } of wrongCalls(core, arities, work.places)) {
      work.report(
        'error',
        'wrong-arguments',
        span,
        `\`${name}\` takes ${arityText(wanted)}, and gets ${given}`,
      );
    }
  }

  /** Where findings go: those of spoiled text go nowhere. */
  private sink(): Sink {
    return this.spoiled ? { diagnostics: [], notes: [], open: false } : this.options.sink;
  }

  private readonly report = (diagnostic: Diagnostic): void => {
    this.sink().diagnostics.push(diagnostic);
  };

  private expander(at: Stx): Expander {
    return new Expander(this.options.scope, new Work('', at.file, this.sink()));
  }

  private scan(stx: Stx): void {
    const expander = this.expander(stx);
    const pending: Stx[] = [stx];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { stx: form, binding } = expander.head(next);
      if (binding?.kind === 'definer' && form.kind === 'list') {
        this.define(form, binding.name, binding.definer);
      } else if (binding?.kind !== 'definition' || form.kind !== 'list') {
        this.options.expression(form, expander);
        if (!this.options.redefine) this.bindWhatWasMeant(form);
      } else if (binding.name === 'begin') {
        pending.push(...form.items.slice(1).toReversed());
      } else {
        this.definition(binding.name, form, expander);
      }
    }
  }

  private definition(kind: string, form: StxList, expander: Expander): void {
    switch (kind) {
      case 'define': {
        const parts = defineParts(form, expander);
        if (parts === undefined) this.bindAnyway(form);
        else this.add(parts.name, form, (inner) => ({ core: parts.value(inner) }));
        return;
      }
      case 'define-syntax':
        if (!this.syntaxKnown.has(form)) this.defineSyntax(form, expander);
        return;
      case 'define-values':
        this.defineValues(form, expander);
        return;
      case 'define-record-type':
        for (const { name, value } of recordDefinitions(form, expander)) {
          this.add(name, form, (inner) => ({ core: value(inner) }));
        }
        return;
    }
  }

  /** A definition that is not complete still has a name, whose uses are no mistakes. */
  private bindAnyway(form: StxList): void {
    const target = form.items[1];
    const name = target?.kind === 'list' ? target.items[0] : target;
    if (name === undefined || !isIdentifier(name)) return;
    this.bind(name);
  }

  /** What looks like a definition whose keyword is misspelt or missing gives its name, whose uses are no mistakes. */
  private bindWhatWasMeant(form: Stx): void {
    const [first, second] = form.kind === 'list' ? form.items : [form];
    const behindKeyword = first?.kind === 'symbol' ? namedBy(second) : undefined;
    const name = behindKeyword ?? namedBy(first);
    if (name === undefined || this.options.scope.lookup(name) !== undefined) return;
    this.options.scope.bind(name, { kind: 'global', name: name.name, span: spanOf(name) });
  }

  private defineValues(form: StxList, expander: Expander): void {
    const parts = valuesParts(form, expander);
    if (parts === undefined) return;
    const tuple = `values ${parts.names.map(({ name }) => name).join(' ')}`;
    this.enter({
      name: tuple,
      span: spanOf(form),
      nameSpan: spanOf(form.items[1]!),
      expand: (inner) => ({ core: parts.tuple(inner) }),
    });
    parts.names.forEach((name, index) =>
      this.add(name, form, () => ({ core: parts.part(['global', tuple], index) })),
    );
  }

  private define(form: StxList, keyword: string, definer: Definer): void {
    const name = definer.name(form);
    const expand = (inner: Expander): Made => definer.expand(form, inner);
    if (name !== undefined && isIdentifier(name)) {
      this.add(name, form, expand, keyword);
      return;
    }
    const count = (this.unnamed.get(keyword) ?? 0) + 1;
    this.unnamed.set(keyword, count);
    const span = spanOf(form);
    this.enter({
      name: `${keyword} ${count}`,
      span,
      nameSpan: span,
      definer: keyword,
      expand,
    });
  }

  private add(name: Identifier, form: Stx, expand: Entry['expand'], definer?: string): void {
    const bound = this.bind(name);
    if (bound === undefined) return;
    const entry = { name: bound, span: spanOf(form), nameSpan: spanOf(name), expand };
    this.enter(definer === undefined ? entry : { ...entry, definer });
  }

  private enter(entry: Entry): void {
    if (!this.spoiled) this.entries.push(entry);
  }

  private defineSyntax(form: StxList, expander: Expander): void {
    const bound = syntaxBinding(form, expander);
    if (bound === undefined) {
      this.bindAnyway(form);
      return;
    }
    if (this.names.claim(bound.name, this.report) === undefined) return;
    const { binding } = bound;
    const span = spanOf(bound.name);
    this.options.scope.bind(bound.name, binding.kind === 'macro' ? { ...binding, span } : binding);
  }

  private bind(name: Identifier): string | undefined {
    const claimed = this.names.claim(name, this.report);
    if (claimed !== undefined)
      this.options.scope.bind(name, { kind: 'global', name: claimed, span: spanOf(name) });
    return claimed;
  }

  private expandEntry(entry: Entry): Expanded[] {
    const { name, span, nameSpan, definer } = entry;
    const work = new Work(name, span.file, this.options.sink);
    try {
      const { core, data, extras } = entry.expand(new Expander(this.options.scope, work));
      const definition = { name, core, positions: work.positions(core, span), span, nameSpan };
      const full = definer === undefined ? definition : { ...definition, definer, data };
      const placed = (extras ?? []).map((extra) => ({
        extra,
        positions: work.positions(extra.core, span),
      }));
      return [
        { definition: full, core, work },
        ...placed.flatMap(({ extra, positions }) => this.extra(extra, positions, work)),
      ];
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
      return [];
    }
  }

  private extra({ name, core, span }: Extra, shared: Positions, work: Work): Expanded[] {
    if (this.names.claimName(name, span, this.report) === undefined) return [];
    const own = renumber(core, shared.locals ?? []);
    const positions = { ...shared, locals: own.names };
    return [{ definition: { name, core: own.core, positions, span, nameSpan: span }, core, work }];
  }
}

/** The symbol that is defined by `NAME` or `(NAME PARAMETER …)`. */
function namedBy(target: Stx | undefined): (Identifier & { readonly kind: 'symbol' }) | undefined {
  const name = target?.kind === 'list' ? target.items[0] : target;
  return name?.kind === 'symbol' ? name : undefined;
}

/** Reports an expression at top level: a misspelt definition form most often. */
export function refuseExpression(stx: Stx, expander: Expander): void {
  if (isNothing(stx)) return;
  const head = stx.kind === 'list' ? stx.items[0] : undefined;
  if (head !== undefined && isIdentifier(head) && expander.scope.lookup(head) === undefined) {
    expander.unbound(head);
    return;
  }
  const help = 'a policy holds definitions: write (define NAME E)';
  expander.error('top-level-expression', stx, `${describe(stx)} is an expression`, help);
}
