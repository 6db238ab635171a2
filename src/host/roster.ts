import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { makeToken, parseToken, SECRET_BYTES, verifyToken } from '../access/token.ts';
import { storedTokens, tokensFile } from '../client/stored-tokens.ts';
import type { Member, Roster } from '../engine/ports.ts';

const TENANT = 'default';

export const principalShape = z.strictObject({
  id: z.string().regex(/^[\w.@:-]{1,100}$/, 'is no identifier of a principal'),
  kind: z.enum(['person', 'agent', 'system']).default('person'),
  name: z.string().min(1).max(200),
  roles: z.array(z.string().min(1)).default([]),
  /** The person an agent acts for. */
  for: z.string().min(1).optional(),
  /** Whether the journal tells of it as it is. */
  recorded: z.boolean().default(false),
  /** Whether the journal tells of it as it was before. */
  changed: z.boolean().default(false),
});

const rosterShape = z.strictObject({
  v: z.literal(1),
  demo: z.boolean(),
  /** For whom this machine vouches where no credential is needed. */
  default: z.string().min(1),
  principals: z.array(principalShape),
  tokens: z.array(
    z.strictObject({
      id: z.string(),
      hash: z.string(),
      principal: z.string(),
      ceiling: z.array(z.strictObject({ action: z.string(), object: z.string() })).optional(),
      expires_at: z.iso.datetime({ offset: true }).nullable(),
    }),
  ),
});

export const demoShape = z.strictObject({
  default: z.string(),
  principals: z.array(principalShape).min(1),
});

export type RosterData = z.output<typeof rosterShape>;
export type PrincipalData = z.output<typeof principalShape>;

/**
 * Who there is, and the hashes of their tokens: `secrets/roster.json` of a data directory, read anew when it changes.
 * Tokens themselves are kept only for people of this machine, in `secrets/tokens.json`.
 */
export interface RosterFile extends Roster {
  readonly data: () => RosterData;
  readonly principals: () => readonly Principal[];
  /** The holder of a token, or null for one that is unknown, mistyped or expired. */
  readonly holder: (token: string, nowMs: number) => Principal | null;
  /** For whom this machine vouches, and the agent that acts for that person. */
  readonly vouched: () => { readonly person: Principal; readonly agent: Principal };
  /** Changes the file as it is now, one process after another. */
  readonly update: (change: (data: RosterData) => RosterData) => void;
  /** Calls back whenever someone has changed the file and it is read anew. */
  readonly onChange: (hear: () => void) => void;
}

/** Works on files of a directory while no other process does. */
export type Exclusively = (directory: string, work: () => void) => void;

export function openRoster(
  directory: string,
  first: () => RosterData,
  exclusively: Exclusively,
): RosterFile {
  const file = join(directory, 'secrets', 'roster.json');
  const folder = join(directory, 'secrets');
  let cached: (Known & { readonly stamp: number }) | null = null;
  let hear: () => void = () => undefined;

  // What could not be read again would keep everybody out.
  const write = (data: RosterData): void => writeSecret(file, rosterShape.parse(data));
  const read = (): RosterData => rosterShape.parse(JSON.parse(readFileSync(file, 'utf8')));

  const begin = (): void =>
    exclusively(folder, () => {
      if (stampOf(file) === null) write(first());
    });

  const known = (): Known => {
    const stamp = stampOf(file);
    if (stamp === null) {
      begin();
      return known();
    }
    if (cached?.stamp !== stamp) {
      const isNews = cached !== null;
      cached = { stamp, ...knownFrom(read()) };
      if (isNews) hear();
    }
    return cached;
  };

  return {
    data: () => known().data,
    update(change) {
      known();
      exclusively(folder, () => write(change(read())));
    },
    onChange: (listener) => void (hear = listener),
    principals: () => [...known().principals.values()],
    members: () => Promise.resolve(known().members),
    holder(text, nowMs) {
      const parsed = parseToken(text);
      if (!parsed.ok) return null;
      const { tokens, principals } = known();
      const token = tokens.get(parsed.value.id);
      if (token === undefined || !verifyToken(text, token.hash)) return null;
      if (token.expires_at !== null && Date.parse(token.expires_at) <= nowMs) return null;
      const holder = principals.get(token.principal);
      if (holder === undefined) return null;
      return token.ceiling === undefined ? holder : { ...holder, ceiling: token.ceiling };
    },
    vouched() {
      const { data, principals } = known();
      const named = data.default;
      const person = principals.get(named);
      if (person === undefined) throw new Error(`${file} has no principal ${named}`);
      const agent = {
        ...person,
        id: `agent:${person.id}`,
        kind: 'agent',
        name: `An agent of ${person.name}`,
        actingFor: person.id,
      } as const;
      return { person, agent };
    },
  };
}

/** The roster and who can be found in it; of two entries with one id the first counts. */
interface Known {
  readonly data: RosterData;
  readonly tokens: ReadonlyMap<string, RosterData['tokens'][number]>;
  readonly principals: ReadonlyMap<string, Principal>;
  readonly members: readonly Member[];
}

const knownFrom = (data: RosterData): Known => ({
  data,
  tokens: byId(data.tokens),
  principals: byId(data.principals.map(principalOf)),
  members: data.principals.map(memberOf),
});

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(item.id)) found.set(item.id, item);
  return found;
}

/** Gives a principal a token of its own: the hash goes to the roster, the text to this machine's people. */
export function issueToken(
  directory: string,
  data: RosterData,
  principal: string,
  expires_at: string | null,
): { readonly data: RosterData; readonly token: string } {
  const token = makeToken(randomUUID(), randomBytes(SECRET_BYTES));
  writeSecret(tokensFile(directory), { ...storedTokens(directory), [principal]: token.text });
  const entry = { id: token.id, hash: token.hash, principal, expires_at };
  return { data: { ...data, tokens: [...data.tokens, entry] }, token: token.text };
}

function principalOf(data: PrincipalData): Principal {
  const { id, kind, name, roles } = data;
  const acting = data.for === undefined ? {} : { actingFor: data.for };
  return { id, kind, name, roles, tenant: TENANT, ...acting };
}

const memberOf = ({ id, kind, name, roles }: PrincipalData): Member => ({ id, kind, name, roles });

/** Written beside and moved into place, readable by the owner alone. */
function writeSecret(file: string, data: unknown): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600 });
  renameSync(beside, file);
}

function stampOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
