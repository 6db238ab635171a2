import { raise } from './conditions.ts';
import { evaluate, itemsOf } from './evaluate.ts';
import { isWord } from './macros.ts';
import { Pair, Vector, Wrong, isIdentifier, list, listItems, symbol } from './values.ts';
import type { Continue, Dynamic, Env, Next, Value } from './values.ts';
import { plainDatum } from './write.ts';

/** A template at a depth of quasiquotation: 1 directly inside, one more inside each further one. */
export function quasi(
  template: Value,
  depth: number,
  env: Env,
  dynamic: Dynamic,
  k: Continue,
): Next {
  if (template instanceof Vector)
    return quasi(list(template.items), depth, env, dynamic, (items) =>
      k(new Vector(itemsOf(items))),
    );
  if (!(template instanceof Pair)) return k(plainDatum(template));
  const head = headed(template, env);
  if (head?.word === 'unquote' && depth === 1) return evaluate(head.operand, env, dynamic, k);
  if (head !== undefined) {
    const inner = depth + (head.word === 'quasiquote' ? 1 : -1);
    return quasi(head.operand, inner, env, dynamic, (value) => k(list([symbol(head.word), value])));
  }
  const spliced = template.car instanceof Pair ? headed(template.car, env) : undefined;
  if (spliced?.word === 'unquote-splicing' && depth === 1)
    return evaluate(spliced.operand, env, dynamic, (value) =>
      quasi(template.cdr, depth, env, dynamic, (rest) => {
        const items = listItems(value);
        if (items === undefined) return raise(new Wrong('wrong-type').condition, dynamic, k);
        return k(list(items, rest));
      }),
    );
  return quasi(template.car, depth, env, dynamic, (car) =>
    quasi(template.cdr, depth, env, dynamic, (cdr) => k(new Pair(car, cdr))),
  );
}

const WORDS = ['quasiquote', 'unquote', 'unquote-splicing'];

/** `(WORD OPERAND)` where the word is one of quasiquotation. */
function headed(
  form: Pair,
  env: Env,
): { readonly word: string; readonly operand: Value } | undefined {
  const [head, operand, extra] = listItems(form) ?? [];
  if (head === undefined || operand === undefined || extra !== undefined) return undefined;
  if (!isIdentifier(head)) return undefined;
  const word = WORDS.find((name) => isWord(head, name, env) || plainDatum(head) === symbol(name));
  return word === undefined ? undefined : { word, operand };
}
