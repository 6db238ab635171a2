import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Datum } from '../core/datum.ts';
import { nearest } from '../core/nearest.ts';
import type { Span } from '../core/span.ts';
import type { Core } from '../machine/code.ts';
import { baseScope } from './base.ts';
import { expandBody } from './body.ts';
import type { FormContext, Meaning } from './forms.ts';
import { expandQuasi } from './core-forms/quasi.ts';
import { type Binding, Scope } from './scope.ts';
import {
  describe,
  type Identifier,
  isIdentifier,
  isList,
  makeList,
  nothing,
  originOf,
  spanOf,
  type Stx,
  type StxList,
  toDatum,
} from './syntax.ts';
import { expandMacro, useShape } from './macros/syntax-rules.ts';
import type { Work } from './work.ts';

const KEYWORD_KINDS: ReadonlySet<string> = new Set(['auxiliary', 'core-form', 'definition']);

/** Expands syntax in one scope. Many share the work on one definition: numbering of locals, places, bounds. */
export class Expander implements FormContext {
  readonly scope: Scope;
  readonly work: Work;

  constructor(scope: Scope, work: Work) {
    this.scope = scope;
    this.work = work;
  }

  get failed(): boolean {
    return this.work.failed;
  }

  /** An expander for a scope inside this one. */
  inside(scope = new Scope(this.scope)): Expander {
    return new Expander(scope, this.work);
  }

  expand(stx: Stx): Core {
    this.work.enter(stx);
    const core = this.expression(stx);
    this.work.leave();
    return this.work.place(core, stx);
  }

  body(stxs: readonly Stx[], at: Stx): Core {
    return expandBody(stxs, at, this.inside());
  }

  thunk(stxs: readonly Stx[], at: Stx): Core {
    return this.work.place(['lambda', [], null, this.body(stxs, at)], at);
  }

  lambda(parameters: readonly Stx[], body: readonly Stx[], at: Stx): Core {
    return this.procedure(makeList(parameters, at), body, at);
  }

  lambdaOf(
    parameters: readonly Stx[],
    at: Stx,
    build: (locals: readonly number[], inside: FormContext) => Core,
  ): Core {
    const inner = this.inside();
    const locals = parameters.map((parameter) => inner.bindLocal(parameter));
    return this.work.place(['lambda', locals, null, build(locals, inner)], at);
  }

  spawner(name: Stx, body: readonly Stx[], at: Stx): Core {
    const inner = this.inside();
    if (!isIdentifier(name)) {
      const help = 'it names the form that starts a branch';
      return this.malformed(name, `a name is wanted here, not ${describe(name)}`, help);
    }
    const local = this.work.newLocal(name.name);
    inner.scope.bind(name, {
      kind: 'form',
      name: name.name,
      form: (use, context) => ['call', ['ref', local], context.thunk(use.items.slice(1), use)],
    });
    return this.work.place(['lambda', [local], null, expandBody(body, at, inner.inside())], at);
  }

  /** A procedure with formals `(a b)`, `(a . rest)` or `rest`. */
  procedure(formals: Stx, body: readonly Stx[], at: Stx): Core {
    const inner = this.inside();
    const { parameters, rest } = inner.bindFormals(formals);
    return this.work.place(['lambda', parameters, rest, expandBody(body, at, inner)], at);
  }

  /** Binds the names of formals in this scope, which is a new one. */
  bindFormals(formals: Stx): { parameters: number[]; rest: number | null } {
    if (isIdentifier(formals)) return { parameters: [], rest: this.bindLocal(formals) };
    if (formals.kind !== 'list') {
      this.error(
        'bad-syntax',
        formals,
        'parameters are a list of names',
        'write (a b), (a . rest) or rest',
      );
      return { parameters: [], rest: null };
    }
    const parameters = formals.items.map((item) => this.bindLocal(item));
    return { parameters, rest: formals.tail === null ? null : this.bindLocal(formals.tail) };
  }

