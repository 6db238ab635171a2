import { walk } from '../language/compile/positions.ts';
import type { Definition, Program } from '../language/program.ts';

/** The definitions of a program that can be read, together with all that they speak of, whatever is wrong elsewhere. */
export function readableOf(
  { definitions, faulty }: Pick<Program, 'definitions' | 'faulty'>,
  elsewhere: { has(name: string): boolean },
): readonly Definition[] {
  const readable = new Map(
    definitions.filter(({ name }) => !faulty.has(name)).map((each) => [each.name, each]),
  );
  const speakers = new Map<string, string[]>();
  const lost: string[] = [];
  for (const { name, core } of readable.values()) {
    walk(core, (node) => {
      if (node[0] !== 'global' && node[0] !== 'set-global') return;
      const spoken = node[1];
      if (readable.has(spoken)) speakers.set(spoken, [...(speakers.get(spoken) ?? []), name]);
      else if (!elsewhere.has(spoken)) lost.push(name);
    });
  }
  for (const name of lost) {
    if (!readable.delete(name)) continue;
    lost.push(...(speakers.get(name) ?? []));
  }
  return [...readable.values()];
}
