import type { Definer } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import { headless, itemsOf, textOf } from '../forms/shape.ts';
import { type Definition, Making } from './definition.ts';
import { symbolConstant } from '../forms/core.ts';
import { isInstant } from '../time-text.ts';

/** `(define-test "what holds" [(at INSTANT)] E …)`; it binds no name. */
export const test: Definer = {
  name: () => undefined,
  expand: (stx, context) => {
    const [titleStx, ...rest] = headless(stx);
    const title = titleStx === undefined ? undefined : textOf(titleStx);
    if (title === undefined) {
      context.error(
        'bad-syntax',
        titleStx ?? stx,
        'a test starts with a sentence that says what holds',
      );
      return { core: symbolConstant('test') };
    }
    const making = new Making(`test:${title}`, stx, context);
    const [head, instant] = (rest[0] === undefined ? undefined : itemsOf(rest[0])) ?? [];
    const timed = context.word(head) === 'at' && instant !== undefined;
    const body = timed ? rest.slice(1) : rest;
    const value = {
      name: title,
      span: spanOf(stx),
      at: timed ? instantOf(instant, making) : null,
      body: making.procedure('body', context.thunk(body, stx), stx),
    };
    return {
      core: symbolConstant('test'),
      data: { kind: 'test', value } satisfies Definition,
      extras: making.extras,
    };
  },
};

function instantOf(stx: Stx, { context }: Making): string | null {
  const text = textOf(stx);
  if (text !== undefined && isInstant(text)) return text;
  context.error('bad-instant', stx, 'an instant is written "2026-03-02T09:00:00-05:00"');
  return null;
}
