import { itemsOf } from './evaluate.ts';
import { plain } from './plain.ts';
import { Instance, RecordKind, Wrong, age, unspecified } from './values.ts';
import type { Env, Identifier, Procedure, Value, Pair } from './values.ts';
import { textOf } from './write.ts';

/** `(define-record-type NAME (MAKE FIELD …) PREDICATE (FIELD GET [SET]) …)` binds the names of its procedures. */
export function defineRecordType(operands: readonly Value[], scope: Env): void {
  const [name, maker, predicate, ...specs] = operands as [Value, Pair, Identifier, ...Value[]];
  const fields = specs.map(itemsOf);
  const place = (field: Value): number => fields.findIndex(([candidate]) => candidate === field);
  const kind = new RecordKind(
    textOf(name, false),
    fields.map(([field]) => textOf(field!, false)),
  );
  const given = itemsOf(maker.cdr);
  const bind = (id: Value, procedure: Procedure): void => scope.define(id as Identifier, procedure);
  const holder = (value: Value): Instance => {
    if (value instanceof Instance && value.kind === kind) return value;
    throw new Wrong('wrong-type');
  };
  bind(
    maker.car,
    plain('', given.length, given.length, (...values) => {
      const made = new Instance(
        kind,
        fields.map(() => unspecified),
      );
      given.forEach((field, at) => (made.fields[place(field)] = values[at]!));
      return made;
    }),
  );
  bind(
    predicate,
    plain('', 1, 1, (value) => value instanceof Instance && value.kind === kind),
  );
  fields.forEach(([, get, set], at) => {
    bind(
      get!,
      plain('', 1, 1, (value) => holder(value).fields[at]!),
    );
    if (set === undefined) return;
    bind(
      set,
      plain('', 2, 2, (value, field) => {
        changeable(holder(value)).fields[at] = field;
        return unspecified;
      }),
    );
  });
}

/** What the top level made never changes. */
export function changeable<T extends { readonly made: number }>(object: T): T {
  if (object.made === age.now) return object;
  throw new Wrong('frozen');
}
