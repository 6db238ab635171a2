import fc from 'fast-check';
import { parse } from '../../grammar/parse.ts';
import type { Syntax } from '../../grammar/syntax.ts';

/** A datum as its atoms' own text, so that what is printed reads back as it stood. */
export type Tree = string | { readonly open: string; readonly items: readonly Tree[] };

/** The data of a text, comments left out. */
export function treesOf(text: string): readonly Tree[] {
  const treeOf = (datum: Syntax): Tree => {
    if (datum.kind !== 'list' && datum.kind !== 'vector') return text.slice(datum.start, datum.end);
    const items = datum.items.map(treeOf);
    if (datum.kind === 'vector') return { open: '#(', items };
    return {
      open: '(',
      items: datum.tail === null ? items : [...items, '.', treeOf(datum.tail)],
    };
  };
  return parse(text, 'corpus.scm').data.map(treeOf);
}

export const printed = (tree: Tree): string =>
  typeof tree === 'string' ? tree : `${tree.open}${tree.items.map(printed).join(' ')})`;

/** Places in trees are counted in preorder. */
const sizeOf = (tree: Tree): number =>
  typeof tree === 'string' ? 1 : tree.items.reduce((sum, item) => sum + sizeOf(item), 1);

/** What stands at a place. */
function at(tree: Tree, place: number): Tree {
  if (place === 0 || typeof tree === 'string') return tree;
  let rest = place - 1;
  for (const item of tree.items) {
    const size = sizeOf(item);
    if (rest < size) return at(item, rest);
    rest -= size;
  }
  return tree;
}

/** The tree with other trees, any number of them, where one stood. */
function replaced(tree: Tree, place: number, by: (old: Tree) => readonly Tree[]): readonly Tree[] {
  if (place === 0) return by(tree);
  if (typeof tree === 'string') return [tree];
  let rest = place - 1;
  const items: Tree[] = [];
  for (const item of tree.items) {
    const size = sizeOf(item);
    if (rest >= 0 && rest < size) items.push(...replaced(item, rest, by));
    else items.push(item);
    rest -= size;
  }
  return [{ ...tree, items }];
}

const ATOMS = [
  ...[
    'x',
    'else',
    '=>',
    '...',
    '_',
    '.',
    'define',
    'lambda',
    'let',
    'let*',
    'letrec',
    'do',
    'cond',
  ],
  ...['case', 'set!', 'quote', 'quasiquote', 'unquote', 'unquote-splicing', 'begin', 'guard', 'if'],
  ...[
    'define-syntax',
    'let-syntax',
    'syntax-rules',
    'define-record-type',
    'define-values',
    'call/cc',
  ],
  ...[
    'dynamic-wind',
    'parameterize',
    'delay',
    'force',
    'raise',
    'apply',
    'map',
    'values',
    'vector',
  ],
  ...[
    '-1',
    '0',
    '1.5',
    '1/3',
    '1e400',
    '+nan.0',
    '99999999999999999999999',
    '"s"',
    '#\\x',
    '#t',
    '()',
  ],
];

interface Edit {
  readonly kind: 'drop' | 'double' | 'swap' | 'graft' | 'atom' | 'wrap' | 'unwrap' | 'quote';
  readonly place: number;
  readonly other: number;
}

function edited(tree: Tree, { kind, place, other }: Edit, corpus: readonly Tree[]): Tree {
  const here = place % sizeOf(tree);
  const donor = corpus[other % corpus.length]!;
  const changed = replaced(tree, here, (old): readonly Tree[] => {
    switch (kind) {
      case 'drop':
        return [];
      case 'double':
        return [old, old];
      case 'swap':
        return typeof old === 'string' ? [old] : [{ ...old, items: [...old.items].reverse() }];
      case 'graft':
        return [at(donor, (place * 31 + other) % sizeOf(donor))];
      case 'atom':
        return [ATOMS[other % ATOMS.length]!];
      case 'wrap':
        return [{ open: '(', items: [ATOMS[other % ATOMS.length]!, old] }];
      case 'unwrap':
        return typeof old === 'string' ? [old] : old.items;
      case 'quote':
        return [{ open: '(', items: [['quote', 'quasiquote', 'unquote'][other % 3]!, old] }];
    }
  });
  return changed.length === 1 ? changed[0]! : { open: '(', items: changed };
}

/** One datum of the corpus after a few edits that a grammar allows, as text. */
export const mutant = (corpus: readonly Tree[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(corpus.length - 1),
      fc.array(
        fc.record({
          kind: fc.constantFrom<Edit['kind'][]>(
            'drop',
            'double',
            'swap',
            'graft',
            'atom',
            'wrap',
            'unwrap',
            'quote',
          ),
          place: fc.nat(5000),
          other: fc.nat(1_000_000),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([index, edits]) =>
      printed(edits.reduce((tree, edit) => edited(tree, edit, corpus), corpus[index]!)),
    );
