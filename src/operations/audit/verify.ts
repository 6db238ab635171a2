import { z } from 'zod';
import { followChain } from '../../audit/chain.ts';
import { ok } from '../../core/result.ts';
import { StoreFault } from '../../engine/ports.ts';
import { define, type Call } from '../operation.ts';

const FINDINGS_MAX = 1_000;

interface Finding {
  readonly code: string;
  readonly seq: number;
  readonly change: string | null;
  readonly message: string;
}

export const auditVerify = define({
  name: 'audit_verify',
  title: 'Verify the journal',
  description:
    'Follows the hash chain of the journal from its first record as far as it can be read, damage told; with `replay` also runs every change again from its records and compares what each step asked for. It mends nothing.',
  kind: 'query',
  permission: { action: 'read', object: 'audit' },
  rest: { method: 'GET', path: '/api/audit/verify' },
  cli: null,
  mcp: null,
  input: z.strictObject({
    replay: z.boolean().default(false).describe('Run every change again and compare.'),
  }),
  output: z.object({
    sound: z.boolean(),
    records: z.int(),
    changes: z.int(),
    replayed: z.int(),
    head: z.object({ seq: z.int(), hash: z.string() }),
    findings: z.array(
      z.object({
        code: z.string(),
        seq: z.int(),
        change: z.string().nullable(),
        message: z.string(),
      }),
    ),
  }),
  handle: async (call, { replay }) => {
    const chain = followChain();
    const changes = new Set<string>();
    const findings: Finding[] = [];
    let records = 0;
    const broken = await reading(async () => {
      for await (const record of call.changes.chain()) {
        records += 1;
        if (record.change !== null) changes.add(record.change);
        for (const fault of chain.next(record)) add(findings, { ...fault, change: record.change });
      }
    });
    const { seq } = chain.head();
    for (const message of damageIn(call, broken))
      add(findings, { code: 'damaged', seq: seq + 1, change: null, message });
    if (replay) for (const change of changes) await replayed(call, change, findings);
    const value = {
      sound: findings.length === 0,
      records,
      changes: changes.size,
      replayed: replay ? changes.size : 0,
      head: chain.head(),
      findings: await Promise.all(findings.map((one) => told(call, one))),
    };
    return ok({ kind: 'value', value });
  },
});

/** That something is wrong is told of a change that the caller may not read, and not what. */
async function told(call: Call, finding: Finding): Promise<Finding> {
  const { code, seq, change } = finding;
  if (change === null || (await mayTell(call, change))) return finding;
  const message = 'it is of a change that you may not read: ask someone who may';
  return { code, seq, change: null, message };
}

/** Nothing is told of a change that cannot be asked about, since the store cannot load it. */
async function mayTell({ changes }: Call, change: string): Promise<boolean> {
  let may = false;
  await reading(async () => {
    may = await changes.mayTell(change);
  });
  return may;
}

async function replayed(call: Call, change: string, findings: Finding[]): Promise<void> {
  const { engine } = call.services;
  const broken = await reading(async () => {
    for (const finding of await engine.verifyReplay(call.principal.tenant, change)) {
      add(findings, { code: 'replay', change, ...finding });
    }
  });
  if (broken !== null) add(findings, { code: 'damaged', seq: 0, change, message: broken });
}

/** What the store says where it cannot be read on; null where all was read. */
async function reading(read: () => Promise<void>): Promise<string | null> {
  try {
    await read();
    return null;
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return fault.message;
  }
}

/**
 * Damage that ended the reading, or that was found before and ends the journal where it stands. Records behind it are
 * read from the files alone, which the command line verifies.
 */
function damageIn({ services }: Call, broken: string | null): readonly string[] {
  const known = services.engine
    .health()
    .findings.filter(({ code }) => code === 'damaged')
    .map(({ message }) => message);
  return [...new Set([...(broken === null ? [] : [broken]), ...known])];
}

function add(findings: Finding[], finding: Finding): void {
  if (findings.length < FINDINGS_MAX) findings.push(finding);
}
