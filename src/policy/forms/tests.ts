import type { Form } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import { call, constant, listOf, symbolConstant } from './core.ts';
import { fieldEntries } from './field-entries.ts';
import { headless, itemsOf, writeSyntax } from './shape.ts';
import { refer } from './values.ts';

/** `(new-change WORKFLOW (FIELD VALUE) …)`; `(author PERSON)` says who creates it, `_` leaves the workflow open. */
const newChange: Form = (stx, context) => {
  const [workflow, ...rest] = headless(stx);
  const name = context.word(workflow);
  if (workflow === undefined || name === undefined) {
    context.error('bad-syntax', stx, 'this is written (new-change WORKFLOW (FIELD VALUE) …)');
    return constant(false);
  }
  if (name !== '_') refer('workflow', name, workflow, context);
  const fields = fieldEntries(rest, context);
  const author = fields.find((field) => field.name === 'author');
  return call(
    '%new-change',
    name === '_' ? constant(false) : symbolConstant(name),
    listOf(fields.flatMap((field) => (field === author ? [] : [field.core]))),
    author?.value ?? constant(false),
  );
};

/** `(edit! CHANGE (FIELD VALUE) … [(as PERSON ROLE …)])` */
const edit: Form = (stx, context) => {
  const [change, ...rest] = headless(stx);
  if (change === undefined) {
    context.error('bad-syntax', stx, 'this is written (edit! CHANGE (FIELD VALUE) …)');
    return constant(false);
  }
  const isWho = (item: Stx): boolean => context.word(itemsOf(item)?.[0]) === 'as';
  const fields = fieldEntries(
    rest.filter((item) => !isWho(item)),
    context,
  );
  return call(
    '%edit!',
    context.expand(change),
    listOf(fields.map(({ core }) => core)),
    listOf(rest.filter(isWho).map((item) => context.expand(item))),
  );
};

/** `(check EXPR => EXPECTED)` */
const check: Form = (stx, context) => {
  const [actual, arrow, expected, extra] = headless(stx);
  if (
    actual === undefined ||
    expected === undefined ||
    extra !== undefined ||
    context.word(arrow) !== '=>'
  ) {
    context.error('bad-syntax', stx, 'this is written (check EXPR => EXPECTED)');
    return constant(false);
  }
  return call(
    '%check',
    constant(writeSyntax(stx)),
    context.expand(actual),
    context.expand(expected),
  );
};

/** `(check-refused E …)`: one of the deeds is refused. */
const checkRefused: Form = (stx, context) => {
  const deeds = headless(stx);
  return call('%check-refused', constant(writeSyntax(stx)), context.thunk(deeds, stx));
};

export const testForms: readonly (readonly [string, Form])[] = [
  ['new-change', newChange],
  ['edit!', edit],
  ['check', check],
  ['check-refused', checkRefused],
];
