import { nearest } from '../../core/nearest.ts';
import type { FormContext } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import { entry } from './core.ts';
import { fieldNames, fieldTypeOf } from './fields.ts';
import { itemsOf } from './shape.ts';

export interface FieldEntry {
  readonly name: string;
  readonly value: Core;
  readonly core: Core;
}

/** `(FIELD VALUE) …`; names that changes do not have are reported. */
export function fieldEntries(stxs: readonly Stx[], context: FormContext): readonly FieldEntry[] {
  return stxs.flatMap((stx) => {
    const [nameStx, valueStx, extra] = itemsOf(stx) ?? [];
    const name = context.word(nameStx);
    if (name === undefined || valueStx === undefined || extra !== undefined) {
      context.error('bad-clause', stx, 'a field is written (FIELD VALUE)');
      return [];
    }
    if (fieldTypeOf(name) === undefined) {
      context.error(
        'unknown-field',
        stx,
        `changes have no field \`${name}\``,
        meant(name) ?? `fields: ${fieldNames.join(', ')}`,
      );
    }
    const value = context.expand(valueStx);
    return [{ name, value, core: entry(name, value) }];
  });
}

function meant(name: string): string | undefined {
  const found = nearest(name, fieldNames);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}
