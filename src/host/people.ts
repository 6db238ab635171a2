import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigError, type Config } from '../config.ts';
import type { Store } from '../engine/ports.ts';
import { packageDirectory } from '../version.ts';
import { serverActor } from './active-policy.ts';
import {
  demoShape,
  issueToken,
  openRoster,
  principalShape,
  type Exclusively,
  type PrincipalData,
  type RosterData,
  type RosterFile,
} from './roster.ts';

/** The roster of a data directory; a new one has the demo’s people, or the user of this machine alone. */
export function rosterOf({ data, demo }: Config, exclusively: Exclusively): RosterFile {
  const fresh = !existsSync(data) || readdirSync(data).length === 0;
  mkdirSync(data, { recursive: true, mode: 0o755 });
  const roster = openRoster(data, () => (demo ? demoRoster(data) : ownRoster()), exclusively);
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
  const me = principalShape.parse({ id: username, name: username });
  return { v: 1, demo: false, default: username, principals: [me], tokens: [] };
}

/** Tells the journal of people that it does not know, or knew otherwise; their tokens never get there. */
export async function recordPrincipals(
  store: Pick<Store, 'commit'>,
  roster: RosterFile,
  time: string,
): Promise<void> {
  const fresh = roster.data().principals.filter(({ recorded }) => !recorded);
  if (fresh.length === 0) return;
  const records = fresh.map(({ id, kind, name, roles, changed, for: person }) => ({
    time,
    change: null,
    version: null,
    type: changed ? ('principal-changed' as const) : ('principal-added' as const),
    actor: serverActor,
    data: { id, kind, name, roles, ...(person === undefined ? {} : { for: person }) },
    policy: null,
    rule: null,
  }));
  const nothing = { expects: [], take: [], release: [], documents: [], key: null };
  await store.commit({ tenant: 'default', records, ...nothing });
  roster.update((data) => ({
    ...data,
    principals: data.principals.map((each) => (isAmong(fresh, each) ? asRecorded(each) : each)),
  }));
}

const asRecorded = (one: PrincipalData): PrincipalData => ({
  ...one,
  recorded: true,
  changed: false,
});

/** Whether it still is as it was told; changed meanwhile, it has to be told again. */
const isAmong = (told: readonly PrincipalData[], one: PrincipalData): boolean =>
  told.some((each) => isDeepStrictEqual(each, one));

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
  exclusively: Exclusively,
): string {
  const roster = rosterOf(config, exclusively);
  const valid = principalShape.safeParse({ name: principal.id, ...principal });
  if (!valid.success) {
    const [wrong] = valid.error.issues;
    throw new ConfigError(
      `${wrong?.path.join('.') ?? ''} ${wrong?.message ?? ''}: ${principal.id}`,
    );
  }
  let token = '';
  roster.update((data) => {
    const principals = withPrincipal(data.principals, principal);
    const issued = issueToken(config.data, { ...data, principals }, principal.id, expires_at);
    ({ token } = issued);
    return issued.data;
  });
  return token;
}

function withPrincipal(
  principals: readonly PrincipalData[],
  given: Parameters<typeof addToken>[1],
): PrincipalData[] {
  const before = principals.find(({ id }) => id === given.id);
  const roles = [...new Set([...(before?.roles ?? []), ...given.roles])];
  if (before !== undefined && roles.length === before.roles.length) return [...principals];
  const others = principals.filter(({ id }) => id !== given.id);
  const changed = before !== undefined && (before.recorded || before.changed);
  return [...others, { name: given.id, ...before, ...given, roles, recorded: false, changed }];
}
