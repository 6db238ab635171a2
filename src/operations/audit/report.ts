import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { reportRows } from '../../audit/report-rows.ts';
import { auditReporter, type AuditReport } from '../../audit/report.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { actorOf } from '../actor.ts';
import { periodOf } from '../ask/period.ts';
import { define, reading, type Call } from '../operation.ts';
import { dayOrInstant } from '../schemas.ts';

const PERIOD_DAYS_MAX = 3_660;
const YEAR_MS = 365 * 86_400_000;

/** Changes that a tool tells at once unless asked for more: each takes some 3 KB, and an agent has all of it in mind. */
const TOLD_TO_AGENTS = 10;

const maybe = z.string().nullable();
const counts = z.record(z.string(), z.int());
/** A figure with the number of cases behind it; or none, and why. */
const figure = z.union([
  z.object({ value: z.number(), of: z.int() }),
  z.object({ value: z.null(), why: z.string() }),
]);

const approval = z.object({
  request: z.string(),
  asked: z.array(z.string()),
  needed: maybe,
  opened_at: z.string(),
  votes: z.array(
    z.object({
      by: maybe,
      acting_for: maybe,
      decision: maybe,
      standing: maybe,
      at: z.string(),
      reason: maybe,
      conditions: z.array(z.string()),
    }),
  ),
  outcome: maybe,
  how: maybe,
  decided_at: maybe,
  reason: maybe,
  conditions: z.array(z.string()),
});

const happening = z.object({
  seq: z.int(),
  time: z.string(),
  who: maybe,
  acting_for: maybe,
  what: z.string(),
  detail: maybe,
  why: maybe,
  conditions: z.array(z.string()),
  policy: maybe,
  rule: maybe,
  hash: z.string(),
});

const story = z.object({
  id: z.string(),
  title: maybe,
  author: maybe,
  declared_type: maybe,
  type: maybe,
  workflow: maybe,
  policy: maybe,
  environment: maybe,
  systems: z.array(z.string()),
  justification: maybe,
  implementation_plan: maybe,
  rollback_plan: maybe,
  test_plan: maybe,
  risk_level: maybe,
  risk_score: z.number().nullable(),
  status: z.string(),
  outcome: maybe,
  created_at: z.string(),
  closed_at: maybe,
  approvals: z.array(approval),
  chronology: z.array(happening),
});

export const auditReport = define({
  name: 'audit_report',
  title: 'Audit report',
  description:
    'Reports a period (the last year, when left out) from the journal: totals, figures with the cases behind them, and for each change who did what, when and why, with the chain of approvals. A figure without data says so. Without `details` it has totals and figures alone. The report is itself recorded as an export.',
  kind: 'query',
  permission: { action: 'read', object: 'audit' },
  rest: { method: 'GET', path: '/api/audit/report' },
  cli: {
    command: 'audit report',
    positional: [],
    example: 'changeflow --as NAME audit report --from 2026-01-01 --to 2026-03-31 --format csv',
  },
  mcp: {
    tool: 'generate_audit_report',
    hints: reading,
    without: ['format'],
    defaults: { details: false, limit: TOLD_TO_AGENTS },
  },
  input: z.strictObject({
    from: dayOrInstant.optional(),
    to: dayOrInstant.optional(),
    details: z
      .boolean()
      .default(true)
      .describe('Whether each change is told with its approvals and chronology.'),
    limit: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('How many changes are told at once, and named in a list; left out, all.'),
    cursor: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('`next_cursor` of the page before; give the same `from` with it.'),
    format: z.enum(['json', 'csv']).default('json').describe('CSV has one row for each record.'),
  }),
  output: z.object({
    v: z.literal(1),
    period: z.object({ from: maybe, to: maybe }),
    journal: z.object({
      records: z.int(),
      head: z.object({ seq: z.int(), hash: z.string() }).nullable(),
    }),
    total_changes: z.int(),
    by_status: counts,
    by_type: counts,
    by_risk: counts,
    by_environment: counts,
    urgent_changes: z.array(z.string()),
    failed_changes: z.array(z.string()),
    figures: z.object({
      lead_time_hours: figure,
      success_rate: figure,
      urgent_rate: figure,
      approval_rate: figure,
      approval_hours: figure,
    }),
    changes: z.array(story),
    beside_changes: counts,
    other_records: z.array(happening),
    /** Where a `limit` was given: where the changes go on, and how many identifiers the lists leave out. */
    next_cursor: maybe.optional(),
    left_out: z.object({ urgent_changes: z.int(), failed_changes: z.int() }).optional(),
    /** How many changes are in no figure and no list, because the caller may not read them; absent: none. */
    withheld_changes: z.int().optional(),
  }),
  handle: async (call, { details, format, limit, cursor, ...asked }) => {
    const now = call.services.now() + 1;
    const period = periodOf(asked, { from: now - YEAR_MS, to: now }, PERIOD_DAYS_MAX);
    if (!period.ok) return period;
    const page = { details: details || format === 'csv', limit, cursor };
    const paged = pageOfReport(await reportOf(call, period.value), page);
    if (!paged.ok) return paged;
    await call.services.engine.note(call.principal.tenant, 'exported', actorOf(call.principal), {
      what: 'report',
      format,
      ...period.value,
    });
    if (format === 'json') return ok({ kind: 'value', value: paged.value });
    const text = stringify([...reportRows(paged.value)].map((row) => [...row]));
    return ok({ kind: 'text', media: 'text/csv; charset=utf-8', text, file: 'audit-report.csv' });
  },
});

