import { mkdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { socketPath } from './client/socket-path.ts';
import { ConfigError, isLoopback, type Config } from './config.ts';
import { packageDirectory, version } from './version.ts';
import type { Diagnostic } from './core/diagnostic.ts';
import type { JsonObject } from './core/json.ts';
import { defaultBudget } from './engine/budget.ts';
import { createEngine } from './engine/engine.ts';
import { createPolicies } from './engine/policies/policies.ts';
import { createPermissions } from './engine/questions/permissions.ts';
import { runPolicyTests, type TestReport } from './engine/policies/policy-tests.ts';
import type { RefusedPolicy } from './engine/api.ts';
import { StoreFault, type OutboxTarget, type Store } from './engine/ports.ts';
import { createRecompute } from './engine/replay.ts';
import { approvalsBy, standingApprovals } from './engine/questions/approvals.ts';
import { reloadPolicy, serverActor, startPolicy } from './host/active-policy.ts';
import { systemClock } from './host/clock.ts';
import { identify } from './host/identify.ts';
import { fileMarks } from './host/marks.ts';
import { addToken as addTokenTo, recordPrincipals, rosterOf } from './host/people.ts';
import { watchPolicy } from './host/watch.ts';
import { createApp } from './http/app.ts';
import type { Door } from './http/door.ts';
import { listen, type Listening } from './http/listen.ts';
import { mcpOverHttp } from './mcp/http.ts';
import { createGate, type Gate } from './operations/gate.ts';
import { createInvoke } from './operations/invoke.ts';
import { sourceOf } from './operations/policy/describe.ts';
import type { Services } from './operations/services.ts';
import { viewOf } from './operations/view.ts';
import { assemble } from './policy/assemble.ts';
import type { PolicyCheck } from './policy/definitions.ts';
import { readLibrary } from './policy/library.ts';
import { loadPolicy } from './policy/load.ts';
import { nodeDisk } from './store/files/disk.ts';
import { exclusively } from './store/files/exclusively.ts';
import { ownDirectory } from './store/files/owner.ts';
import { POLICY_FOLDER, policyFiles } from './store/files/policies.ts';
import { openFilesStore, type FilesStore, type FilesStoreOptions } from './store/files/store.ts';
import { memoryStore } from './store/memory.ts';
import { verified } from './verify/workflow/verify-policy.ts';

export { mcpOverStdio } from './mcp/stdio.ts';

/** A server that runs. */
export interface Serving {
  /** Null where it answers over its socket only. */
  readonly url: string | null;
  readonly socket: string;
  readonly policy: { readonly id: string; readonly diagnostics: readonly Diagnostic[] };
  readonly close: () => Promise<void>;
}

/**
 * Starts a server on a data directory: the only place where parts are built and connected. With `socketOnly` it answers
 * on this machine's socket and at no address. `openStore` is for whoever brings another disk. Throws `ConfigError` for
 * what the caller can mend and `StoreFault` where the directory cannot be had.
 */
export async function serve(
  config: Config,
  socketOnly = false,
  openStore: (options: FilesStoreOptions) => Promise<FilesStore> = openFilesStore,
): Promise<Serving> {
  const log = pino({ level: config.log, base: null }, pino.destination(2));
  const report = (fault: unknown): void => log.error({ err: fault }, 'a fault in the background');
  const roster = rosterOf(config, exclusively);
  const library = await readLibrary();

  const policies = createPolicies(
    {
      policy: policyReader(config.data),
      savePolicy: (policy) => store.savePolicy(policy),
    },
    library,
  );
  const store: FilesStore = await openStore({
    directory: config.data,
    clock: systemClock,
    recompute: createRecompute(policies, defaultBudget),
    people: forPeople,
  });
  const outbox: OutboxTarget = {
    name: 'log',
    deliver: async (record) => log.info({ record }, 'told'),
  };
  const engine = await createEngine({
    store,
    policies,
    clock: systemClock,
    roster,
    marks: fileMarks(config.data),
    outbox,
    timeZone: config.timeZone,
    report,
  });
  const now = (): string => new Date(systemClock.now()).toISOString();
  const active = await startPolicy(config.data, engine, policies, config.policy);
  if (!active.ok) {
    await engine.close();
    await store.close();
    throw new ConfigError(brokenPolicy(config.policy, active.error));
  }
  await recordPrincipals(store, roster, now()).catch((fault: unknown) => {
    // A damaged journal takes no records, and is to be read all the same; the next start tells it of them.
    if (!(fault instanceof StoreFault)) throw fault;
    report(fault);
  });
  // Who gets a token while the server runs is known to the journal before anything that person does.
  let recording = Promise.resolve();
  roster.onChange(() => {
    recording = recording.then(() => recordPrincipals(store, roster, now())).catch(report);
  });

  const gate = createGate(config.maxInFlight);
  const services: Services = {
    engine,
    gate,
    version,
    project: config.project,
    now: () => systemClock.now(),
    loadPolicy: (actor) => reloadPolicy(config.data, engine, config.policy, actor),
    access: createPermissions({ policies, roster, budget: defaultBudget, clock: systemClock }),
    approvals: standingApprovals(roster, () => policies.current().policy),
    checkPolicy: async (files) =>
      verified(assemble(files, { commit: null, dirty: false }, library)),
    languageGuide: () => readFile(join(packageDirectory, 'docs', 'policy-guide.md'), 'utf8'),
  };
  const invoke = createInvoke(services);
  const mcp = mcpOverHttp(invoke, version);
  const door: Door = {
    invoke,
    identify: identify(roster, config.demo, () => systemClock.now()),
    mounts: [{ path: '/mcp', handle: mcp.handle }],
    version,
    guard: guardOf(config),
    log: { fault: (id, fault) => log.error({ id, err: fault }, 'a fault') },
  };

  const reload = (): void => {
    void reloadPolicy(config.data, engine, config.policy, serverActor).catch(report);
  };
  const unwatch = config.demo ? watchPolicy(config.policy, reload) : () => undefined;
  process.on('SIGHUP', reload);

  const socket = socketPath(config.data);
  const listening = await listenAt(door, gate, config, socket, socketOnly).catch(
    async (fault: unknown) => {
      await engine.close();
      await store.close();
      throw asConfigError(fault, config);
    },
  );
  const url = listening.map((each) => each.url).find((each) => each !== null) ?? null;
  if (url !== null) store.announce(url);

  const close = async (): Promise<void> => {
    unwatch();
    process.off('SIGHUP', reload);
    await Promise.all(listening.map((each) => each.close()));
    rmSync(socket, { force: true });
    await mcp.close();
    await recording;
    await engine.close();
    await store.close();
  };
  const { policy, diagnostics } = active.value;
  return { url, socket, policy: { id: policy.id, diagnostics }, close };
}

/** A policy directory to work on without a server: read, checked, and tested in simulated worlds. */
export interface Workshop {
  readonly check: PolicyCheck;
  /** Runs the tests of the policy; hears after each how many of how many are done. */
  readonly test: (done?: (tests: number, of: number) => void) => Promise<readonly TestReport[]>;
  /** Which approvals these people cannot give. */
  readonly approvals: (members: Parameters<typeof approvalsBy>[1]) => readonly Diagnostic[];
}

/** Reads a directory with its tests. Nothing of it is put in force or kept. */
export async function workshop(directory: string): Promise<Workshop> {
  const check = verified(await loadPolicy(directory, { tests: true }));
  return {
    check,
    test: async (done) =>
      check.policy === null ? [] : runPolicyTests(check.policy, memoryStore, done),
    approvals: (members) => (check.policy === null ? [] : approvalsBy(check.policy, members)),
  };
}

/** Gives a principal a token; see `addToken` of the host. */
export const addToken = (
  config: Config,
  principal: Parameters<typeof addTokenTo>[1],
  expiresAt: string | null,
): string => addTokenTo(config, principal, expiresAt, exclusively);

/** Deletes what is derived and computes it anew from the journal. Nobody else may own the directory. */
export async function rebuild(config: Config): Promise<{ readonly changes: number }> {
  const owner = ownDirectory(config.data, null);
  try {
    for (const derived of ['state', 'index']) {
      rmSync(join(config.data, derived), { recursive: true, force: true });
    }
    const policies = createPolicies({
      policy: policyReader(config.data),
      savePolicy: (policy) => store.savePolicy(policy),
    });
    const store: Store = await openFilesStore({
      directory: config.data,
      clock: systemClock,
      recompute: createRecompute(policies, defaultBudget),
      people: forPeople,
      own: false,
    });
    let changes = 0;
    for (const tenant of await store.tenants()) changes += await countChanges(store, tenant);
    await store.close();
    return { changes };
  } finally {
    owner.release();
  }
}

/** A change in the files beside the journal: as it is answered, and its artifacts under their names. */
const forPeople: NonNullable<Exclude<FilesStoreOptions['people'], 'off'>> = async (document) => ({
  change: JSON.parse(JSON.stringify(viewOf(document))) as JsonObject,
  files: document.artifacts.map(({ name, content }) => ({ path: name, text: content })),
});

/** Reads kept policies past the store: while it opens, it needs them itself to make documents anew. */
function policyReader(directory: string): Store['policy'] {
  const files = policyFiles(nodeDisk, join(directory, POLICY_FOLDER));
  return (id) => Promise.resolve(files.load(id));
}

async function countChanges(store: Store, tenant: string): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await store.list(tenant, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    count += page.items.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return count;
}

async function listenAt(
  door: Door,
  gate: Gate,
  config: Config,
  socket: string,
  socketOnly: boolean,
): Promise<readonly Listening[]> {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  // The directory is ours by its owner file, so a socket that is still there has nobody behind it.
  rmSync(socket, { force: true });
  const local = await listen(createApp(door, 'owner'), { socket }, gate);
  if (socketOnly) return [local];
  try {
    return [local, await listen(createApp(door), { port: config.port, host: config.host }, gate)];
  } catch (fault) {
    await local.close();
    throw fault;
  }
}

/** Bound to this machine, a server answers to its names only; elsewhere to those that it was told. */
function guardOf(config: Config): { hosts: readonly string[]; refuseForwarded: boolean } | null {
  const local = isLoopback(config.host);
  if (!local && config.allowedHosts.length === 0) return null;
  const hosts = ['localhost', '127.0.0.1', '[::1]', config.host, ...config.allowedHosts];
  return { hosts: [...new Set(hosts)], refuseForwarded: config.demo };
}

/** An address that cannot be had is for the caller to mend. */
function asConfigError(fault: unknown, { host, port }: Config): unknown {
  const code = fault instanceof Error && 'code' in fault ? fault.code : null;
  if (code === 'EADDRINUSE') return new ConfigError(`port ${port} is taken: choose another --port`);
  const denied = code === 'EACCES' || code === 'EADDRNOTAVAIL';
  return denied ? new ConfigError(`${host} port ${port} cannot be listened at`) : fault;
}

function brokenPolicy(directory: string, { diagnostics, files }: RefusedPolicy): string {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const said = first === undefined ? '' : `: ${sourceOf(files, first.span)}: ${first.message}`;
  return `the policy in ${directory} has errors${said}. See \`changeflow check ${directory}\`.`;
}
