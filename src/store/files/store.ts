import { join } from 'node:path';
import { GENESIS } from '../../audit/record.ts';
import {
  StoreFault,
  type Clock,
  type DocumentWrite,
  type JournalRecord,
  type Recompute,
  type Store,
  type StoreHealth,
} from '../../engine/ports.ts';
import { checkCommit, isSafeName } from '../check-commit.ts';
import { nodeDisk, type Disk } from './disk.ts';
import { Documents, plainPeople, type People } from './documents.ts';
import { noFailPoints, type ReachFailPoint } from './fail-points.ts';
import { openTenant } from './open-tenant.ts';
import { ownDirectory, type Ownership } from './owner.ts';
import { policyFiles, type Policies } from './policies.ts';
import { asFault, messageOf, type Finding } from './condition.ts';
import type { Tenant, TenantOptions } from './tenant.ts';

type ChangeState = DocumentWrite['document'];

export interface FilesStoreOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Makes documents anew from records where `state/` or `index/` lack them. */
  readonly recompute: Recompute;
  /** How a change is written for people; `off` writes nothing for them. Default: as the engine keeps it. */
  readonly people?: 'off' | ((document: ChangeState) => Promise<People>);
  /** Where the owner answers, if that is known already. */
  readonly url?: string | null;
  readonly disk?: Disk;
  readonly reach?: ReachFailPoint;
  readonly segmentBytesMin?: number;
  readonly segmentBytesMax?: number;
  readonly logBytesMax?: number;
  /** Bytes of JSON text of documents kept in memory, for each tenant. */
  readonly cacheBytesMax?: number;
  readonly commitsPerSnapshot?: number;
  /** `false` leaves the reading of old lines and texts beside the work to calls of `scrub` and to queries. */
  readonly background?: boolean;
  /** `false` where the caller has made sure that no one else opens the directory. */
  readonly own?: boolean;
}

export interface FilesStore extends Store {
  /** Tells others on this machine where the owner of the directory answers. */
  announce(url: string): void;
  /** Verifies every line of every journal now; readiness and findings tell what was found. */
  scrub(): Promise<void>;
}

export const DEFAULT_TENANT = 'default';
const MEGABYTE = 1 << 20;
const FINDINGS_MAX = 100;

/**
 * The store in a directory: the default tenant in the directory itself, the others under `tenants/`. Opening claims the
 * directory, recovers every tenant and throws `StoreFault` where another process owns it or a newer release wrote it. A
 * damaged journal opens, for reading, and is not ready.
 */
export async function openFilesStore(options: FilesStoreOptions): Promise<FilesStore> {
  const owner = options.own === false ? null : ownDirectory(options.directory, options.url ?? null);
  const store = new TenantsOnDisk(options, owner);
  try {
    await store.open();
    return store;
  } catch (error) {
    await store.close().catch(() => undefined);
    owner?.release();
    throw asFault(error, `${options.directory} cannot be opened`);
  }
}

/** Hands each call to its tenant, opens tenants on their first commit, and closes everything once. */
class TenantsOnDisk implements FilesStore {
  readonly #options: FilesStoreOptions;
  readonly #owner: Ownership | null;
  readonly #disk: Disk;
  readonly #policies: Policies;
  readonly #documents: Documents | null;
  readonly #opening = new Map<string, Promise<Tenant>>();
  readonly #tenants = new Map<string, Tenant>();
  readonly #findings: Finding[] = [];
  #closed = false;

  constructor(options: FilesStoreOptions, owner: Ownership | null) {
    this.#options = options;
    this.#owner = owner;
    this.#disk = options.disk ?? nodeDisk;
    this.#policies = policyFiles(this.#disk, join(options.directory, 'policies'));
    this.#documents = options.people === 'off' ? null : this.#writer(options.people ?? plainPeople);
  }

  async open(): Promise<void> {
    const { directory } = this.#options;
    this.#disk.makeFolder(directory);
    const others = this.#disk.list(join(directory, 'tenants')).filter(isSafeName);
    for (const name of [DEFAULT_TENANT, ...others]) await this.#openTenant(name);
  }

  async commit(commit: Parameters<Store['commit']>[0]): ReturnType<Store['commit']> {
    this.#refuseIfClosed();
    checkCommit(commit);
    const tenant = await this.#openTenant(commit.tenant);
    const result = await tenant.commit(commit);
    if (tenant.snapshotDue) this.#snapshot(commit.tenant, tenant);
    return result;
  }

