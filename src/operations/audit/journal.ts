import { z } from 'zod';
import { canonicalJson } from '../../core/json.ts';
import { ok } from '../../core/result.ts';
import { actorOf } from '../actor.ts';
import { define, type Call } from '../operation.ts';

export const auditJournal = define({
  name: 'audit_journal',
  title: 'Export the journal',
  description:
    'Writes the whole journal of the tenant, one record a line, as it is chained and hashed, for an auditor to verify elsewhere. The export is itself recorded.',
  kind: 'query',
  permission: { action: 'export', object: 'audit' },
  rest: { method: 'GET', path: '/api/audit/journal' },
  cli: {
    command: 'audit export',
    positional: [],
    example: 'changeflow --as NAME audit export > journal.ndjson',
  },
  mcp: null,
  input: z.strictObject({}),
  output: z.string(),
  handle: async (call) => {
    const { engine } = call.services;
    const { head } = engine.health();
    await engine.note(call.principal.tenant, 'exported', actorOf(call.principal), {
      what: 'journal',
      until: head.seq,
    });
    return ok({ kind: 'lines', media: 'application/x-ndjson', lines: lines(call) });
  },
});

async function* lines(call: Call): AsyncGenerator<string> {
  for await (const record of call.services.engine.records(call.principal.tenant, {})) {
    yield canonicalJson(record);
  }
}
