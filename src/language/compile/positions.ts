import type { Core, Positions } from '../../machine/code.ts';
import type { Span } from '../../core/span.ts';
import { isMade, type Stx } from '../syntax.ts';

/** The nodes directly below a node, in preorder: values of bindings before the body. */
export function childrenOf(core: Core): readonly Core[] {
  switch (core[0]) {
    case 'const':
    case 'ref':
    case 'global':
      return [];
    case 'set':
    case 'set-global':
      return [core[2]];
    case 'if':
      return [core[1], core[2], core[3]];
    case 'let':
    case 'letrec':
      return [...core[1].map(([, value]) => value), core[2]];
    case 'lambda':
      return [core[3]];
    case 'seq':
    case 'case-lambda':
    case 'call':
      return core.slice(1) as Core[];
  }
}

/** Calls `visit` with every node and its number, in preorder, without recursion. */
export function walk(core: Core, visit: (node: Core, number: number) => void): void {
  const pending: Core[] = [core];
  let number = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visit(node, number);
    number += 1;
    pushChildren(node, pending);
  }
}

/** Puts the nodes directly below a node on a stack, so that the first of them is taken first. */
export function pushChildren(core: Core, pending: Core[]): void {
  switch (core[0]) {
    case 'const':
    case 'ref':
    case 'global':
      return;
    case 'set':
    case 'set-global':
      pending.push(core[2]);
      return;
    case 'if':
      pending.push(core[3], core[2], core[1]);
      return;
    case 'let':
    case 'letrec':
      pending.push(core[2]);
      for (let at = core[1].length - 1; at >= 0; at -= 1) pending.push(core[1][at]![1]);
      return;
    case 'lambda':
      pending.push(core[3]);
      return;
    case 'seq':
    case 'case-lambda':
    case 'call':
      for (let at = core.length - 1; at >= 1; at -= 1) pending.push(core[at] as Core);
  }
}

/** How many nodes lie above the deepest one, itself counted. */
export function depthOf(core: Core): number {
  let deepest = 0;
  let level: readonly Core[] = [core];
  for (; level.length > 0; deepest += 1) level = level.flatMap(childrenOf);
  return deepest;
}

/** Start and end of every node in preorder; −1 where a macro, or another file, wrote it. */
export function placesOf(core: Core, places: ReadonlyMap<Core, Stx>, file: string): number[] {
  const offsets: number[] = [];
  walk(core, (node) => {
    const place = places.get(node);
    if (place === undefined || isMade(place) || place.file !== file) offsets.push(-1, -1);
    else offsets.push(place.start, place.end);
  });
  return offsets;
}

/** Where a node stands, by its number; the whole definition where macros made it. */
export function spanOfNode(
  { positions: { file, offsets }, span }: { readonly positions: Positions; readonly span: Span },
  number: number,
): Span {
  const [start, end] = [offsets[2 * number] ?? -1, offsets[2 * number + 1] ?? -1];
  return start < 0 ? span : { file, start, end };
}
