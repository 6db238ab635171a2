import { readdirSync, readFileSync } from 'node:fs';
import { symbol, list, type Datum } from '../../src/core/datum.ts';
import type { Budget } from '../../src/machine/machine.ts';
import type { View } from '../../src/machine/view.ts';
import { assemble } from '../../src/policy/assemble.ts';

import { readLibrary } from '../../src/policy/library.ts';
import { policyProgram } from '../../src/policy/program.ts';

const library = await readLibrary();

export const budget: Budget = { steps: 1_000_000, cells: 1_000_000, fibers: 10 };

/** A policy of texts in which nothing is wrong, and its program. */
export function running(files: { readonly [path: string]: string }) {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const { policy, diagnostics } = assemble(sources, { commit: null, dirty: false }, library);
  if (policy === null) throw new Error(JSON.stringify(diagnostics));
  return { policy, program: policyProgram(policy), diagnostics };
}

export function shippedFiles(...folders: readonly string[]): { readonly [path: string]: string } {
  return Object.fromEntries(
    folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.scm'))
        .map((name) => [`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')]),
    ),
  );
}

interface Change {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly environment?: string;
  readonly priority?: string;
  readonly systems?: readonly string[];
  readonly facts?: { readonly [name: string]: Datum };
}

export function viewOf({ title, description, systems, facts, ...words }: Change): View {
  return {
    now: '2026-03-02T09:00:00.000Z',
    actor: null,
    payload: null,
    author: 'dana',
    fields: {
      title: title ?? '',
      description: description ?? '',
      ...(systems === undefined ? {} : { systems: list(...systems.map(symbol)) }),
      ...Object.fromEntries(Object.entries(words).map(([name, word]) => [name, symbol(word)])),
    },
    facts: facts ?? {},
    artifacts: {},
    roles: null,
  };
}
