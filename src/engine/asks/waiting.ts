import type { ChangeEvent } from '../../change/aggregate/events.ts';
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

/** Whether from this record on a change depends on others, or waits for them. */
export function beginsToLook(record: Pick<JournalRecord, 'type' | 'data'>): boolean {
  const event = record as unknown as ChangeEvent;
  if (event.type === 'created') return event.data.dependencies.length > 0;
  if (event.type !== 'opened') return false;
  const { kind } = event.data.request;
  return kind === 'dependency' || kind === 'change';
}
