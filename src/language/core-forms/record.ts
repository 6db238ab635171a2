import type { Core } from '../../machine/code.ts';
import type { Expander } from '../expand.ts';
import {
  type Identifier,
  isIdentifier,
  isList,
  isSame,
  operandsOf,
  type Stx,
  type StxList,
  toDatum,
} from '../syntax.ts';

const SHAPE =
  'write (define-record-type NAME (CONSTRUCTOR FIELD …) PREDICATE (FIELD ACCESSOR [MODIFIER]) …)';

interface RecordDefinition {
  readonly name: Identifier;
  readonly value: (expander: Expander) => Core;
}

interface Field {
  readonly name: Identifier;
  readonly accessor: Identifier;
  readonly modifier: Identifier | null;
}

/** The definitions that a `define-record-type` stands for: the type first, then the procedures. */
export function recordDefinitions(form: StxList, expander: Expander): RecordDefinition[] {
  const operands = operandsOf(form, 3);
  const [type, constructor, predicate, ...fieldSpecs] = operands ?? [];
  if (
    type === undefined ||
    constructor === undefined ||
    predicate === undefined ||
    !isIdentifier(type)
  ) {
    expander.malformed(form, 'this record type is not complete', SHAPE);
    return [];
  }
  const fields = fieldSpecs.map((spec) => readField(spec, expander));
  if (fields.some((field) => field === undefined)) return [];
  const known = fields as Field[];
  const twice = known.find(
    ({ name }, at) => known.findIndex((other) => isSame(other.name, name)) < at,
  );
  if (twice !== undefined) {
    expander.definedTwice(twice.name);
    return [];
  }
  return [
    { name: type, value: (inner) => makeType(type, known, inner) },
    ...constructorOf(type, constructor, known, expander),
    ...predicateOf(type, predicate, expander),
    ...known.flatMap((field, index) => fieldProcedures(type, field, index)),
  ];
}

function readField(spec: Stx, expander: Expander): Field | undefined {
  const items = isList(spec) ? spec.items.filter(isIdentifier) : [];
  const [name, accessor, modifier] = items;
  const isComplete = isList(spec) && items.length === spec.items.length && items.length <= 3;
  if (!isComplete || name === undefined || accessor === undefined) {
    expander.malformed(spec, 'a field has a name, an accessor and perhaps a modifier', SHAPE);
    return undefined;
  }
  return { name, accessor, modifier: modifier ?? null };
}

function makeType(type: Identifier, fields: readonly Field[], expander: Expander): Core {
  const names = fields.map(({ name }) => toDatum(name));
  // <point> is the custom for naming types; messages say point.
  const name = /^<(.+)>$/.exec(type.name)?.[1] ?? type.name;
  const list: Core = ['const', names.length === 0 ? null : ['l', ...names]];
  return expander.call('%make-record-type', ['const', ['y', name]], list);
}

function constructorOf(
  type: Identifier,
  spec: Stx,
  fields: readonly Field[],
  expander: Expander,
): RecordDefinition[] {
  if (spec.kind === 'literal' && spec.datum === false) return [];
  const [name, ...parameters] = isIdentifier(spec)
    ? [spec, ...fields.map((field) => field.name)]
    : isList(spec)
      ? spec.items
      : [];
  if (name === undefined || !isIdentifier(name)) {
    expander.malformed(spec, 'a constructor is a name, or a name and fields', SHAPE);
    return [];
  }
  for (const [at, parameter] of parameters.entries()) {
    if (
      isIdentifier(parameter) &&
      parameters.some(
        (other, place) => place < at && isIdentifier(other) && isSame(other, parameter),
      )
    ) {
      expander.definedTwice(parameter);
      return [];
    }
    if (!fields.some((field) => isIdentifier(parameter) && isSame(field.name, parameter))) {
      const known = fields.map((field) => field.name.name).join(', ');
      expander.error(
        'bad-syntax',
        parameter,
        'the constructor takes fields of the record',
        `its fields are ${known}`,
      );
      return [];
    }
  }
  const order = fields.map((field) =>
    parameters.findIndex((parameter) => isIdentifier(parameter) && isSame(field.name, parameter)),
  );
  return [{ name, value: (inner) => makeConstructor(type, parameters, order, inner) }];
}

function makeConstructor(
  type: Identifier,
  parameters: readonly Stx[],
  order: readonly number[],
  expander: Expander,
): Core {
  const locals = parameters.map((parameter) =>
    expander.work.newLocal(expander.word(parameter) ?? '_'),
  );
  const values = order.map((place): Core =>
    place === -1 ? ['const', false] : ['ref', locals[place]!],
  );
  return ['lambda', locals, null, expander.call('%record', expander.expand(type), ...values)];
}

function predicateOf(type: Identifier, spec: Stx, expander: Expander): RecordDefinition[] {
  if (spec.kind === 'literal' && spec.datum === false) return [];
  if (!isIdentifier(spec)) {
    expander.malformed(spec, 'a predicate is a name', SHAPE);
    return [];
  }
  const value = (inner: Expander): Core => {
    const object = inner.work.newLocal('object');
    return ['lambda', [object], null, inner.call('%record?', ['ref', object], inner.expand(type))];
  };
  return [{ name: spec, value }];
}

function fieldProcedures(type: Identifier, field: Field, index: number): RecordDefinition[] {
  const { accessor, modifier } = field;
  const read: RecordDefinition = {
    name: accessor,
    value: (inner) => {
      const record = inner.work.newLocal('record');
      const operands: Core[] = [
        ['ref', record],
        inner.expand(type),
        ['const', index],
        ['const', toDatum(accessor)],
      ];
      return ['lambda', [record], null, inner.call('%record-ref', ...operands)];
    },
  };
  if (modifier === null) return [read];
  const write: RecordDefinition = {
    name: modifier,
    value: (inner) => {
      const record = inner.work.newLocal('record');
      const value = inner.work.newLocal('value');
      const operands: Core[] = [
        ['ref', record],
        inner.expand(type),
        ['const', index],
        ['ref', value],
        ['const', toDatum(modifier)],
      ];
      return ['lambda', [record, value], null, inner.call('%record-set!', ...operands)];
    },
  };
  return [read, write];
}
