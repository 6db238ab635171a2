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
import { readSyntaxRules } from './syntax-rules.ts';

export interface DefineParts {
  readonly name: Identifier;
  /** Expands the value in the scope where the name is known. */
  value(expander: Expander): Core;
  /** The span of the name's parameters and body, or of its value. */
  readonly at: Stx;
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
    return { name: target, at: form, value: (inner) => inner.expand(operands[1]!) };
  }
  const name = target.kind === 'list' ? target.items[0] : undefined;
  if (target.kind !== 'list' || name === undefined || !isIdentifier(name)) {
    expander.malformed(target, `a name is wanted here, not ${describe(target)}`, shape);
    return undefined;
  }
  const formals = target.items.length === 1 && target.tail !== null ? target.tail : rest(target, 1);
  return { name, at: form, value: (inner) => inner.procedure(formals, operands.slice(1), form) };
}

export interface ValuesParts {
  readonly names: readonly Identifier[];
  /** A vector of the values. */
  tuple(expander: Expander): Core;
  part(tuple: Core, index: number): Core;
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
  const [name, spec] = operandsOf(form, 2, 2) ?? [];
  if (name === undefined || spec === undefined || !isIdentifier(name)) {
    expander.malformed(
      form,
      'this definition is not complete',
      'write (define-syntax NAME (syntax-rules …))',
    );
    return undefined;
  }
  const binding = transformer(name.name, spec, expander);
  return binding === undefined ? undefined : { name, binding };
}

/** What a macro's specification means: `(syntax-rules …)`, or another macro's name. */
export function transformer(name: string, spec: Stx, expander: Expander): Binding | undefined {
  if (isIdentifier(spec)) {
    const known = expander.scope.lookup(spec);
    if (known !== undefined && known.kind !== 'local' && known.kind !== 'global') return known;
  }
  const { stx } = expander.head(spec);
  if (stx.kind !== 'list' || !expander.isKeyword(stx.items[0], 'syntax-rules')) {
    expander.malformed(
      spec,
      'a macro is made by syntax-rules',
      'write (syntax-rules (LITERAL …) (PATTERN TEMPLATE) …)',
    );
    return undefined;
  }
  const macro = readSyntaxRules(stx, expander.scope, (code, at, message, help) =>
    expander.error(code, at, message, help),
  );
  return macro === undefined ? undefined : { kind: 'macro', name, macro, span: null };
}
