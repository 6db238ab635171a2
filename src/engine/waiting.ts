import type { Store } from './ports.ts';

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
