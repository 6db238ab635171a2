import { symbolName } from '../../core/datum.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';

/** What the code of a policy speaks of. */
export interface Names {
  /** Whose code speaks of each name, once for each time. */
  readonly speakers: ReadonlyMap<string, readonly string[]>;
  /** The phases that something waits for. */
  readonly milestones: ReadonlySet<string>;
}

export function namesIn(cores: ReadonlyMap<string, Core>): Names {
  const speakers = new Map<string, string[]>();
  const milestones = new Set<string>();
  for (const [name, core] of cores) {
    walk(core, (node) => {
      if (node[0] === 'global') {
        const known = speakers.get(node[1]);
        if (known === undefined) speakers.set(node[1], [name]);
        else known.push(name);
      }
      if (node[0] !== 'call' || node[1][0] !== 'global' || node[1][1] !== '%while-in') return;
      const [, , phase] = node as readonly ['call', Core, Core];
      const awaited = phase[0] === 'const' ? symbolName(phase[1]) : undefined;
      if (awaited !== undefined) milestones.add(awaited);
    });
  }
  return { speakers, milestones };
}

/** The names whose code speaks, through others that `passes` lets through, of one of the roots; the roots included. */
export function closureOf(
  speakers: Names['speakers'],
  roots: ReadonlySet<string>,
  passes: (name: string) => boolean,
): ReadonlySet<string> {
  const found = new Set(roots);
  for (const name of found) {
    for (const speaker of speakers.get(name) ?? []) if (passes(speaker)) found.add(speaker);
  }
  return found;
}
