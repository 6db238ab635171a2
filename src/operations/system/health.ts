import { z } from 'zod';
import { refuse } from '../../core/refusal.ts';
import { err, ok } from '../../core/result.ts';
import type { StoreHealth } from '../../engine/ports.ts';
import { define } from '../operation.ts';
import { sourceOf } from '../policy/describe.ts';

export const live = define({
  name: 'live',
  title: 'Is the server alive',
  description: 'Answers as soon as the process can answer anything.',
  kind: 'query',
  permission: null,
  rest: { method: 'GET', path: '/health/live' },
  cli: null,
  mcp: null,
  input: z.strictObject({}),
  output: z.object({ status: z.literal('live'), version: z.string() }),
  handle: async ({ services }) =>
    ok({ kind: 'value', value: { status: 'live', version: services.version } }),
});

const finding = z.object({
  code: z.string(),
  message: z.string(),
  help: z.string().nullable().describe('What to do about it.'),
});

/** What to do about what the store finds. */
const helps: { readonly [Code in StoreHealth['findings'][number]['code']]: string } = {
  'torn-tail': 'nothing: what was cut was never answered, and is kept under journal/torn/',
  damaged: 'restore the file that is named from a backup, and start again',
  behind:
    'make room on the disk; nothing is lost, and what is behind is made anew from the journal',
  'write-failed':
    'see to the disk; what was not answered may be sent again with the same idempotency key',
  'made-anew': 'nothing: the change goes on from its records',
};

export const ready = define({
  name: 'ready',
  title: 'Is the server ready',
  description:
    'Answers when the server takes commands: the journal is whole and the store writes. Otherwise 503 with what was found. Findings beside `ready` stop nothing, such as an approval that nobody of the roster can give.',
  kind: 'query',
  permission: null,
  rest: { method: 'GET', path: '/health/ready' },
  cli: null,
  mcp: null,
  input: z.strictObject({}),
  output: z.object({
    status: z.literal('ready'),
    seq: z.int(),
    documents_behind: z.int(),
    in_flight: z.int().describe('Requests at work now.'),
    turned_away: z
      .int()
      .describe('Requests refused since the start because too many were at work.'),
    findings: z.array(finding),
  }),
  handle: async ({ services }) => {
    const health = services.engine.health();
    const findings = health.findings.map(({ code, message }) => ({
      code,
      message,
      help: helps[code],
    }));
    if (!health.ready) {
      const message = `Commands are stopped: ${findings.map((each) => each.message).join('; ')}`;
      return err(refuse('journal-damaged', message, { details: { findings } }));
    }
    const { documents_behind, head } = health;
    const { files } = services.engine.policy().policy;
    const approvals = (await services.approvals())
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message, span, help }) => ({
        code,
        message: `${sourceOf(files, span)}: ${message}`,
        help: help ?? null,
      }));
    return ok({
      kind: 'value',
      value: {
        status: 'ready',
        seq: head.seq,
        documents_behind,
        ...services.gate.counts(),
        findings: [...findings, ...approvals],
      },
    });
  },
});
