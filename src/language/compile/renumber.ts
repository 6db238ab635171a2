import type { Core } from '../../machine/code.ts';

/**
 * The same core with its locals numbered in order of binding from 0, and their names in that order. What a definer
 * makes beside a definition shares its numbering; alone it must not depend on what stands before it.
 */
export function renumber(core: Core, names: readonly string[]): { core: Core; names: string[] } {
  const numbers = new Map<number, number>();
  const renamed: string[] = [];
  const bind = (local: number): number => {
    const number = renamed.push(names[local] ?? '_') - 1;
    numbers.set(local, number);
    return number;
  };
  const use = (local: number): number => numbers.get(local) ?? bind(local);
  const all = (cores: readonly Core[]): Core[] => cores.map(visit);
  function visit(node: Core): Core {
    switch (node[0]) {
      case 'const':
      case 'global':
        return node;
      case 'ref':
        return ['ref', use(node[1])];
      case 'set':
        return ['set', use(node[1]), visit(node[2])];
      case 'set-global':
        return ['set-global', node[1], visit(node[2])];
      case 'if':
        return ['if', visit(node[1]), visit(node[2]), visit(node[3])];
      case 'seq':
        return ['seq', ...all(node.slice(1) as Core[])];
      case 'case-lambda':
        return ['case-lambda', ...all(node.slice(1) as Core[])];
      case 'call':
        return ['call', visit(node[1]), ...all(node.slice(2) as Core[])];
      case 'let': {
        const values = node[1].map(([, value]) => visit(value));
        const locals = node[1].map(([local]) => bind(local));
        return [
          'let',
          locals.map((local, index) => [local, values[index]!] as const),
          visit(node[2]),
        ];
      }
      case 'letrec': {
        const locals = node[1].map(([local]) => bind(local));
        const values = node[1].map(([, value]) => visit(value));
        return [
          'letrec',
          locals.map((local, index) => [local, values[index]!] as const),
          visit(node[2]),
        ];
      }
      case 'lambda': {
        const parameters = node[1].map(bind);
        const rest = node[2] === null ? null : bind(node[2]);
        return ['lambda', parameters, rest, visit(node[3])];
      }
    }
  }
  return { core: visit(core), names: renamed };
}
