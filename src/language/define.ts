import type { Core } from '../machine/code.ts';
import type { Expander } from './expand.ts';
import type { Binding } from './scope.ts';
import {
  describe,
  type Identifier,
  isIdentifier,
  operandsOf,
  rest,
  type Stx,
  type StxList,
} from './syntax.ts';
import { brokenMacro, type Macro, readSyntaxRules } from './macros/syntax-rules.ts';

export interface DefineParts {
  readonly name: Identifier;
  /** Expands the value in the scope where the name is known. */
  readonly value: (expander: Expander) => Core;
}

/** Takes `(define NAME E)` or `(define (NAME . FORMALS) E …)` apart. */
export function defineParts(form: StxList, expander: Expander): DefineParts | undefined {
  const shape = 'write (define NAME E) or (define (NAME PARAMETER …) E …)';
  const operands = operandsOf(form, 2);
  const target = operands?.[0] ?? form.items[1];
  if (operands === undefined || target === undefined) {
    expander.malformed(form, 'this definition is not complete', shape);
    return undefined;
  }
  if (isIdentifier(target)) {
    if (operands.length > 2) {
      expander.malformed(operands[2]!, 'a definition of a name has one value', shape);
      return undefined;
    }
    return { name: target, value: (inner) => inner.expand(operands[1]!) };
  }
  const name = target.kind === 'list' ? target.items[0] : undefined;
  if (target.kind !== 'list' || name === undefined || !isIdentifier(name)) {
    expander.malformed(target, `a name is wanted here, not ${describe(target)}`, shape);
    return undefined;
  }
  const formals = target.items.length === 1 && target.tail !== null ? target.tail : rest(target, 1);
  return { name, value: (inner) => inner.procedure(formals, operands.slice(1), form) };
}

export interface ValuesParts {
  readonly names: readonly Identifier[];
  /** A vector of the values. */
  readonly tuple: (expander: Expander) => Core;
  readonly part: (tuple: Core, index: number) => Core;
}

/** Takes `(define-values FORMALS E)` apart. */
export function valuesParts(form: StxList, expander: Expander): ValuesParts | undefined {
  const [formals, producer] = operandsOf(form, 2, 2) ?? [];
  if (formals === undefined || producer === undefined) {
    expander.malformed(form, 'this definition is not complete', 'write (define-values (NAME …) E)');
    return undefined;
  }
  const items = formals.kind === 'list' ? formals.items : [];
  const tail = formals.kind === 'list' ? formals.tail : formals;
  const all = tail === null ? items : [...items, tail];
  const names = all.filter(isIdentifier);
  if (names.length !== all.length) {
    expander.malformed(formals, 'define-values binds names', 'write (define-values (NAME …) E)');
    return undefined;
  }
  const tuple = (inner: Expander): Core => {
    const parameters = items.map((item) => inner.work.newLocal(inner.word(item) ?? '_'));
    const restLocal = tail === null ? null : inner.work.newLocal(inner.word(tail) ?? '_');
    const locals = restLocal === null ? parameters : [...parameters, restLocal];
    const collect = inner.call('vector', ...locals.map((local): Core => ['ref', local]));
    return inner.call('call-with-values', inner.thunk([producer], producer), [
      'lambda',
      parameters,
      restLocal,
      collect,
    ]);
  };
  const part = (made: Core, index: number): Core => [
    'call',
    ['global', 'vector-ref'],
    made,
    ['const', index],
  ];
  return { names, tuple, part };
}

/** Takes `(define-syntax NAME (syntax-rules …))` apart. */
export function syntaxBinding(
  form: StxList,
  expander: Expander,
): { name: Identifier; binding: Binding } | undefined {
  const [name, spec] = form.items.slice(1);
  if (name === undefined || !isIdentifier(name)) {
    expander.malformed(form, 'this definition is not complete', DEFINE_SYNTAX_SHAPE);
    return undefined;
  }
  if (spec === undefined || operandsOf(form, 2, 2) === undefined) {
    expander.malformed(form, 'this definition is not complete', DEFINE_SYNTAX_SHAPE);
    return { name, binding: macroBinding(name.name, brokenMacro(expander.scope)) };
  }
  return { name, binding: transformer(name.name, spec, expander) };
}

const DEFINE_SYNTAX_SHAPE = 'write (define-syntax NAME (syntax-rules …))';

/** What a macro's specification means: `(syntax-rules …)`, or another macro's name. */
export function transformer(name: string, spec: Stx, expander: Expander): Binding {
  if (isIdentifier(spec)) {
    const known = expander.scope.lookup(spec);
    if (known !== undefined && known.kind !== 'local' && known.kind !== 'global') return known;
  }
  const { stx } = expander.head(spec);
  if (stx.kind !== 'list' || !expander.isKeyword(stx.items[0], 'syntax-rules')) {
    const help = 'write (syntax-rules (LITERAL …) (PATTERN TEMPLATE) …)';
    expander.malformed(spec, 'a macro is made by syntax-rules', help);
    return macroBinding(name, brokenMacro(expander.scope));
  }
  const macro = readSyntaxRules(stx, expander.scope, (code, at, message, help) =>
    expander.error(code, at, message, help),
  );
  return macroBinding(name, macro);
}

const macroBinding = (name: string, macro: Macro): Binding => ({
  kind: 'macro',
  name,
  macro,
  span: null,
});
