import type { Permission, Principal } from '../access/principal.ts';
import { READ } from '../change/permissions.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Explanation, InboxItem } from '../engine/api.ts';
import type { IndexEntry, JournalRecord, ListQuery, Page, RecordQuery } from '../engine/ports.ts';
import { actorOf } from './actor.ts';
import type { Operation } from './operation.ts';
import type { Services } from './services.ts';

/**
 * The only way in which operations read changes: each is asked of the access rules before anything of it is shown. What
 * may not be read is refused where it is named and left out where it is listed. Where no rule that concerns the caller
 * looks at the change, nothing is asked and nothing costs more.
 */
export interface Reading {
  /** The change of an identifier in the caller's tenant. */
  readonly get: (id: string) => Promise<Result<ChangeState, Refusal>>;
  /** The same for one that is there already, as a command answers it. */
  readonly show: (change: ChangeState) => Promise<Result<ChangeState, Refusal>>;
  /** A page has fewer than `limit` items, with a cursor, where many of those looked at may not be read. */
  readonly list: (query: ListQuery) => Promise<Page<IndexEntry>>;
  readonly inbox: (page: {
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<Page<InboxItem>>;
  /** The records of a change, none where it may not be read. */
  readonly records: (
    change: string,
    query?: Pick<RecordQuery, 'after_seq' | 'types'>,
  ) => AsyncIterable<JournalRecord>;
  readonly explain: (change: ChangeState) => Promise<Explanation>;
  /** All records of the tenant but those of changes that are withheld; these are known when all have been read. */
  readonly journal: () => {
    readonly records: AsyncIterable<JournalRecord>;
    readonly withheld: ReadonlySet<string>;
  };
  /** How many changes are withheld from the caller. */
  readonly countWithheld: () => Promise<number>;
  /** All records, those of withheld changes included: for whoever tells nothing of them but whether they fit. */
  readonly chain: () => AsyncIterable<JournalRecord>;
  /** Whether anything of the change of an identifier may be told; one that cannot be loaded is told of where all may be. */
  readonly mayTell: (id: string) => Promise<boolean>;
}

/** Changes looked at for one page at most: a list in which next to nothing may be read still ends. */
const LOOKED_AT_MAX = 1_000;
const PAGE = 100;

/**
 * What a query needs and that the change may be read is asked of each change that is shown; of what a command needs its
 * decision has asked already. A credential that allows an operation allows what it shows: here it sets no limit.
 */
export function readingFor(
  services: Pick<Services, 'engine' | 'access'>,
  principal: Principal,
  { kind, permission }: Pick<Operation, 'kind' | 'permission'>,
): Reading {
  const isOther = permission !== null && !isSame(permission, READ);
  return createReading(
    services,
    principal,
    kind === 'query' && isOther ? [permission, READ] : [READ],
  );
}

const isSame = (one: Permission, other: Permission): boolean =>
  one.action === other.action && one.object === other.object;

function createReading(
  { engine, access }: Pick<Services, 'engine' | 'access'>,
  principal: Principal,
  permissions: readonly Permission[],
): Reading {
  const { id, kind, name, roles, tenant, actingFor } = principal;
  const holder = {
    id,
    kind,
    name,
    roles,
    tenant,
    ...(actingFor === undefined ? {} : { actingFor }),
  };
  async function isFree(): Promise<boolean> {
    for (const one of permissions) {
      if (access.looksAtChange(holder, one)) return false;
      if (!(await access.permits(holder, one, { kind: 'later' })).ok) return false;
    }
    return true;
  }

  async function show(change: ChangeState): Promise<Result<ChangeState, Refusal>> {
    if (await isFree()) return ok(change);
    for (const one of permissions) {
      const answer = await access.permits(holder, one, { kind: 'change', change });
      if (!answer.ok) return answer;
    }
    return ok(change);
  }

  async function get(id: string): Promise<Result<ChangeState, Refusal>> {
    const change = await engine.get(tenant, id);
    return change === null ? err(refuse('not-found', `There is no change ${id}.`)) : show(change);
  }

  const mayRead = async ({ id }: IndexEntry): Promise<boolean> => (await get(id)).ok;

  async function list(query: ListQuery): Promise<Page<IndexEntry>> {
    if (await isFree()) return engine.list(tenant, query);
    const items: IndexEntry[] = [];
    let rest = query;
    for (let lookedAt = 0; ;) {
      // Never more than the page still takes, so that the store's cursor is the page's.
      const page = await engine.list(tenant, { ...rest, limit: query.limit - items.length });
      for (const entry of page.items) if (await mayRead(entry)) items.push(entry);
      lookedAt += page.items.length;
      const { next_cursor: cursor } = page;
      if (cursor === null || items.length === query.limit || lookedAt >= LOOKED_AT_MAX)
        return { items, next_cursor: cursor };
      rest = { ...query, cursor };
    }
  }

  async function countWithheld(): Promise<number> {
    let count = 0;
    if (await isFree()) return count;
    let query: ListQuery | null = { limit: PAGE };
    while (query !== null) {
      const page: Page<IndexEntry> = await engine.list(tenant, query);
      for (const entry of page.items) if (!(await mayRead(entry))) count += 1;
      query = page.next_cursor === null ? null : { limit: PAGE, cursor: page.next_cursor };
    }
    return count;
  }

  async function* recordsBut(withheld: Set<string>): AsyncGenerator<JournalRecord> {
    const readable = new Set<string | null>([null]);
    for await (const record of engine.records(tenant, {})) {
      const { change } = record;
      if (change !== null && !readable.has(change) && !withheld.has(change))
        ((await mayTell(change)) ? readable : withheld).add(change);
      if (readable.has(change)) yield record;
    }
  }

  const mayTell = async (id: string): Promise<boolean> => (await isFree()) || (await get(id)).ok;

  return {
    get,
    show,
    list,
    async inbox(page) {
      const free = await isFree();
      const mayRead = async (one: ChangeState): Promise<boolean> => free || (await show(one)).ok;
      return engine.inbox(tenant, actorOf(principal), page, mayRead);
    },
    async *records(change, query = {}) {
      if (await mayTell(change)) yield* engine.records(tenant, { ...query, change });
    },
    explain: (change) => engine.explain(tenant, change),
    journal() {
      const withheld = new Set<string>();
      return { withheld, records: recordsBut(withheld) };
    },
    countWithheld,
    chain: () => engine.records(tenant, {}),
    mayTell,
  };
}
