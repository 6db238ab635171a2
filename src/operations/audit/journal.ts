import { z } from 'zod';
import { canonicalJson } from '../../core/canonical.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok } from '../../core/result.ts';
import type { JournalRecord } from '../../engine/ports.ts';
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
    const withheld = await call.changes.countWithheld();
    if (withheld > 0) return err(notWhole(call, withheld));
    const { head } = engine.health();
    await engine.note(call.principal.tenant, 'exported', actorOf(call.principal), {
      what: 'journal',
      until: head.seq,
    });
    return ok({
      kind: 'lines',
      media: 'application/x-ndjson',
      lines: lines(call.changes.journal().records),
    });
  },
});

async function* lines(records: AsyncIterable<JournalRecord>): AsyncGenerator<string> {
  for await (const record of records) yield canonicalJson(record);
}

/** A chain with gaps proves nothing, so there is no export of a part. */
const notWhole = ({ principal }: Call, withheld: number): Refusal =>
  refuse(
    'not-permitted',
    `The journal is exported whole, and ${withheld} of its changes are not for ${principal.id} to read. Ask someone who may read all of them, or take the report.`,
  );
