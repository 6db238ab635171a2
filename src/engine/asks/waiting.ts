import type { ChangeEvent } from '../../change/aggregate/events.ts';
import type { World } from '../../change/context.ts';
import { worldOf } from '../../change/requests/waits.ts';
import type { JournalRecord, Store } from '../ports.ts';

const PAGE = 100;

/** Every change that waits for one of these keys (see `entryOf`), newest first. */
export async function changesWaitingFor(
  store: Pick<Store, 'list'>,
  tenant: string,
  keys: readonly string[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { waiting_for: keys, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const page = await store.list(tenant, query);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

/**
 * What a record makes a change wait for outside itself, or null: while the record was being written, what it waits for may
 * have come about and found nobody waiting.
 */
export function beginsToWaitFor(record: Pick<JournalRecord, 'type' | 'data'>): World | null {
  const event = record as unknown as ChangeEvent;
  if (event.type === 'created') return event.data.dependencies.length > 0 ? 'dependency' : null;
  return event.type === 'opened' ? worldOf(event.data.request) : null;
}
