import { StoreFault, type Commit, type CommitFacts } from '../engine/ports.ts';

const SAFE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?$/;

/** Whether a tenant or change may name a file: letters, digits, `.`, `_` and `-`, never a way out of its folder. */
export const isSafeName = (name: string): boolean => SAFE_NAME.test(name);

/**
 * Throws `StoreFault` where a commit contradicts itself: a change touched without an expected version, versions that
 * do not follow one another, or a touched change without its newest document. These are mistakes of the caller that
 * no retry mends, and that would make a journal nobody can rebuild from.
 */
export function checkCommit(commit: Commit): void {
  if (!isSafeName(commit.tenant)) throw malformed(`"${commit.tenant}" cannot name a tenant`);
  if (commit.records.length === 0) throw malformed('no record');
  const versions = new Map<string, number>();
  for (const { change, version } of commit.expects) {
    if (!isSafeName(change)) throw malformed(`"${change}" cannot name a change`);
    if (versions.has(change)) throw malformed(`${change} is expected twice`);
    versions.set(change, version);
  }
  for (const record of commit.records) {
    if (record.change === null) continue;
    const before = versions.get(record.change);
    if (before === undefined)
      throw malformed(`a record of ${record.change}, whose version is not expected`);
    if (record.version !== before + 1) {
      throw malformed(`version ${String(record.version)} of ${record.change} after ${before}`);
    }
    versions.set(record.change, before + 1);
  }
  checkDocuments(commit, versions);
}

function checkDocuments(commit: Commit, versions: ReadonlyMap<string, number>): void {
  const written = new Set<string>();
  for (const { change, document, entry } of commit.documents) {
    if (written.has(change)) throw malformed(`two documents of ${change}`);
    written.add(change);
    if (document.id !== change || entry.id !== change)
      throw malformed(`a document of ${change} with another id`);
    const before = commit.expects.find((expected) => expected.change === change)?.version;
    if (before === versions.get(change))
      throw malformed(`a document of ${change} without a record that makes it`);
    if (document.version !== versions.get(change)) {
      throw malformed(
        `a document of ${change} at version ${document.version}, not ${String(versions.get(change))}`,
      );
    }
  }
  for (const { change, version } of commit.expects) {
    if (versions.get(change) !== version && !written.has(change))
      throw malformed(`no document of ${change}`);
  }
}

const malformed = (what: string): StoreFault => new StoreFault(`malformed commit: ${what}`);

/** What a commit does besides its records, as its last record says it; undefined where it does nothing. */
export function factsOf(
  { key, take, release }: Pick<Commit, 'key' | 'take' | 'release'>,
  counters: ReadonlyMap<string, number>,
): CommitFacts | undefined {
  const claims = take.length + release.length > 0;
  if (key === null && !claims && counters.size === 0) return undefined;
  return {
    ...(key === null ? {} : { key }),
    ...(claims ? { claims: { take, release } } : {}),
    ...(counters.size === 0 ? {} : { counters: Object.fromEntries(counters) }),
  };
}
