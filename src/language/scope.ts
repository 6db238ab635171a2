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
  private readonly symbols = new Map<string, Binding>();
  private aliases: Map<Alias, Binding> | null = null;
  /** What of the parent shows through; macros that were defined there see all of it. */
  private readonly shows: (name: string) => boolean;

  constructor(parent: Scope | null, shows: (name: string) => boolean = () => true) {
    this.parent = parent;
    this.shows = shows;
  }

  bind(identifier: Identifier, binding: Binding): void {
    if (identifier.kind === 'alias') (this.aliases ??= new Map()).set(identifier, binding);
    else this.symbols.set(identifier.name, binding);
  }

  bindName(name: string, binding: Binding): void {
    this.symbols.set(name, binding);
  }

  /** What this scope itself binds, without its parents. */
  own(identifier: Identifier): Binding | undefined {
    return identifier.kind === 'alias'
      ? this.aliases?.get(identifier)
      : this.symbols.get(identifier.name);
  }

  /** Whether this scope or one around it binds a name, shown or not. */
  hides(name: string): boolean {
    return this.symbols.has(name) || (this.parent?.hides(name) ?? false);
  }

  /** What an identifier means here: an alias that nothing bound means what it meant where its macro was defined. */
  lookup(identifier: Identifier): Binding | undefined {
    let found = Scope.search(this, identifier);
    for (
      let wanted = identifier;
      found === undefined && wanted.kind === 'alias';
      wanted = wanted.of
    ) {
      found = Scope.search(wanted.scope, wanted.of);
    }
    return found;
  }

  /** Names that can be written here, for suggestions. */
  names(): string[] {
    const outer = this.parent?.names().filter((name) => this.shows(name)) ?? [];
    return [...new Set([...this.symbols.keys(), ...outer])];
  }

  /** Looks an identifier up as it is, from the innermost scope outwards. */
  private static search(from: Scope, identifier: Identifier): Binding | undefined {
    for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
      const found = scope.own(identifier);
      if (found !== undefined) return found;
      if (identifier.kind === 'symbol' && !scope.shows(identifier.name)) return undefined;
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
