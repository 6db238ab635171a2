import type { Form, FormContext } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import { call, constant, entry, listOf, symbolConstant } from './core.ts';
import { fieldEntries } from './field-entries.ts';
import { fieldValueCore } from './fields.ts';
import { headless } from './shape.ts';
import { durationCore, factName, fieldName, instantCore, refer, wordOf } from './values.ts';

/** A form whose operands are counted before it is built. */
function counted(
  usage: string,
  least: number,
  most: number,
  build: (operands: readonly Stx[], context: FormContext) => Core,
): Form {
  return (stx, context) => {
    const operands = headless(stx);
    if (operands.length >= least && operands.length <= most) return build(operands, context);
    context.error('bad-syntax', stx, `this is written ${usage}`);
    return constant(false);
  };
}

const operand = (stx: Stx, context: FormContext): Core => context.expand(stx);

/** `(open-change WORKFLOW (FIELD VALUE) …)`: who opens a change, and when, belongs to the engine. */
const openChange: Form = (stx, context) => {
  const [workflow, ...rest] = headless(stx);
  if (workflow === undefined) {
    context.error('bad-syntax', stx, 'this is written (open-change WORKFLOW (FIELD VALUE) …)');
    return constant(false);
  }
  const name = workflowName(workflow, context);
  const fields = fieldEntries(rest, context);
  fields.forEach((field, at) => {
    if (!isOwned(field.name)) return;
    const message = `a workflow cannot set the field \`${field.name}\` of a change`;
    context.error('unknown-field', rest[at]!, message);
  });
  const entries = fields.map((field) => entry(field.name, fieldValueCore(field.name, field.value)));
  return call('%open-change', symbolConstant(name), listOf(entries));
};

/** Forms that say something, read the change or end the workflow. */
export const effectForms: readonly (readonly [string, Form])[] = [
  [
    'emit',
    counted('(emit NAME DATA)', 2, 2, ([name, data], context) =>
      call(
        '%effect',
        symbolConstant('emit'),
        listOf([
          symbolConstant(wordOf(name!, 'the name of an event', context) ?? ''),
          operand(data!, context),
        ]),
      ),
    ),
  ],
  [
    'set-field!',
    counted("(set-field! 'NAME VALUE)", 2, 2, ([nameStx, valueStx], context) => {
      const name = settableField(nameStx!, context);
      const value = fieldValueCore(name, operand(valueStx!, context));
      return call('%effect', symbolConstant('set-field'), listOf([symbolConstant(name), value]));
    }),
  ],
  [
    'become',
    counted('(become WORKFLOW)', 1, 1, ([workflow], context) =>
      call('%exit', constant(['l', ['y', 'become'], ['y', workflowName(workflow!, context)]])),
    ),
  ],
  ['open-change', openChange],
  [
    'assess-risk',
    counted('(assess-risk [MODEL])', 0, 1, ([model], context) =>
      call('%assess-risk', model === undefined ? constant(false) : operand(model, context)),
    ),
  ],
  [
    'sleep',
    counted('(sleep DURATION)', 1, 1, ([duration], context) =>
      call('%sleep', durationCore(duration!, context)),
    ),
  ],
  [
    'wait-until',
    counted('(wait-until INSTANT)', 1, 1, ([instant], context) =>
      call('%wait-until', instantCore(instant!, context)),
    ),
  ],
  [
    'field',
    counted("(field 'NAME [DEFAULT])", 1, 2, ([name, ...otherwise], context) =>
      call(
        '%field',
        symbolConstant(fieldName(name!, context) ?? ''),
        ...otherwise.map((stx) => operand(stx, context)),
      ),
    ),
  ],
  [
    'field?',
    counted("(field? 'NAME)", 1, 1, ([name], context) =>
      call('%field?', symbolConstant(fieldName(name!, context) ?? '')),
    ),
  ],
  [
    'fact',
    counted("(fact 'NAME [DEFAULT])", 1, 2, ([name, ...otherwise], context) =>
      call(
        'fact',
        symbolConstant(factName(name!, context) ?? ''),
        ...otherwise.map((stx) => operand(stx, context)),
      ),
    ),
  ],
];

/** The name of a field that a workflow may set: what says who and when belongs to the engine. */
function settableField(stx: Stx, context: FormContext): string {
  const name = fieldName(stx, context) ?? '';
  if (name === 'type' || isOwned(name))
    context.error('unknown-field', stx, `a workflow cannot set the field \`${name}\``);
  return name;
}

const isOwned = (name: string): boolean => ['id', 'author', 'created-at'].includes(name);

function workflowName(stx: Stx, context: FormContext): string {
  const name = wordOf(stx, 'the name of a workflow', context) ?? '';
  if (name !== '') refer('workflow', name, stx, context);
  return name;
}
