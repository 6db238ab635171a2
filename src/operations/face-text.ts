import type { Operation } from './operation.ts';
import { operations } from './registry.ts';

type Face = 'rest' | 'cli' | 'mcp';

/** The description of an operation for one face: `{get}` is the operation get as that face calls it. */
export const descriptionFor = ({ description }: Operation, face: Face): string =>
  description.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\`${nameOn(face, name)}\``);

function nameOn(face: Face, name: string): string {
  const named = operations.find((operation) => operation.name === name);
  const word = { rest: named?.name, cli: named?.cli?.command, mcp: named?.mcp?.tool }[face];
  if (word === undefined) throw new Error(`${face} has nothing for ${name}`);
  return word;
}
