import type { Core } from '../../machine/code.ts';
import type { Span } from '../../core/span.ts';

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

/** Calls `visit` with every node, in preorder, without recursion. */
export function walk(core: Core, visit: (node: Core) => void): void {
  const pending: Core[] = [core];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visit(node);
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index -= 1) pending.push(children[index]!);
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
export function placesOf(
  core: Core,
  places: ReadonlyMap<Core, Span & { readonly made: boolean }>,
  file: string,
): number[] {
  const offsets: number[] = [];
  walk(core, (node) => {
    const place = places.get(node);
    if (place === undefined || place.made || place.file !== file) offsets.push(-1, -1);
    else offsets.push(place.start, place.end);
  });
  return offsets;
}
