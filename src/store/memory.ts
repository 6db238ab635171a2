import { sealCommit } from '../audit/commit.ts';
import { GENESIS, type Head } from '../audit/record.ts';
import { err, ok } from '../core/result.ts';
import {
  StoreFault,
  type Commit,
  type Conflict,
  type IdempotencyKey,
  type IndexEntry,
  type JournalRecord,
  type ListQuery,
  type Page,
  type Store,
} from '../engine/ports.ts';
import { checkCommit, factsOf } from './check-commit.ts';
import { KEY_KEPT_MS } from './key-life.ts';
import { matchesEntry, matchesRecord, rowAfter, cursorOf, tallyOf } from './query.ts';

type Document = Commit['documents'][number];
type Policy = Parameters<Store['savePolicy']>[0];

interface Tenant {
  head: Head;
  newestMs: number;
  readonly records: JournalRecord[];
  /** In order of creation. */
  readonly documents: Map<string, Document>;
  readonly claims: Map<string, string>;
  readonly keys: Map<string, IdempotencyKey>;
  readonly counters: Map<string, number>;
}

/**
 * A store that keeps everything in plain maps and nothing anywhere else: for tests, simulation and policy tests, and
 * the model that the other kinds are compared with. What is handed in is kept as it is.
 */
export function memoryStore(): Store {
  const tenants = new Map<string, Tenant>();
  const policies = new Map<string, Policy>();
  let closed = false;

  const open = (name: string): Tenant | undefined => {
    if (closed) throw new StoreFault('the store is closed');
    return tenants.get(name);
  };

  return {
    async commit(commit) {
      const found = open(commit.tenant);
      checkCommit(commit);
      const tenant = found ?? emptyTenant();
      const conflict = conflictOf(tenant, commit);
      if (conflict !== null) return err(conflict);
      tenants.set(commit.tenant, tenant);
      return ok(apply(tenant, commit));
    },
    async load(name, change) {
      return open(name)?.documents.get(change)?.document ?? null;
    },
    async has(name, change) {
      return open(name)?.documents.has(change) ?? false;
    },
    async answered(name, key) {
      const tenant = open(name);
      return tenant === undefined ? null : liveKey(tenant, key);
    },
    async reserve(name, counter) {
      const tenant = open(name) ?? emptyTenant();
      tenants.set(name, tenant);
      const next = (tenant.counters.get(counter) ?? 0) + 1;
      tenant.counters.set(counter, next);
      return next;
    },
    async holder(name, claim) {
      return open(name)?.claims.get(claim) ?? null;
    },
    async list(name, query) {
      return page([...(open(name)?.documents.values() ?? [])], query);
    },
    async tally(name, { systems, since }) {
      const entries = [...(open(name)?.documents.values() ?? [])]
        .map(({ entry }) => entry)
        .filter((entry) => entry.systems.some((system) => systems.includes(system)));
      return tallyOf(entries, since);
    },
    async *records(name, query) {
      const records = open(name)?.records ?? [];
      const end = records.length;
      for (let at = query.after_seq ?? 0; at < end; at += 1) {
        const record = records[at];
        if (record !== undefined && matchesRecord(record, query)) yield record;
      }
    },
    async due(name, before, limit) {
      return dueOf(open(name))
        .filter((entry) => Date.parse(entry.due) <= Date.parse(before))
        .slice(0, limit);
    },
    async nextDue(name) {
      return dueOf(open(name))[0]?.due ?? null;
    },
    async tenants() {
      open('');
      return [...tenants.keys()].sort();
    },
    async savePolicy(policy) {
      open('');
      policies.set(policy.id, policy);
    },
    async policy(id) {
      open('');
      return policies.get(id) ?? null;
    },
    health() {
      const head = tenants.get('default')?.head ?? GENESIS;
      return { ready: !closed, findings: [], documents_behind: 0, head };
    },
    async close() {
      closed = true;
    },
  };
}

function emptyTenant(): Tenant {
  return {
    head: GENESIS,
    newestMs: -Infinity,
    records: [],
    documents: new Map(),
    claims: new Map(),
    keys: new Map(),
    counters: new Map(),
  };
}

function conflictOf(tenant: Tenant, commit: Commit): Conflict | null {
  const answered = commit.key === null ? null : liveKey(tenant, commit.key.id);
  if (answered !== null) return { kind: 'key', body: answered.body, answer: answered.answer };
  for (const { change, version } of commit.expects) {
    const found = tenant.documents.get(change)?.document.version ?? 0;
    if (found !== version) return { kind: 'version', change, found };
  }
  const released = new Set(
    commit.release
      .filter(({ claim, holder }) => tenant.claims.get(claim) === holder)
      .map(({ claim }) => claim),
  );
  for (const { claim, holder } of commit.take) {
    const held = released.has(claim) ? undefined : tenant.claims.get(claim);
    if (held !== undefined && held !== holder) return { kind: 'claim', claim, holder: held };
  }
  return null;
}

function liveKey(tenant: Tenant, id: string): IdempotencyKey | null {
  const key = tenant.keys.get(id);
  if (key === undefined || Date.parse(key.time) + KEY_KEPT_MS < tenant.newestMs) return null;
  return key;
}

function apply(tenant: Tenant, commit: Commit): readonly JournalRecord[] {
  const sealed = sealAll(tenant.head, commit);
  const last = sealed.at(-1);
  if (last !== undefined) tenant.head = { seq: last.seq, hash: last.hash };
  for (const record of sealed) tenant.newestMs = Math.max(tenant.newestMs, Date.parse(record.time));
  tenant.records.push(...sealed);
  for (const { claim, holder } of commit.release) {
    if (tenant.claims.get(claim) === holder) tenant.claims.delete(claim);
  }
  for (const { claim, holder } of commit.take) tenant.claims.set(claim, holder);
  for (const document of commit.documents) tenant.documents.set(document.change, document);
  if (commit.key !== null) tenant.keys.set(commit.key.id, commit.key);
  return sealed;
}

/** All or none: a record that is not plain data must leave nothing behind. */
function sealAll(head: Head, commit: Commit): readonly JournalRecord[] {
  try {
    const facts = factsOf(commit, new Map());
    return sealCommit(commit.records, commit.tenant, head, facts).records;
  } catch (error) {
    throw new StoreFault('the commit is not plain data', { cause: error });
  }
}

/** Newest first; the cursor is the place, in order of creation, of the last item given. */
function page(documents: readonly Document[], query: ListQuery): Page<IndexEntry> {
  const items: IndexEntry[] = [];
  let row = Math.min(rowAfter(query.cursor) ?? documents.length, documents.length);
  while (row > 0) {
    row -= 1;
    const { entry, document } = documents[row]!;
    if (!matchesEntry(entry, document.fields.description, query)) continue;
    if (items.length === query.limit) return { items, next_cursor: cursorOf(row + 1) };
    items.push(entry);
  }
  return { items, next_cursor: null };
}

function dueOf(tenant: Tenant | undefined): { readonly change: string; readonly due: string }[] {
  const entries = [...(tenant?.documents.values() ?? [])];
  return entries
    .flatMap(({ change, entry }) => (entry.due === null ? [] : [{ change, due: entry.due }]))
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}
