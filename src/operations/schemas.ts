import { z } from 'zod';

/** Shapes that several operations share. JSON is snake_case; times are RFC 3339 in UTC. */

const MAX_TEXT = 100_000;

/** A word of the policy: a type, a system, a label, a role. */
export const word = z.string().trim().min(1).max(100);
export const words = z.array(word).max(100);
export const line = z.string().trim().min(1).max(300);
export const text = z.string().max(MAX_TEXT);
export const said = z.string().trim().min(1).max(MAX_TEXT);
export const changeId = z.string().trim().min(1).max(100).describe('Identifier of the change.');
const instant = z.iso
  .datetime({ offset: true })
  .describe('RFC 3339 instant, such as 2026-03-02T14:00:00Z.');
/** A day or an instant, as people give them for reports and calendars. */
export const dayOrInstant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'is neither a day such as 2026-03-02 nor an instant such as 2026-03-02T14:00:00Z',
  })
  .describe('A day such as 2026-03-02, or an RFC 3339 instant.');
export const json = z.json();
export const jsonObject = z.record(z.string().min(1).max(100), json);

/** Inputs of every command. */
export const commandInputs = {
  idempotency_key: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Repeating a command with the same key within 24 h answers what was answered first.'),
};

/** Inputs of every list. */
export const pageInputs = {
  limit: z.int().min(1).max(100).default(50).describe('How many items a page has.'),
  cursor: z
    .string()
    .regex(/^b\d{1,15}$/, 'is no `next_cursor`')
    .optional()
    .describe('`next_cursor` of the page before.'),
};

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

const priority = word.describe('How much it matters, in the words of the policy.');

/** What people say of a change. */
export const contentInputs = {
  title: line.describe('What the change is, in a line.'),
  description: z.string().trim().max(MAX_TEXT).describe('What changes and why.'),
  affected_systems: words.optional().describe('Systems that the change touches.'),
  environment: word.optional().describe('Where it happens, such as production or staging.'),
  priority: priority.optional(),
  urgency: word.optional().describe('How soon it is wanted.'),
  size: word.optional().describe('How large it is, where the policy tells sizes apart.'),
  labels: words.optional(),
  implementation_plan: text.optional().describe('The steps.'),
  rollback_plan: text.optional().describe('How it is undone.'),
  test_plan: text.optional().describe('How it is shown to work.'),
  planned_start: instant.optional(),
  planned_end: instant.optional(),
  justification: text.optional().describe('Why it is needed, or needed now.'),
  custom: jsonObject.optional().describe('Further fields, by name.'),
};

export const dependency = z.strictObject({
  id: changeId,
  policy: z
    .enum(['block', 'warn', 'allow'])
    .default('block')
    .describe('Whether the change waits for it, warns, or only notes it.'),
});

export const declaredType = word
  .optional()
  .describe('Type of the change in the words of the policy; left out, the risk score tells it.');

const vote = z.object({
  by: z.string(),
  kind: z.enum(['person', 'agent', 'system']),
  for: z.string().optional(),
  decision: z.enum(['approve', 'reject', 'revise', 'abstain']),
  standing: z.enum(['counted', 'advice', 'stale', 'late']),
  at: z.string(),
  reason: z.string().nullable(),
  conditions: z.array(z.string()),
  confidence: z.number().nullable(),
});

/** An approval that has ended, with every vote. */
const decisionView = z.object({
  request: z.string(),
  asked: z.array(z.string()),
  outcome: z.enum(['approved', 'rejected', 'revise', 'expired', 'stale', 'withdrawn']),
  how: z.enum(['voted', 'skipped']).nullable(),
  by: z.array(z.string()),
  reason: z.string().nullable(),
  conditions: z.array(z.string()),
  votes: z.array(vote),
  at: z.string(),
  /** Its round was sent back, or an edit made it stale: it lets nothing go ahead any more. */
  void: z.boolean(),
});

/** What a change may wait for. */
const waitKinds = [
  'approval',
  'signal',
  'task',
  'event',
  'timer',
  'window',
  'dependency',
  'lock',
  'phase',
] as const;

/** A vote with the request that it was given in. */
export const requestVote = vote.extend({ request: z.string() });

export const waitingView = z.object({
  request: z.string(),
  kind: z.enum(waitKinds),
  roles: z.array(z.string()),
  quorum: z.string().nullable(),
  votes: z.array(vote),
  due: z.string().nullable(),
  escalated_to: z.array(z.string()),
  key: z.string().nullable(),
});

export const recordView = z.object({
  seq: z.int(),
  time: z.string(),
  change: z.string().nullable(),
  version: z.int().nullable(),
  type: z.string(),
  actor: z.object({ id: z.string(), kind: z.string(), for: z.string().optional() }).nullable(),
  data: jsonObject,
  policy: z.string().nullable(),
  rule: z.string().nullable(),
  hash: z.string(),
});

const reason: z.ZodType<ReasonShape, ReasonShape> = z.lazy(() =>
  z.object({ holds: z.boolean(), text: z.string(), because: z.array(reason).optional() }),
);
interface ReasonShape {
  readonly holds: boolean;
  readonly text: string;
  readonly because?: readonly ReasonShape[] | undefined;
}

export const explanationView = z.object({
  change: z.string(),
  summary: z.string(),
  waiting: z.array(
    z.object({
      request: z.string(),
      kind: z.string(),
      reason,
      who: z.array(z.object({ id: z.string(), for: z.string() })),
      source: z.string().nullable(),
      next: z.string(),
    }),
  ),
  shortest_way: z.array(z.string()),
  votes: z.array(requestVote),
  warnings: z.array(z.string()),
});

const artifactView = z.object({
  name: z.string(),
  title: z.string().nullable(),
  by: z.string(),
  at: z.string(),
  content: z.string().optional(),
});

/** What stands in the way of an open change without stopping it by itself. */
const warningView = z.object({
  kind: z.enum(['freeze', 'dependency', 'word']),
  text: z.string(),
  about: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  next_slot: z.object({ from: z.string(), to: z.string().nullable() }).nullable(),
});

export const changeView = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  declared_type: z.string().nullable(),
  change_type: z.string(),
  recommended_type: z.string().nullable(),
  status: z.enum(['open', 'completed', 'rejected', 'cancelled', 'failed', 'archived']),
  outcome: z.string().nullable(),
  phases: z.array(z.object({ name: z.string(), label: z.string(), since: z.string() })),
  waiting: z.array(waitingView),
  decisions: z.array(decisionView),
  risk: jsonObject.nullable(),
  workflow: z.object({ name: z.string(), policy: z.string(), commit: z.string().nullable() }),
  author: z.string(),
  fields: jsonObject,
  artifacts: z.array(artifactView),
  adrs: z.array(z.string()),
  dependencies: z.array(z.object({ id: z.string(), policy: z.enum(['block', 'warn', 'allow']) })),
  warnings: z.array(warningView),
  digest: z.string(),
  version: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  failure: z.object({ message: z.string(), at: z.string() }).optional(),
  events: z.array(recordView).optional(),
  explanation: explanationView.optional(),
});

/** A change in a list: what the index has, so that listing loads no change. */
export const summaryView = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  outcome: z.string().nullable(),
  phases: z.array(z.string()),
  change_type: z.string(),
  workflow: z.string(),
  affected_systems: z.array(z.string()),
  labels: z.array(z.string()),
  author: z.string(),
  waiting_for: z.array(z.string()),
  /** Changes that it depends on and that ended without being carried out. */
  failed_dependencies: z.array(z.string()),
  risk_score: z.number().nullable(),
  due: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
