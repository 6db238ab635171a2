import type { Span } from '../core/span.ts';
import type { Core } from '../machine/code.ts';
import type { Expander } from './expand.ts';
import type { Definer, Form } from './forms.ts';
import type { Alias, Identifier, Stx, StxList } from './syntax.ts';
import type { Macro } from './macros/syntax-rules.ts';

/** A special form of the base language. */
export type CoreForm = (stx: StxList, expander: Expander) => Core;
export type Rewrite = (stx: StxList, expander: Expander) => Stx;

/** What an identifier means. */
export type Binding =
  | { readonly kind: 'local'; readonly local: number; readonly name: string }
  | { readonly kind: 'global'; readonly name: string; readonly span: Span | null }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly macro: Macro;
      readonly span: Span | null;
    }
  /** A keyword that turns syntax into other syntax, so that it may stand among definitions. */
  | { readonly kind: 'rewrite'; readonly name: string; readonly rewrite: Rewrite }
  | { readonly kind: 'core-form'; readonly name: string; readonly form: CoreForm }
  | { readonly kind: 'form'; readonly name: string; readonly form: Form }
  | { readonly kind: 'definer'; readonly name: string; readonly definer: Definer }
  /** `define` and its kin: what the scanner of bodies and of the top level knows by itself. */
  | { readonly kind: 'definition'; readonly name: string }
  /** `else`, `=>`, `...`, `_`, `unquote`: words with a meaning inside other forms only. */
  | { readonly kind: 'auxiliary'; readonly name: string };

/** Where names are bound. Bodies bind while they are scanned; nothing is ever taken away or changed, except in sessions. */
export class Scope {
  readonly parent: Scope | null;
  private symbols: Map<string, Binding> | null = null;
  private aliases: Map<Alias, Binding> | null = null;
  /** What of the parent shows through, null for all; macros that were defined there see all of it. */
  private readonly shows: ((name: string) => boolean) | null;

  constructor(parent: Scope | null, shows: ((name: string) => boolean) | null = null) {
    this.parent = parent;
    this.shows = shows;
  }

  bind(identifier: Identifier, binding: Binding): void {
    if (identifier.kind === 'alias') (this.aliases ??= new Map()).set(identifier, binding);
    else this.bindName(identifier.name, binding);
  }

  bindName(name: string, binding: Binding): void {
    (this.symbols ??= new Map()).set(name, binding);
  }

  /** What this scope itself binds, without its parents. */
  own(identifier: Identifier): Binding | undefined {
    return identifier.kind === 'alias'
      ? this.aliases?.get(identifier)
      : this.symbols?.get(identifier.name);
  }

  /** Whether this scope or one around it binds a name, shown or not. */
  hides(name: string): boolean {
    return (this.symbols?.has(name) ?? false) || (this.parent?.hides(name) ?? false);
  }

  /** What an identifier means here: an alias that nothing bound means what it meant where its macro was defined. */
  lookup(identifier: Identifier): Binding | undefined {
    if (identifier.kind === 'symbol') return Scope.named(this, identifier.name);
    let found = Scope.aliased(this, identifier);
    for (let alias: Alias = identifier; found === undefined;) {
      const { scope, of } = alias;
      if (of.kind === 'symbol') return Scope.named(scope, of.name);
      found = Scope.aliased(scope, of);
      alias = of;
    }
    return found;
  }

  /** Names that can be written here, for suggestions. */
  names(): string[] {
    const outer = this.parent?.names() ?? [];
    const shown = this.shows === null ? outer : outer.filter(this.shows);
    return [...new Set([...(this.symbols?.keys() ?? []), ...shown])];
  }

  /** What a symbol means from a scope outwards, as far as the scopes show it. */
  private static named(from: Scope, name: string): Binding | undefined {
    for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
      const found = scope.symbols?.get(name);
      if (found !== undefined) return found;
      if (scope.shows !== null && !scope.shows(name)) return undefined;
    }
    return undefined;
  }

  /** What binds this very alias, from a scope outwards. */
  private static aliased(from: Scope, alias: Alias): Binding | undefined {
    for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
      const found = scope.aliases?.get(alias);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Whether two identifiers, each in its scope, mean the same: one binding, or one unbound spelling. */
export function sameMeaning(a: Identifier, inA: Scope, b: Identifier, inB: Scope): boolean {
  const first = inA.lookup(a);
  const second = inB.lookup(b);
  if (first === undefined || second === undefined) return first === second && a.name === b.name;
  return first === second;
}