type Withholding = AuditReport & { readonly withheld_changes?: number };

type PagedReport = Withholding & {
  readonly next_cursor?: string | null;
  readonly left_out?: { readonly urgent_changes: number; readonly failed_changes: number };
};

/** As much of a report as was asked for: figures are of the whole period on every page. */
function pageOfReport(
  report: Withholding,
  page: {
    readonly details: boolean;
    readonly limit: number | undefined;
    readonly cursor: string | undefined;
  },
): Result<PagedReport, Refusal> {
  const { limit = report.changes.length, cursor } = page;
  const last = cursor === undefined ? -1 : report.changes.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && last === -1) {
    const message = 'is no `next_cursor` of a report of this period';
    const errors = [{ path: '/cursor', message }];
    return err(refuse('invalid-input', `/cursor: ${message}.`, { errors }));
  }
  const told = report.changes.slice(last + 1, last + 1 + limit);
  const changes = page.details ? told : [];
  const others = page.details && cursor === undefined ? report.other_records : [];
  if (page.limit === undefined) return ok({ ...report, changes, other_records: others });
  const { urgent_changes: urgent, failed_changes: failed } = report;
  const isMore = page.details && last + 1 + limit < report.changes.length;
  return ok({
    ...report,
    urgent_changes: urgent.slice(0, limit),
    failed_changes: failed.slice(0, limit),
    changes,
    // The newest of them; all are in the report without a limit.
    other_records: others.slice(-limit),
    next_cursor: isMore ? (told.at(-1)?.id ?? null) : null,
    left_out: {
      urgent_changes: Math.max(0, urgent.length - limit),
      failed_changes: Math.max(0, failed.length - limit),
    },
  });
}

async function reportOf(
  call: Call,
  period: { readonly from: string; readonly to: string },
): Promise<Withholding> {
  const reporter = auditReporter({ ...period, urgentTypes: urgentTypes(call) });
  const { records, withheld } = call.changes.journal();
  for await (const record of records) reporter.take(record);
  const report = reporter.report();
  return withheld.size === 0 ? report : { ...report, withheld_changes: withheld.size };
}

/** Of the types that a risk model tells apart, the one above all bounds: what cannot take its time. */
function urgentTypes(call: Call): readonly string[] {
  const { riskModels } = call.services.engine.policy().policy.definitions;
  return riskModels.flatMap(({ types }) =>
    types.filter(({ bound }) => bound.kind === null).map(({ name }) => name),
  );
}
