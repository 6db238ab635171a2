import { describe, expect, it } from 'vitest';
import { TENANT } from '../../src/engine/engine.ts';
import { createWorld, policyDirectory } from './world.ts';

const policy = `
(define-role maker) (define-role boss)
(define-workflow plain
  (applies-to (type plain urgent))
  (identifier "PL-{date}-{n:3}")
  (require-approval look (by boss)))
(define-access
  (permit (read change) (by member))
  (permit (decide approval) (by member))
  (permit (edit change) (by member) (when (author? (actor))))
  (forbid (decide approval) (by agent) (when (eq? (field 'type) 'urgent))))`;

const people = { ann: ['maker'], bob: ['boss'] };

describe('access rules that look at the change', () => {
  it('are asked when the change is loaded, whatever was answered before', async () => {
    const w = await createWorld(await policyDirectory({ 'workflows/plain.scm': policy }), people);
    const id = await w.create('ann', 'plain');
    const edit = { kind: 'edit', fields: { title: 'Another title' } } as const;
    const permission = { action: 'edit', object: 'change' };
    const refused = await w.engine.act(id, edit, { ...w.as('bob'), permission });
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-permitted' } });
    expect(await w.engine.act(id, edit, { ...w.as('ann'), permission })).toMatchObject({
      ok: true,
    });
  });

  it('forbid an agent what they permit its person', async () => {
    const w = await createWorld(await policyDirectory({ 'workflows/plain.scm': policy }), people);
    const agent = { id: 'bot', kind: 'agent', roles: ['boss'], for: 'bob' } as const;
    const vote = {
      kind: 'decide',
      request: null,
      decision: 'approve',
      reason: null,
      conditions: [],
      expected_digest: null,
      confidence: 0.9,
    } as const;
    const options = {
      tenant: TENANT,
      actor: agent,
      permission: { action: 'decide', object: 'approval' },
    };
    const [calm, urgent] = [await w.create('ann', 'plain'), await w.create('ann', 'urgent')];
    expect(await w.engine.act(urgent, vote, options)).toMatchObject({
      ok: false,
      error: { code: 'not-permitted' },
    });
    expect(await w.engine.act(calm, vote, options)).toMatchObject({ ok: true });
    const change = await w.engine.get(TENANT, calm);
    expect(change?.status).toBe('open');
    expect(change?.requests[0]).toMatchObject({
      votes: [{ by: 'bot', for: 'bob', standing: 'advice' }],
    });
  });
});
