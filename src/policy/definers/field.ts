import type { Definer, FormContext } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import { nearest } from '../../core/nearest.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { symbolConstant } from '../forms/core.ts';
import { fieldNames, fieldTypeOf } from '../forms/fields.ts';
import { headless, textOf } from '../forms/shape.ts';
import type { Definition } from './definition.ts';

const shapes: ClauseShapes = {
  words: { least: 1, most: null, required: true, usage: '(words WORD …)' },
};

/** Fields whose values are words, but the type: which types there are is what the workflows say. */
const wordFields = fieldNames.filter((name) => {
  const type = fieldTypeOf(name);
  return name !== 'type' && (type === 'symbol' || type === 'symbols');
});

/** `(define-field FIELD ["…"] (words WORD …))`: the field has these words and no others. It binds no name. */
export const field: Definer = {
  name: () => undefined,
  expand: (stx, context) => {
    const core = symbolConstant('field');
    const [nameStx, ...rest] = headless(stx);
    const name = nameOf(nameStx ?? stx, context);
    if (name === undefined) return { core };
    const doc = rest[0] === undefined ? undefined : textOf(rest[0]);
    const clauses = readClauses(
      doc === undefined ? rest : rest.slice(1),
      shapes,
      { name: 'define-field', stx },
      context,
    );
    const words = (clauseOf(clauses, 'words')?.operands ?? []).flatMap((each) =>
      wordOf(each, context),
    );
    const value = { name, doc: doc ?? null, span: spanOf(stx), words: [...new Set(words)] };
    return { core, data: { kind: 'field', value } satisfies Definition };
  },
};

function nameOf(stx: Stx, context: FormContext): string | undefined {
  const name = context.word(stx);
  if (name !== undefined && wordFields.includes(name)) return name;
  const meant = name === undefined ? undefined : nearest(name, wordFields);
  context.error(
    'unknown-field',
    stx,
    name === undefined ? 'the name of a field is wanted here' : `\`${name}\` is no field of words`,
    meant === undefined
      ? `fields of words: ${wordFields.join(', ')}`
      : `did you mean \`${meant}\`?`,
  );
  return undefined;
}

function wordOf(stx: Stx, context: FormContext): readonly string[] {
  const word = context.word(stx);
  if (word === undefined) context.error('bad-clause', stx, 'a word is wanted here');
  return word === undefined ? [] : [word];
}
