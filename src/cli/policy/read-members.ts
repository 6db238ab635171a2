import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Member } from '../parts.ts';
import { flawText } from '../../operations/flaw-text.ts';
import { cannotRead, usage } from '../terminal.ts';

const rosterShape = z.object({
  principals: z.array(
    z.object({
      id: z.string().min(1),
      kind: z.enum(['person', 'agent', 'system']).default('person'),
      roles: z.array(z.string().min(1)).default([]),
    }),
  ),
});

/** The principals of a JSON file, such as a server's roster; a file that is none is a mistake of the caller's. */
export async function readMembers(file: string): Promise<readonly Member[]> {
  const text = await readFile(file, 'utf8').catch((fault: unknown) => {
    throw cannotRead(file, fault);
  });
  const parsed = rosterShape.safeParse(jsonOf(text), { error: flawText });
  if (parsed.success) return parsed.data.principals;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.join('.');
  throw usage(
    `${file} is no roster: ${where} ${issue?.message ?? ''}; wanted is {"principals": [{"id": "…", "roles": ["…"]}]}`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
