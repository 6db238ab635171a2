import type { Core } from '../../machine/code.ts';
import { expandBody } from '../body.ts';
import { transformer } from '../define.ts';
import type { Expander } from '../expand.ts';
import { type Bound, sequentialBindings, simultaneousBindings } from '../compile/letrec.ts';
import type { CoreForm } from '../scope.ts';
import {
  type Identifier,
  isIdentifier,
  isList,
  operandsOf,
  type Stx,
  type StxList,
} from '../syntax.ts';

interface Init {
  readonly name: Stx;
  readonly value: Stx;
}

/** `((NAME E) …)`; a malformed binding is reported and left out. */
function readInits(stx: Stx, shape: string, x: Expander): Init[] {
  if (!isList(stx)) {
    x.malformed(stx, 'bindings are a list', shape);
    return [];
  }
  return stx.items.flatMap((item) => {
    const [name, value] = isList(item) && item.items.length === 2 ? item.items : [];
    if (name !== undefined && value !== undefined) return [{ name, value }];
    x.malformed(item, 'a binding is a name and a value', shape);
    // The name is bound all the same, so that its uses are not reported too.
    const bound = isList(item) ? item.items[0] : item;
    return bound !== undefined && isIdentifier(bound)
      ? [{ name: bound, value: noValue(item) }]
      : [];
  });
}

const noValue = ({ file, start, end }: Stx): Stx => ({
  kind: 'literal',
  datum: ['u'],
  file,
  start,
  end,
});

const LET_SHAPE = 'write (let ((NAME E) …) E …)';

const expandLet: CoreForm = (form, x) => {
  const operands = operandsOf(form, 2);
  if (operands === undefined) return x.malformed(form, 'let has bindings and a body', LET_SHAPE);
  const [first, ...body] = operands;
  if (isIdentifier(first!)) return namedLet(first, body, form, x);
  const inits = readInits(first!, LET_SHAPE, x);
  const values = inits.map(({ value }) => x.expand(value));
  const inner = x.inside();
  const bindings = inits.map(({ name }, index): Bound => [inner.bindLocal(name), values[index]!]);
  const inside = expandBody(body, form, inner.inside());
  return bindings.length === 0 ? inside : ['let', bindings, inside];
};

function namedLet(name: Identifier, operands: readonly Stx[], form: StxList, x: Expander): Core {
  const shape = 'write (let NAME ((VARIABLE E) …) E …)';
  const [bindings, ...body] = operands;
  if (bindings === undefined || body.length === 0)
    return x.malformed(form, 'a named let has bindings and a body', shape);
  const inits = readInits(bindings, shape, x);
  const values = inits.map(({ value }) => x.expand(value));
  const around = x.inside();
  const loop = around.bindLocal(name);
  const inner = around.inside();
  const parameters = inits.map((init) => inner.bindLocal(init.name));
  const procedure: Core = ['lambda', parameters, null, expandBody(body, form, inner.inside())];
  x.work.place(procedure, form);
  return ['letrec', [[loop, procedure]], ['call', ['ref', loop], ...values]];
}

const expandLetStar: CoreForm = (form, x) => {
  const shape = 'write (let* ((NAME E) …) E …)';
  const operands = operandsOf(form, 2);
  if (operands === undefined) return x.malformed(form, 'let* has bindings and a body', shape);
  let inner = x;
  const bindings = readInits(operands[0]!, shape, x).map(({ name, value }): Bound => {
    const expanded = inner.expand(value);
    inner = inner.inside();
    return [inner.bindLocal(name), expanded];
  });
  const body = inner.body(operands.slice(1), form);
  return bindings.reduceRight<Core>((inside, binding) => ['let', [binding], inside], body);
};

const expandLetrec =
  (keyword: 'letrec' | 'letrec*'): CoreForm =>
  (form, x) => {
    const shape = `write (${keyword} ((NAME E) …) E …)`;
    const operands = operandsOf(form, 2);
    if (operands === undefined)
      return x.malformed(form, `${keyword} has bindings and a body`, shape);
    const inits = readInits(operands[0]!, shape, x);
    const inner = x.inside();
    const locals = inits.map(({ name }) => inner.bindLocal(name));
    const bindings = inits.map(({ value }, index): Bound => [locals[index]!, inner.expand(value)]);
    const body = inner.body(operands.slice(1), form);
    if (keyword === 'letrec*') return sequentialBindings(bindings, body);
    return simultaneousBindings(bindings, body, () => x.work.newLocal(keyword));
  };

const DO_SHAPE = 'write (do ((NAME E [STEP]) …) (TEST E …) E …)';

