import { canonicalJson } from '../../core/canonical.ts';
import { sha256 } from '../../core/json.ts';
import { CORE_VERSION, type Core, type Unit } from '../../machine/code.ts';
import { walk } from './positions.ts';

/** Code by the hash of its content, and the unit that defines each name. */
export interface Units {
  readonly units: ReadonlyMap<string, Unit>;
  readonly roots: ReadonlyMap<string, string>;
}

interface Definition {
  readonly name: string;
  readonly core: Core;
}

/**
 * Definitions as units: one for each set of definitions that speak of each other, named by SHA-256 of its canonical
 * JSON. A unit names what it needs by hash, so equal hashes mean equal behaviour. Comments, layout and the names of
 * locals are in no core, and so in no hash. `known` are the roots of units made before, such as the library's.
 */
export function unitsOf(
  definitions: readonly Definition[],
  known: ReadonlyMap<string, string> = new Map(),
): Units {
  const units = new Map<string, Unit>();
  const roots = new Map<string, string>();
  const globals = new Map(definitions.map(({ name, core }) => [name, globalsIn(core)]));
  for (const members of components(definitions, globals)) {
    const own = new Set(members.map(({ name }) => name));
    const needed = new Set(members.flatMap(({ name }) => [...globals.get(name)!]));
    const refs = Object.fromEntries(
      [...needed].sort().flatMap((name) => {
        // What is no definition is a primitive, which the machine has by name.
        const hash = own.has(name) ? undefined : (roots.get(name) ?? known.get(name));
        return hash === undefined ? [] : [[name, hash] as const];
      }),
    );
    const defs = members.map(({ name, core }) => [name, core] as const);
    const unit: Unit = { v: CORE_VERSION, defs, refs };
    const hash = sha256(canonicalText(unit));
    units.set(hash, unit);
    for (const name of own) roots.set(name, hash);
  }
  return { units, roots };
}

/**
 * The unit's canonical JSON. Core is lists of lists, texts and whole or finite numbers, with no object in it and no half of
 * a surrogate pair, and such the host writes as RFC 8785 has it.
 */
const canonicalText = ({ v, defs, refs }: Unit): string =>
  `{"defs":${JSON.stringify(defs)},"refs":${canonicalJson(refs)},"v":${v}}`;

function globalsIn(core: Core): ReadonlySet<string> {
  const names = new Set<string>();
  walk(core, (node) => {
    if (node[0] === 'global' || node[0] === 'set-global') names.add(node[1]);
  });
  return names;
}

/**
 * Strongly connected components, each after all that it speaks of; members in the order of definition. Tarjan's
 * algorithm with a stack of its own: a chain of definitions may be longer than the host's stack.
 */
function components(
  definitions: readonly Definition[],
  globals: ReadonlyMap<string, ReadonlySet<string>>,
): Definition[][] {
  const place = new Map(definitions.map(({ name }, index) => [name, index]));
  const next = definitions.map(({ name }) => {
    const others: number[] = [];
    for (const other of globals.get(name)!) {
      const known = place.get(other);
      if (known !== undefined) others.push(known);
    }
    return others;
  });
  const order = new Array<number>(definitions.length).fill(-1);
  const low = new Array<number>(definitions.length).fill(-1);
  const open: number[] = [];
  const isOpen = new Array<boolean>(definitions.length).fill(false);
  const found: Definition[][] = [];
  let count = 0;
  const visit = (start: number): void => {
    const path: { node: number; edge: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = count++;
      open.push(node);
      isOpen[node] = true;
      path.push({ node, edge: 0 });
    };
    enter(start);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const { node } = step;
      const other = next[node]![step.edge++];
      if (other !== undefined) {
        if (order[other] === -1) enter(other);
        else if (isOpen[other] === true) low[node] = Math.min(low[node]!, order[other]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] === order[node]) found.push(close(node));
    }
  };
  const close = (root: number): Definition[] => {
    const members = open.splice(open.lastIndexOf(root));
    for (const member of members) isOpen[member] = false;
    return members.sort((a, b) => a - b).map((member) => definitions[member]!);
  };
  definitions.forEach((_, index) => {
    if (order[index] === -1) visit(index);
  });
  return found;
}