  /** Binds a name of this scope to a new local; a second binding of the name in one scope is a mistake. */
  bindLocal(stx: Stx): number {
    if (!isIdentifier(stx)) {
      this.error('bad-syntax', stx, `a name is wanted here, not ${describe(stx)}`);
      return this.work.newLocal('_');
    }
    if (this.scope.own(stx) !== undefined) this.definedTwice(stx);
    const local = this.work.newLocal(stx.name);
    this.scope.bind(stx, { kind: 'local', local, name: stx.name });
    return local;
  }

  definedTwice(name: Identifier): void {
    this.error('defined-twice', name, `\`${name.name}\` is bound twice here`, 'rename one of them');
  }

  global(name: string): Core {
    return ['global', name];
  }

  call(name: string, ...operands: readonly Core[]): Core {
    return ['call', ['global', name], ...operands];
  }

  placed(core: Core, stx: Stx): Core {
    return this.work.place(core, stx);
  }

  constant(datum: Datum): Core {
    return ['const', datum];
  }

  unspecified(): Core {
    return ['const', ['u']];
  }

  word(stx: Stx | undefined): string | undefined {
    return stx !== undefined && isIdentifier(stx) ? stx.name : undefined;
  }

  datum(stx: Stx): Datum {
    return toDatum(stx);
  }

  quasi(stx: Stx): Core {
    return expandQuasi(stx, 1, this);
  }

  resolve(stx: Stx): Meaning | undefined {
    if (!isIdentifier(stx)) return undefined;
    const binding = this.scope.lookup(stx);
    if (binding === undefined) return { kind: 'unbound', name: stx.name };
    if (binding.kind === 'local' || binding.kind === 'global')
      return { kind: binding.kind, name: binding.name };
    return { kind: 'keyword', name: binding.name };
  }

  /** Whether a word has the meaning of `else`, `=>`, `unquote` and the like: R7RS compares these by binding. */
  isKeyword(stx: Stx | undefined, name: string): boolean {
    if (stx === undefined || !isIdentifier(stx)) return false;
    const binding = this.scope.lookup(stx);
    return binding !== undefined && KEYWORD_KINDS.has(binding.kind) && binding.name === name;
  }

  /** A word that means the keyword of the base language, whatever the author bound. */
  keyword(name: string, at: Stx): Identifier {
    const of: Identifier = { kind: 'symbol', name, ...spanOf(at) };
    return { kind: 'alias', name, of, scope: baseScope, ...spanOf(at), made: true };
  }

  error(code: DiagnosticCode, at: Span, message: string, help?: string): void {
    this.work.report('error', code, at, message, help);
  }

  warn(code: DiagnosticCode, at: Span, message: string, help?: string): void {
    this.work.report('warning', code, at, message, help);
  }

  /** Reports a form of the wrong shape. */
  malformed(at: Stx, message: string, help: string): Core {
    this.error('bad-syntax', at, message, help);
    return this.unspecified();
  }

  note(kind: string, at: Stx, data: unknown): void {
    this.work.note(kind, at, data);
  }

  /** What syntax is once its outermost macros are gone, and what its head means. */
  head(stx: Stx): { stx: Stx; binding: Binding | undefined } {
    let form = stx;
    for (;;) {
      const binding = this.headBinding(form);
      if (binding?.kind !== 'macro' && binding?.kind !== 'rewrite') return { stx: form, binding };
      form = this.rewrite(form as StxList, binding);
    }
  }

  private headBinding(stx: Stx): Binding | undefined {
    if (stx.kind !== 'list') return undefined;
    const first = stx.items[0];
    return first !== undefined && isIdentifier(first) ? this.scope.lookup(first) : undefined;
  }

