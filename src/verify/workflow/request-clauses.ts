import { symbolName } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import { datumOf } from './pure-calls.ts';
import type { Value } from './value.ts';

/** The clauses of a request by their words, as far as they are written out. */
export function clausesOf(value: Value | undefined): ReadonlyMap<string, Value> {
  const entries = value?.kind === 'list' ? value.items : [];
  return new Map(
    entries.flatMap((entry) => {
      const word = entry.kind === 'pair' ? symbolName(datumOf(entry.head) ?? null) : undefined;
      return entry.kind === 'pair' && word !== undefined ? [[word, entry.tail] as const] : [];
    }),
  );
}

/** What a request is asked only if, as it is written among its clauses. */
export function conditionIn(clauses: Core | undefined): Core | undefined {
  if (clauses?.[0] !== 'call') return undefined;
  for (const entry of clauses.slice(2) as Core[]) {
    const [, , word, truth] = entry as readonly ['call', Core, Core?, Core?];
    if (word?.[0] === 'const' && symbolName(word[1]) === 'only-if' && truth?.[0] === 'call')
      return truth[2] as Core;
  }
  return undefined;
}
