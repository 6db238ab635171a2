import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type Config } from '../config.ts';
import type { Store } from '../engine/ports.ts';
import { packageDirectory } from '../version.ts';
import { serverActor } from './active-policy.ts';
import {
  demoShape,
  issueToken,
  openRoster,
  principalShape,
  type RosterData,
  type RosterFile,
} from './roster.ts';

/** The roster of a data directory; a new one has the demo’s people, or the user of this machine alone. */
export function rosterOf({ data, demo }: Config): RosterFile {
  const fresh = !existsSync(data) || readdirSync(data).length === 0;
  mkdirSync(data, { recursive: true, mode: 0o755 });
  const roster = openRoster(data, () => (demo ? demoRoster(data) : ownRoster()));
  if (demo && !fresh && !(existsSync(join(data, 'secrets')) && roster.data().demo)) {
    const message = `${data} was not made by the demo: choose another --data, or leave --demo out`;
    throw new ConfigError(message);
  }
  return roster;
}

function demoRoster(data: string): RosterData {
  const file = join(packageDirectory, 'demo', 'principals.json');
  const { principals, default: first } = demoShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  let roster: RosterData = { v: 1, demo: true, default: first, principals, tokens: [] };
  for (const { id } of principals) roster = issueToken(data, roster, id, null).data;
  return roster;
}

function ownRoster(): RosterData {
  const { username } = userInfo();
  const me = { id: username, kind: 'person' as const, name: username, roles: [], recorded: false };
  return { v: 1, demo: false, default: username, principals: [me], tokens: [] };
}

/** Tells the journal of people that it does not know; their tokens never get there. */
export async function recordPrincipals(
  store: Store,
  roster: RosterFile,
  time: string,
): Promise<void> {
  const data = roster.data();
  const fresh = data.principals.filter(({ recorded }) => !recorded);
  if (fresh.length === 0) return;
  const records = fresh.map(({ id, kind, name, roles }) => ({
    time,
    change: null,
    version: null,
    type: 'principal-added' as const,
    actor: serverActor,
    data: { id, kind, name, roles },
    policy: null,
    rule: null,
  }));
  const nothing = { expects: [], take: [], release: [], documents: [], key: null };
  await store.commit({ tenant: 'default', records, ...nothing });
  const principals = data.principals.map((each) => ({ ...each, recorded: true }));
  roster.save({ ...data, principals });
}

/** Gives a principal a token and makes it known first where it is new; works on the files alone. */
export function addToken(
  config: Config,
  principal: {
    readonly id: string;
    readonly kind: 'person' | 'agent' | 'system';
    readonly roles: readonly string[];
    readonly for?: string;
  },
  expires_at: string | null,
): string {
  const roster = rosterOf(config);
  const data = roster.data();
  const valid = principalShape.safeParse({ name: principal.id, ...principal });
  if (!valid.success) {
    const [wrong] = valid.error.issues;
    throw new ConfigError(
      `${wrong?.path.join('.') ?? ''} ${wrong?.message ?? ''}: ${principal.id}`,
    );
  }
  const before = data.principals.find(({ id }) => id === principal.id);
  const roles = [...new Set([...(before?.roles ?? []), ...principal.roles])];
  const changed = before === undefined || roles.length !== before.roles.length;
  const next = { name: principal.id, recorded: false, ...before, ...principal, roles };
  const others = data.principals.filter(({ id }) => id !== principal.id);
  const principals = changed ? [...others, { ...next, recorded: false }] : data.principals;
  const issued = issueToken(config.data, { ...data, principals }, principal.id, expires_at);
  roster.save(issued.data);
  return issued.token;
}