const expandDo: CoreForm = (form, x) => {
  const [specs, end, ...commands] = operandsOf(form, 2) ?? [];
  if (
    specs === undefined ||
    end === undefined ||
    !isList(specs) ||
    !isList(end) ||
    end.items.length === 0
  ) {
    return x.malformed(form, 'do has variables and a test', DO_SHAPE);
  }
  for (const spec of specs.items) {
    if (!isList(spec) || spec.items.length < 2 || spec.items.length > 3) {
      return x.malformed(spec, 'a variable of do has a start and perhaps a step', DO_SHAPE);
    }
  }
  const parts = specs.items.map((spec) => (spec as StxList).items);
  const values = parts.map(([, value]) => x.expand(value!));
  const loop = x.work.newLocal('do');
  const inner = x.inside();
  const parameters = parts.map(([name]) => inner.bindLocal(name!));
  const test = inner.expand(end.items[0]!);
  const results = end.items.slice(1).map((item) => inner.expand(item));
  const turns = commands.map((item) => inner.expand(item));
  const steps = parts.map(([, , step], index): Core =>
    step === undefined ? ['ref', parameters[index]!] : inner.expand(step),
  );
  const again: Core = ['call', ['ref', loop], ...steps];
  const done = results.length === 0 ? x.unspecified() : sequence(results);
  const procedure: Core = [
    'lambda',
    parameters,
    null,
    ['if', test, done, sequence([...turns, again])],
  ];
  return ['letrec', [[loop, procedure]], ['call', ['ref', loop], ...values]];
};

const sequence = (cores: readonly Core[]): Core =>
  cores.length === 1 ? cores[0]! : ['seq', ...cores];

const expandLetValues =
  (keyword: 'let-values' | 'let*-values'): CoreForm =>
  (form, x) => {
    const shape = `write (${keyword} (((NAME …) E) …) E …)`;
    const operands = operandsOf(form, 2);
    if (operands === undefined)
      return x.malformed(form, `${keyword} has bindings and a body`, shape);
    const inits = readInits(operands[0]!, shape, x);
    const { receivers, inner } =
      keyword === 'let-values' ? bindAtOnce(inits, x) : bindInTurn(inits, x);
    const body = inner.body(operands.slice(1), form);
    return receivers.reduceRight<Core>(
      (inside, { producer, formals }) =>
        x.call('call-with-values', producer, ['lambda', formals.parameters, formals.rest, inside]),
      body,
    );
  };

interface Receiver {
  readonly producer: Core;
  readonly formals: ReturnType<Expander['bindFormals']>;
}

function bindAtOnce(
  inits: readonly Init[],
  x: Expander,
): { receivers: Receiver[]; inner: Expander } {
  const producers = inits.map(({ value }) => x.thunk([value], value));
  const inner = x.inside();
  const receivers = inits.map(({ name }, index) => {
    return { producer: producers[index]!, formals: inner.bindFormals(name) };
  });
  return { receivers, inner };
}

function bindInTurn(
  inits: readonly Init[],
  x: Expander,
): { receivers: Receiver[]; inner: Expander } {
  let inner = x;
  const receivers = inits.map(({ name, value }) => {
    const producer = inner.thunk([value], value);
    inner = inner.inside();
    return { producer, formals: inner.bindFormals(name) };
  });
  return { receivers, inner };
}

const expandLetSyntax =
  (keyword: 'let-syntax' | 'letrec-syntax'): CoreForm =>
  (form, x) => {
    const shape = `write (${keyword} ((NAME (syntax-rules …)) …) E …)`;
    const operands = operandsOf(form, 2);
    if (operands === undefined) return x.malformed(form, `${keyword} has macros and a body`, shape);
    const inner = x.inside();
    const where = keyword === 'let-syntax' ? x : inner;
    const macros = readInits(operands[0]!, shape, x).flatMap(({ name, value }) => {
      if (isIdentifier(name)) return [{ name, binding: transformer(name.name, value, where) }];
      x.malformed(name, 'a macro has a name', shape);
      return [];
    });
    // Bound together, once all are read: those of let-syntax do not see each other.
    for (const { name, binding } of macros) {
      if (inner.scope.own(name) !== undefined) x.definedTwice(name);
      inner.scope.bind(name, binding);
    }
    return inner.body(operands.slice(1), form);
  };

const expandParameterize: CoreForm = (form, x) => {
  const shape = 'write (parameterize ((PARAMETER E) …) E …)';
  const operands = operandsOf(form, 2);
  if (operands === undefined)
    return x.malformed(form, 'parameterize has bindings and a body', shape);
  const pairs = readInits(operands[0]!, shape, x).map(({ name, value }) =>
    x.call('cons', x.expand(name), x.expand(value)),
  );
  return x.call('%parameterize', x.call('list', ...pairs), x.thunk(operands.slice(1), form));
};

export const binding: ReadonlyMap<string, CoreForm> = new Map<string, CoreForm>([
  ['let', expandLet],
  ['let*', expandLetStar],
  ['letrec', expandLetrec('letrec')],
  ['letrec*', expandLetrec('letrec*')],
  ['do', expandDo],
  ['let-values', expandLetValues('let-values')],
  ['let*-values', expandLetValues('let*-values')],
  ['let-syntax', expandLetSyntax('let-syntax')],
  ['letrec-syntax', expandLetSyntax('letrec-syntax')],
  ['parameterize', expandParameterize],
]);
