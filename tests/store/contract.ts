import { describe, expect, test } from 'vitest';
import { followChain } from '../../src/audit/chain.ts';
import { GENESIS, recordHash } from '../../src/audit/record.ts';
import { StoreFault, type ListQuery, type Store } from '../../src/engine/ports.ts';
import { all, at, author, documentOf, draft, tenantCommit } from './samples.ts';

/** What every kind of store promises. `use` opens an empty one and closes it after the body. */
export function storeContract(
  kind: string,
  use: (body: (store: Store) => Promise<void>) => Promise<void>,
): void {
  const it = (name: string, body: (store: Store) => Promise<void>): void => {
    test(name, () => use(body));
  };
  const list = async (store: Store, query: Partial<ListQuery>): Promise<readonly string[]> =>
    (await store.list('default', { limit: 100, ...query })).items.map((entry) => entry.id);

  describe(`the ${kind} store commits`, () => {
    it('numbers, chains and hashes the records of a tenant', async (store) => {
      const { put } = author(store);
      await put('C-1');
      await put('C-2');
      await put('C-1', { title: 'again' });
      const records = await all(store);
      expect(records.map((record) => record.seq)).toEqual([1, 2, 3]);
      expect(records.map((record) => record.prev)).toEqual([
        GENESIS.hash,
        records[0]?.hash,
        records[1]?.hash,
      ]);
      expect(records.every((record) => recordHash(record) === record.hash)).toBe(true);
      expect(store.health().head).toEqual({ seq: 3, hash: records[2]?.hash });
    });
    it('answers with the records as stored', async (store) => {
      const result = await author(store).put('C-1');
      expect(result.value).toEqual(await all(store));
    });
    it('keeps each tenant its own chain', async (store) => {
      await author(store, 'default').put('C-1');
      await author(store, 'other').put('C-1');
      expect((await all(store, 'other')).map((record) => record.seq)).toEqual([1]);
      expect(await store.tenants()).toEqual(['default', 'other']);
      expect(await store.load('third', 'C-1')).toBeNull();
    });
    it('refuses a version that is not the one found, and writes nothing', async (store) => {
      const { put, prepare } = author(store);
      await put('C-1');
      const stale = {
        ...prepare('C-1', {}),
        expects: [{ change: 'C-1', version: 0 }],
        records: [draft('C-1', 1, {})],
      };
      const again = {
        ...stale,
        documents: [documentOf([{ ...draft('C-1', 1, {}), tenant: 'default' }])],
      };
      expect(await store.commit(again)).toEqual({
        ok: false,
        error: { kind: 'version', change: 'C-1', found: 1 },
      });
      expect(await all(store)).toHaveLength(1);
    });
    it('lets one of two that race for a version through', async (store) => {
      const { prepare } = author(store);
      const results = await Promise.all([1, 2, 3, 4].map(() => store.commit(prepare('C-1', {}))));
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      expect(await all(store)).toHaveLength(1);
    });
    it('takes a batch of several changes whole or not at all', async (store) => {
      const { prepare, put } = author(store);
      await put('C-2');
      const first = prepare('C-1', {});
      const second = { ...prepare('C-2', {}), expects: [{ change: 'C-2', version: 1 }] };
      const both = {
        ...first,
        records: [...first.records, ...second.records],
        expects: [...first.expects, ...second.expects],
        documents: [...first.documents, ...second.documents],
      };
      const stale = {
        ...both,
        expects: [
          { change: 'C-1', version: 0 },
          { change: 'C-2', version: 0 },
        ],
      };
      const contradictory = store.commit(stale);
      await expect(contradictory).rejects.toThrow(StoreFault);
      expect(await store.load('default', 'C-1')).toBeNull();
      expect((await store.commit(both)).ok).toBe(true);
      expect((await store.load('default', 'C-1'))?.version).toBe(1);
      expect((await store.load('default', 'C-2'))?.version).toBe(2);
    });
    it('knows which changes there are without loading them', async (store) => {
      await author(store, 'default').put('C-1');
      expect(await store.has('default', 'C-1')).toBe(true);
      expect(await store.has('default', 'C-2')).toBe(false);
      expect(await store.has('other', 'C-1')).toBe(false);
    });
    it('takes a record of the tenant that touches no change', async (store) => {
      expect((await store.commit(tenantCommit('default', 1))).ok).toBe(true);
      expect((await all(store))[0]?.change).toBeNull();
    });
    it('faults on a commit that contradicts itself and on names that leave their folder', async (store) => {
      const { prepare } = author(store);
      const good = prepare('C-1', {});
      const bad = [
        { ...good, documents: [] },
        { ...good, expects: [] },
        { ...good, expects: [{ change: 'C-1', version: 4 }] },
        prepare('../C-1', {}),
        prepare('C/1', {}),
        prepare('..', {}),
        { ...good, tenant: '..' },
      ];
      for (const commit of bad) await expect(store.commit(commit)).rejects.toThrow(StoreFault);
      expect(await all(store)).toEqual([]);
    });
    it('faults on what no journal can say, and is as before', async (store) => {
      const { put, prepare } = author(store);
      await put('C-1');
      for (const value of [Number.NaN, '\ud800']) {
        const good = prepare('C-1', {});
        const bad = {
          ...good,
          records: good.records.map((record) => ({ ...record, data: { value } })),
        };
        await expect(store.commit(bad)).rejects.toThrow(StoreFault);
      }
      await put('C-1');
      const chain = followChain();
      expect((await all(store)).flatMap((record) => chain.next(record))).toEqual([]);
      expect(chain.head().seq).toBe(2);
    });
    it('faults after it was closed', async (store) => {
      const { put } = author(store);
      await put('C-1');
      await store.close();
      await expect(put('C-2')).rejects.toThrow(StoreFault);
      await expect(store.load('default', 'C-1')).rejects.toThrow(StoreFault);
      expect(store.health().ready).toBe(false);
    });
  });

  describe(`the ${kind} store keeps keys, claims and counters`, () => {
    const key = (id: string, seconds: number) => ({
      id,
      body: 'b',
      time: at(seconds),
      answer: { id: 'C-1' },
    });

    it('answers a repeated key with the first answer and writes nothing', async (store) => {
      const { put, prepare } = author(store);
      await put('C-1', {}, { key: key('k', 1) });
      const again = await store.commit({
        ...prepare('C-2', {}),
        key: { ...key('k', 2), answer: 'other' },
      });
      expect(again).toEqual({
        ok: false,
        error: { kind: 'key', body: 'b', answer: { id: 'C-1' } },
      });
      expect(await store.answered('default', 'k')).toMatchObject({
        body: 'b',
        answer: { id: 'C-1' },
      });
      expect(await store.answered('default', 'none')).toBeNull();
      expect(await store.answered('other', 'k')).toBeNull();
      expect(await all(store)).toHaveLength(1);
    });
    it('lets one of two commits with one key through', async (store) => {
      const { prepare } = author(store);
      const commits = ['C-1', 'C-2'].map((id) => ({ ...prepare(id, {}), key: key('k', 1) }));
      const results = await Promise.all(commits.map((commit) => store.commit(commit)));
      expect(results.map((result) => result.ok)).toEqual([true, false]);
    });
    it('forgets a key a day after its time', async (store) => {
      const { put } = author(store);
      const day = 24 * 3600;
      await put('C-1', {}, { key: key('k', 0) }, 0);
      await put('C-2', {}, {}, day);
      expect(await store.answered('default', 'k')).not.toBeNull();
      await put('C-3', {}, {}, day + 1);
      expect(await store.answered('default', 'k')).toBeNull();
      await put('C-4', {}, { key: key('k', day + 1) }, day + 1);
    });
    it('gives a claim to one holder at a time', async (store) => {
      const { put, prepare } = author(store);
      const take = (holder: string) => ({ take: [{ claim: 'one', holder }] });
      await put('C-1', {}, take('C-1'));
      await put('C-1', {}, take('C-1'));
      const refused = await store.commit(prepare('C-2', {}, take('C-2')));
      expect(refused).toEqual({ ok: false, error: { kind: 'claim', claim: 'one', holder: 'C-1' } });
      await put('C-2', {}, { release: [{ claim: 'one', holder: 'C-2' }] });
      expect(await store.holder('default', 'one')).toBe('C-1');
      await put('C-2', {}, { release: [{ claim: 'one', holder: 'C-1' }], ...take('C-2') });
      expect(await store.holder('default', 'one')).toBe('C-2');
      await put('C-2', {}, { release: [{ claim: 'one', holder: 'C-2' }] });
      expect(await store.holder('default', 'one')).toBeNull();
    });
    it('lets one of two commits that race for a claim through', async (store) => {
      const { prepare } = author(store);
      const results = await Promise.all(
        ['C-1', 'C-2'].map((id) =>
          store.commit(prepare(id, {}, { take: [{ claim: 'one', holder: id }] })),
        ),
      );
      expect(results.map((result) => result.ok)).toEqual([true, false]);
    });
    it('counts from one and never gives a number twice', async (store) => {
      const numbers = await Promise.all([1, 2, 3].map(() => store.reserve('default', 'n')));
      expect([...numbers].sort()).toEqual([1, 2, 3]);
      expect(await store.reserve('default', 'm')).toBe(1);
      expect(await store.reserve('other', 'n')).toBe(1);
      expect(await store.reserve('default', 'n')).toBe(4);
    });
  });

  describe(`the ${kind} store finds`, () => {
    it('the newest document of a change', async (store) => {
      const { put } = author(store);
      await put('C-1', { title: 'first' });
      await put('C-1', { title: 'second' });
      expect((await store.load('default', 'C-1'))?.fields.title).toBe('second');
      expect(await store.load('default', 'C-2')).toBeNull();
    });
    it('by every filter, newest first', async (store) => {
      const { put } = author(store);
      await put('C-1', {
        title: 'Rotate KEYS',
        description: 'of the vault',
        systems: ['a', 'b'],
        labels: ['x'],
      });
      await put('C-2', {
        status: 'completed',
        type: 'kind-b',
        author: 'bob',
        phases: ['two'],
        waiting_for: [],
      });
      await put('C-3', { systems: ['b'], waiting_for: ['person:cat', 'role:judge'] });
      const cases: [Partial<ListQuery>, string[]][] = [
        [{}, ['C-3', 'C-2', 'C-1']],
        [{ status: 'completed' }, ['C-2']],
        [{ type: 'kind-a' }, ['C-3', 'C-1']],
        [{ type: 'none such' }, []],
        [{ author: 'bob' }, ['C-2']],
        [{ phase: 'two' }, ['C-2']],
        [{ system: 'b' }, ['C-3', 'C-1']],
        [{ label: 'x' }, ['C-1']],
        [{ workflow: 'flow', system: 'a' }, ['C-1']],
        [{ waiting_for: ['person:cat', 'person:dan'] }, ['C-3']],
        [{ waiting_for: ['role:judge'] }, ['C-3', 'C-1']],
        [{ waiting_for: [] }, []],
        [{ q: 'keys' }, ['C-1']],
        [{ q: 'VAULT rotate' }, ['C-1']],
        [{ q: 'keysof' }, []],
        [{ q: '  ' }, ['C-3', 'C-2', 'C-1']],
      ];
      for (const [query, expected] of cases)
        expect([query, await list(store, query)]).toEqual([query, expected]);
    });
    it('how the changes of systems ended, each counted once', async (store) => {
      const { put } = author(store);
      const tally = async (systems: readonly string[], since: string) => {
        const { open, ended } = await store.tally('default', { systems, since });
        return { open, ended: [...ended].sort((a, b) => (a.outcome! < b.outcome! ? -1 : 1)) };
      };
      const ended = (outcome: string, systems: readonly string[]) =>
        ({ status: 'completed', outcome, systems }) as const;
      await put('C-1', { systems: ['a', 'b'] });
      await put('C-2', { systems: ['a'], status: 'failed' });
      await put('C-3', ended('done', ['a', 'b']));
      await put('C-4', ended('done', ['b']));
      await put('C-4', { title: 'moved' });
      await put('C-5', ended('undone', ['b', 'a']));
      await put('C-6', ended('done', ['c']));
      await put('C-7', { systems: ['a'] });
      await put('C-7', { status: 'rejected', outcome: 'rejected' });
      const last = { status: 'completed', latest: at(2) };
      const first = { status: 'completed', latest: at(1) };
      const rejected = { status: 'rejected', outcome: 'rejected', count: 1, latest: at(2) };
      expect(await tally(['a', 'b'], at(0))).toEqual({
        open: 2,
        ended: [
          { ...last, outcome: 'done', count: 2 },
          rejected,
          { ...first, outcome: 'undone', count: 1 },
        ],
      });
      expect(await tally(['b'], at(2))).toEqual({
        open: 1,
        ended: [{ ...last, outcome: 'done', count: 1 }],
      });
      expect(await tally(['a'], at(3))).toEqual({ open: 2, ended: [] });
      expect(await tally([], at(0))).toEqual({ open: 0, ended: [] });
      await put('C-3', { systems: ['c'] });
      expect((await tally(['a'], at(0))).ended).toEqual([
        rejected,
        { ...first, outcome: 'undone', count: 1 },
      ]);
    });
    it('an entry as it was written', async (store) => {
      const { prepare, send } = author(store);
      const commit = prepare('C-1', {
        due: at(9),
        score: 12.5,
        outcome: 'done',
        labels: ['é', 'x'],
      });
      await send(commit);
      expect((await store.list('default', { limit: 1 })).items).toEqual([
        commit.documents[0]?.entry,
      ]);
    });
    it('what an edit changed, and no longer what it was', async (store) => {
      const { put } = author(store);
      await put('C-1', { title: 'alpha', labels: ['x'], due: at(5) });
      await put('C-1', { title: 'beta', labels: ['y'], due: null });
      expect(await list(store, { q: 'alpha' })).toEqual([]);
      expect(await list(store, { q: 'beta', label: 'y' })).toEqual(['C-1']);
      expect(await store.nextDue('default')).toBeNull();
    });
    it('pages that give every change once while more are created', async (store) => {
      const { put } = author(store);
      for (let n = 1; n <= 7; n += 1) await put(`C-${n}`, { labels: n % 2 === 1 ? ['odd'] : [] });
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.list('default', {
          limit: 2,
          label: 'odd',
          ...(cursor === null ? {} : { cursor }),
        });
        seen.push(...page.items.map((entry) => entry.id));
        cursor = page.next_cursor;
        await put(`D-${seen.length}`, { labels: ['odd'] });
      } while (cursor !== null);
      expect(seen).toEqual(['C-7', 'C-5', 'C-3', 'C-1']);
    });
    it('what is due, earliest first', async (store) => {
      const { put } = author(store);
      await put('C-1', { due: at(30) });
      await put('C-2', { due: at(10) });
      await put('C-3', { due: at(20) });
      await put('C-4');
      expect(await store.nextDue('default')).toBe(at(10));
      expect(await store.due('default', at(20), 10)).toEqual([
        { change: 'C-2', due: at(10) },
        { change: 'C-3', due: at(20) },
      ]);
      expect(await store.due('default', at(99), 1)).toHaveLength(1);
      await put('C-2', { due: at(40) });
      expect(await store.nextDue('default')).toBe(at(20));
      expect(await store.due('default', at(9), 10)).toEqual([]);
    });
    it('records by change, type, place and period', async (store) => {
      const { put } = author(store);
      await put('C-1', {}, {}, 1);
      await put('C-2', {}, {}, 2);
      await put('C-1', {}, {}, 3);
      await store.commit(tenantCommit('default', 4));
      const seqs = async (query: Parameters<Store['records']>[1]): Promise<readonly number[]> => {
        const found: number[] = [];
        for await (const record of store.records('default', query)) found.push(record.seq);
        return found;
      };
      expect(await seqs({})).toEqual([1, 2, 3, 4]);
      expect(await seqs({ change: 'C-1' })).toEqual([1, 3]);
      expect(await seqs({ change: 'C-1', after_seq: 1 })).toEqual([3]);
      expect(await seqs({ change: 'C-9' })).toEqual([]);
      expect(await seqs({ types: ['edited', 'exported'] })).toEqual([3, 4]);
      expect(await seqs({ after_seq: 2 })).toEqual([3, 4]);
      expect(await seqs({ after_seq: 9 })).toEqual([]);
      expect(await seqs({ from: at(2), to: at(4) })).toEqual([2, 3]);
    });
    it('a policy by its id', async (store) => {
      const policy = {
        v: 1,
        id: 'abc',
        library: '1',
        provenance: { commit: null, dirty: false },
        files: [{ path: 'a.scm', text: '(define x 1)' }],
        units: {},
        roots: {},
        positions: {},
      } as unknown as Parameters<Store['savePolicy']>[0];
      await store.savePolicy(policy);
      await store.savePolicy(policy);
      expect(await store.policy('abc')).toEqual(policy);
      expect(await store.policy('abd')).toBeNull();
    });
  });
}