  private rewrite(use: StxList, binding: Binding & { kind: 'macro' | 'rewrite' }): Stx {
    const { work } = this;
    work.spendExpansion(use);
    if (binding.kind === 'rewrite') return binding.rewrite(use, this);
    const made = expandMacro(binding.macro, use, this.scope, {
      spend: (nodes) => work.spendNodes(nodes, use),
      uneven: () =>
        this.error(
          'bad-template',
          use,
          `this use repeats sequences of different lengths in \`${binding.name}\``,
        ),
    });
    if (made !== undefined) return made;
    if (binding.macro.broken) {
      work.failed = true;
      return nothing(use);
    }
    const shapes = binding.macro.rules.map((rule) => useShape(binding.name, rule)).join(' or ');
    this.error(
      'no-matching-rule',
      use,
      `no rule of \`${binding.name}\` matches this use`,
      `write ${shapes}`,
    );
    return nothing(use);
  }

  private expression(stx: Stx): Core {
    const { stx: form, binding } = this.head(stx);
    if (form.kind === 'literal' || form.kind === 'vector') return ['const', toDatum(form)];
    if (isIdentifier(form)) return this.reference(form);
    if (!isList(form) || form.items.length === 0) return this.notExpression(form);
    switch (binding?.kind) {
      case 'form':
        return binding.form(form, this);
      case 'core-form':
        return binding.form(form, this);
      case 'definition':
        if (binding.name === 'begin') return this.sequence(form);
        return this.malformed(
          form,
          `\`${binding.name}\` cannot stand where a value is wanted`,
          'definitions stand at top level or in a body',
        );
      case 'definer':
        return this.malformed(
          form,
          `\`${binding.name}\` stands at top level only`,
          'move it out of this form',
        );
      default:
        return this.application(form, binding);
    }
  }

  private notExpression(form: Stx): Core {
    const empty = isList(form);
    const message = empty ? '() is not an expression' : 'a dotted list is not an expression';
    return this.malformed(
      form,
      message,
      empty ? "write '() for the empty list" : 'quote it, or remove the dot',
    );
  }

  private sequence(form: StxList): Core {
    const bodies = form.items.slice(1).map((item) => this.expand(item));
    if (bodies.length === 0)
      return this.malformed(form, 'an empty begin has no value', 'write (begin E …)');
    return bodies.length === 1 ? bodies[0]! : ['seq', ...bodies];
  }

  private application({ items }: StxList, binding: Binding | undefined): Core {
    const head = items[0]!;
    // What stands under a misspelt form is that form's own notation: it would only add to the one mistake.
    if (binding === undefined && isIdentifier(head) && this.isMisspelt(items, head))
      return this.unbound(head);
    const operator = this.expand(head);
    return ['call', operator, ...items.slice(1).map((item) => this.expand(item))];
  }

  /** Whether a head that nothing defines is nearly that of a form, or has what looks like clauses under it. */
  private isMisspelt(items: readonly Stx[], head: Identifier): boolean {
    if (!this.work.mayDefineLater && items.slice(1).some((item) => this.isClause(item)))
      return true;
    const near = nearest(head.name, this.scope.names());
    const meant = near === undefined ? undefined : this.scope.lookup({ ...head, name: near });
    return meant !== undefined && meant.kind !== 'local' && meant.kind !== 'global';
  }

  /** A list that begins with a word which nothing defines. */
  private isClause(stx: Stx): boolean {
    const head = isList(stx) ? stx.items[0] : undefined;
    return head !== undefined && isIdentifier(head) && this.scope.lookup(head) === undefined;
  }

  private reference(identifier: Identifier): Core {
    const binding = this.scope.lookup(identifier);
    if (binding === undefined) return this.unbound(identifier);
    switch (binding.kind) {
      case 'local':
        return ['ref', binding.local];
      case 'global':
        return ['global', binding.name];
      default: {
        const message = `\`${identifier.name}\` is a keyword, not a value`;
        const help =
          binding.kind === 'auxiliary'
            ? 'it has a meaning inside other forms only'
            : `write (${identifier.name} …)`;
        this.error('not-an-expression', identifier, message, help);
        return this.unspecified();
      }
    }
  }

  /** A name that nothing defines; sessions may still define it before the procedure that uses it is called. */
  unbound(identifier: Identifier): Core {
    this.work.reportUnbound(originOf(identifier), nearest(identifier.name, this.scope.names()));
    return ['global', identifier.name];
  }
}
