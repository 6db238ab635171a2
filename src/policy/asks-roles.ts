import type { Core } from '../machine/code.ts';
import type { Policy } from './definitions.ts';

const ASK = 'has-role?';

/**
 * Whether code of a policy may ask for the roles of others than whoever caused the event: it speaks of `has-role?` in any
 * other way than `(has-role? (actor) …)`.
 */
export function asksRolesOfOthers({ units }: Pick<Policy, 'units'>): boolean {
  return Object.values(units).some(({ defs }) => defs.some(([, core]) => asks(core)));
}

/** Walks the whole of a core, whatever its forms: only calls and names of globals matter. */
function asks(core: Core): boolean {
  const work: (readonly unknown[])[] = [core];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (node[0] === 'const') continue;
    if (isGlobal(node, ASK)) return true;
    for (let at = isOfActor(node) ? 3 : 0; at < node.length; at += 1)
      if (Array.isArray(node[at])) work.push(node[at] as readonly unknown[]);
  }
  return false;
}

const isOfActor = ([head, operator, who]: readonly unknown[]): boolean =>
  head === 'call' && isGlobal(operator, ASK) && Array.isArray(who) && isGlobal(who[1], 'actor');

const isGlobal = (core: unknown, name: string): boolean =>
  Array.isArray(core) && core[0] === 'global' && core[1] === name;