  async load(tenant: string, change: string): ReturnType<Store['load']> {
    return (await this.#tenant(tenant)?.load(change)) ?? null;
  }

  async has(tenant: string, change: string): Promise<boolean> {
    return this.#tenant(tenant)?.has(change) ?? false;
  }

  async answered(tenant: string, key: string): ReturnType<Store['answered']> {
    return this.#tenant(tenant)?.answered(key) ?? null;
  }

  async reserve(tenant: string, counter: string): Promise<number> {
    this.#refuseIfClosed();
    return (await this.#openTenant(tenant)).reserve(counter);
  }

  async holder(tenant: string, claim: string): Promise<string | null> {
    return this.#tenant(tenant)?.holder(claim) ?? null;
  }

  async list(tenant: string, query: Parameters<Store['list']>[1]): ReturnType<Store['list']> {
    return (await this.#tenant(tenant)?.list(query)) ?? { items: [], next_cursor: null };
  }

  async tally(tenant: string, query: Parameters<Store['tally']>[1]): ReturnType<Store['tally']> {
    return this.#tenant(tenant)?.tally(query) ?? { open: 0, ended: [] };
  }

  async *records(
    tenant: string,
    query: Parameters<Store['records']>[1],
  ): AsyncGenerator<JournalRecord> {
    const found = this.#tenant(tenant);
    if (found !== undefined) yield* found.records(query);
  }

  async due(tenant: string, before: string, limit: number): ReturnType<Store['due']> {
    return this.#tenant(tenant)?.due(before, limit) ?? [];
  }

  async nextDue(tenant: string): Promise<string | null> {
    return this.#tenant(tenant)?.nextDue() ?? null;
  }

  async tenants(): Promise<readonly string[]> {
    this.#refuseIfClosed();
    return [...this.#tenants]
      .flatMap(([name, tenant]) => (tenant.head.seq > 0 ? [name] : []))
      .sort();
  }

  async savePolicy(policy: Parameters<Store['savePolicy']>[0]): Promise<void> {
    this.#refuseIfClosed();
    await this.#policies.save(policy).catch((error: unknown) => {
      throw asFault(error, 'the policy was not kept');
    });
  }

  async policy(id: string): ReturnType<Store['policy']> {
    this.#refuseIfClosed();
    return this.#policies.load(id);
  }

  health(): StoreHealth {
    const tenants = [...this.#tenants.values()];
    return {
      ready: !this.#closed && tenants.every((tenant) => tenant.ready),
      findings: [...this.#findings, ...tenants.flatMap((tenant) => tenant.findings)],
      documents_behind: this.#documents?.behind ?? 0,
      head: this.#tenants.get(DEFAULT_TENANT)?.head ?? GENESIS,
    };
  }

  announce(url: string): void {
    this.#owner?.announce(url);
  }

  async scrub(): Promise<void> {
    this.#refuseIfClosed();
    for (const tenant of this.#tenants.values()) await tenant.scrub(null);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    // No command is taken from here on; what was taken is finished, then the documents, then the last snapshots.
    this.#closed = true;
    await Promise.allSettled(this.#opening.values());
    for (const tenant of this.#tenants.values()) await tenant.idle();
    await this.#documents?.close();
    for (const [name, tenant] of this.#tenants) await tenant.close(() => this.#behind(name));
    this.#owner?.release();
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new StoreFault('the store is closed');
  }

  #tenant(name: string): Tenant | undefined {
    this.#refuseIfClosed();
    return this.#tenants.get(name);
  }

  #openTenant(name: string): Promise<Tenant> {
    const known = this.#opening.get(name);
    if (known !== undefined) return known;
    const opening = openTenant(name, this.#folderOf(name), this.#tenantOptions()).then(
      ({ tenant, behind }) => {
        this.#tenants.set(name, tenant);
        for (const change of behind) this.#documents?.changed(name, change);
        if (this.#options.background !== false) this.#workBeside(tenant);
        return tenant;
      },
    );
    this.#opening.set(name, opening);
    // A tenant that could not be opened, for want of room or file handles, can be tried again.
    opening.catch(() => this.#opening.delete(name));
    return opening.catch((error: unknown) => {
      throw asFault(error, `tenant ${name} cannot be opened`);
    });
  }

  #workBeside(tenant: Tenant): void {
    tenant
      .indexTexts()
      .then(() => tenant.scrub(this.#options.clock))
      // What goes wrong in reading is in the findings; a query that needs the texts will fail with it.
      .catch(() => undefined);
  }

  #snapshot(name: string, tenant: Tenant): void {
    tenant.snapshot(this.#behind(name)).catch((error: unknown) => {
      this.#find({
        code: 'behind',
        message: `the index of ${name} could not be saved: ${messageOf(error)}`,
      });
    });
  }

  #behind(tenant: string): readonly string[] {
    return this.#documents?.behindOf(tenant) ?? [];
  }

  #find(finding: Finding): void {
    this.#findings.push(finding);
    if (this.#findings.length > FINDINGS_MAX) this.#findings.shift();
  }

  #folderOf(tenant: string): string {
    const { directory } = this.#options;
    return tenant === DEFAULT_TENANT ? directory : join(directory, 'tenants', tenant);
  }

  #tenantOptions(): TenantOptions {
    return {
      disk: this.#disk,
      clock: this.#options.clock,
      recompute: this.#options.recompute,
      reach: this.#options.reach ?? noFailPoints,
      segmentBytesMin: this.#options.segmentBytesMin ?? MEGABYTE,
      segmentBytesMax: this.#options.segmentBytesMax ?? 16 * MEGABYTE,
      logBytesMax: this.#options.logBytesMax ?? 16 * MEGABYTE,
      cacheBytesMax: this.#options.cacheBytesMax ?? 64 * MEGABYTE,
      commitsPerSnapshot: this.#options.commitsPerSnapshot ?? 5_000,
      changed: (tenant, change) => this.#documents?.changed(tenant, change),
    };
  }

  #writer(people: (document: ChangeState) => Promise<People>): Documents {
    return new Documents({
      people,
      clock: this.#options.clock,
      reach: this.#options.reach ?? noFailPoints,
      folder: (tenant) => this.#folderOf(tenant),
      newest: async (name, change) => {
        const tenant = this.#tenants.get(name);
        const document = (await tenant?.load(change)) ?? null;
        return tenant === undefined || document === null ? null : { document, head: tenant.head };
      },
      busy: () => [...this.#tenants.values()].some((tenant) => tenant.busy),
      failed: (change, error) => {
        this.#find({
          code: 'behind',
          message: `the documents of ${change} could not be written: ${messageOf(error)}`,
        });
      },
    });
  }
}
