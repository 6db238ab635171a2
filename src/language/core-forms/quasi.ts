import type { Core } from '../../machine/code.ts';
import type { Expander } from '../expand.ts';
import { isList, type Stx, type StxList, toDatum } from '../syntax.ts';

/** A quasiquoted template at a depth of quasiquotes: constant where it can be, calls of list makers elsewhere. */
export function expandQuasi(stx: Stx, depth: number, expander: Expander): Core {
  if (stx.kind === 'vector') return quasiVector(stx.items, depth, expander);
  if (stx.kind !== 'list') return ['const', toDatum(stx)];
  const marked = markOf(stx, expander);
  if (marked !== undefined) return quasiMarked(marked.name, marked.operand, stx, depth, expander);
  return quasiItems(stx, 0, depth, expander);
}

const MARKS = ['unquote', 'unquote-splicing', 'quasiquote'] as const;
type Mark = (typeof MARKS)[number];

interface Marked {
  readonly name: Mark;
  readonly operand: Stx;
}

/** `(unquote X)`, `(unquote-splicing X)`, `(quasiquote X)`. */
function markOf(stx: Stx, expander: Expander): Marked | undefined {
  return isList(stx) && stx.items.length === 2 ? markAt(stx.items, expander) : undefined;
}

/** What the last two items of a list mark, if the first of them is such a word. */
function markAt(items: readonly Stx[], expander: Expander): Marked | undefined {
  const name = MARKS.find((mark) => expander.isKeyword(items.at(-2), mark));
  return name === undefined ? undefined : { name, operand: items.at(-1)! };
}

function quasiMarked(
  name: Mark,
  operand: Stx,
  stx: StxList,
  depth: number,
  expander: Expander,
): Core {
  if (name === 'unquote' && depth === 1) return expander.expand(operand);
  if (name === 'unquote-splicing' && depth === 1) {
    return expander.malformed(
      stx,
      'there is no list here to splice into',
      'write ,EXPR, or put ,@EXPR inside a list',
    );
  }
  const word: Core = ['const', ['y', name]];
  const inner = quasiItem(operand, name === 'quasiquote' ? depth + 1 : depth - 1, expander);
  // `,,@LIST` gives one unquote of all the items.
  return inner.splice
    ? expander.call('cons', word, inner.core)
    : listOf([word, inner.core], expander);
}

/** The list of the items from an index on. Built from the right, without recursion over a list's length. */
function quasiItems(stx: StxList, from: number, depth: number, expander: Expander): Core {
  const tail = markedTail(stx, expander);
  const stop = tail === undefined ? stx.items.length : stx.items.length - 2;
  const items = stx.items
    .slice(from, stop)
    .map((item) => ({ item, ...quasiItem(item, depth, expander) }));
  let result: Core;
  if (tail !== undefined) {
    result = quasiMarked(tail.name, tail.operand, stx, depth, expander);
  } else {
    result = stx.tail === null ? ['const', null] : expandQuasi(stx.tail, depth, expander);
  }
  const dotted = tail !== undefined || stx.tail !== null;
  if (!dotted && items.every(({ splice }) => !splice)) {
    return listOf(
      items.map(({ core }) => core),
      expander,
    );
  }
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const { core, splice } = items[index]!;
    const isLast = index === items.length - 1 && !dotted;
    if (splice) result = isLast ? core : expander.call('append', core, result);
    else result = expander.call('cons', core, result);
  }
  return result;
}

/** `(a . ,x)` reads as `(a unquote x)`. */
const markedTail = (stx: StxList, expander: Expander): Marked | undefined =>
  stx.tail === null && stx.items.length > 2 ? markAt(stx.items, expander) : undefined;

function quasiItem(item: Stx, depth: number, expander: Expander): { core: Core; splice: boolean } {
  const marked = depth === 1 ? markOf(item, expander) : undefined;
  if (marked?.name === 'unquote-splicing')
    return { core: expander.expand(marked.operand), splice: true };
  return { core: expandQuasi(item, depth, expander), splice: false };
}

function quasiVector(items: readonly Stx[], depth: number, expander: Expander): Core {
  const made = items.map((item) => quasiItem(item, depth, expander));
  if (made.every(({ core, splice }) => !splice && core[0] === 'const')) {
    return ['const', ['v', ...made.map(({ core }) => constantOf(core))]];
  }
  if (made.every(({ splice }) => !splice)) {
    return expander.call('vector', ...made.map(({ core }) => core));
  }
  const lists = made.map(({ core, splice }) => (splice ? core : expander.call('list', core)));
  return expander.call('list->vector', expander.call('append', ...lists));
}

function listOf(items: readonly Core[], expander: Expander): Core {
  if (items.every((item) => item[0] === 'const')) {
    return ['const', items.length === 0 ? null : ['l', ...items.map(constantOf)]];
  }
  return expander.call('list', ...items);
}

const constantOf = (core: Core) => (core[0] === 'const' ? core[1] : null);
