import type { Input } from '../../src/operations/rest.ts';

/** One thing said alike on every face, in an order in which each finds what it needs. */
export interface Step {
  readonly operation: string;
  readonly as: string;
  /** Identifiers of what earlier steps made stand under the names by which these kept them. */
  readonly input: (made: { readonly [name: string]: string }) => Input;
  /** Keeps the identifier answered, under a name. */
  readonly keep?: string;
  /** The code expected, where it shall be refused. */
  readonly refused?: string;
}

type More = Pick<Step, 'keep' | 'refused'>;

const step = (
  operation: string,
  as: string,
  input: Step['input'] | Input = {},
  more: More = {},
): Step => ({ operation, as, input: typeof input === 'function' ? input : () => input, ...more });

const refused = (code: string): More => ({ refused: code });
const keep = (name: string): More => ({ keep: name });

const founding = {
  title: 'Update payment gateway',
  description: 'Security patch for CVE-2025-1234, -- with a dash and ünusual lëtters',
  change_type: 'normal',
  affected_systems: ['payment-api', 'checkout'],
  custom: { ticket: 'T-1', nested: { list: [1, 2.5, null, true] } },
};
const plain = { title: 'Rotate the key', description: 'Yearly.', change_type: 'normal' };
const missing = { change_id: 'NC-1' };
const decision = { title: 'Check first', context: 'c', decision: 'd', rationale: 'r' };
const wrongFile = { path: 'workflows/w.scm', text: '(define-workflow w\n  (aplies-to (type x))' };

const beginning: readonly Step[] = [
  step('live', 'dana'),
  step('ready', 'dana'),
  step('language', 'dana'),
  step('create', 'dana', founding, keep('first')),
  step('create', 'dana', { ...plain, labels: ['a', 'b'] }, keep('second')),
  step('create', 'dana', { ...plain, title: ' ' }, refused('invalid-input')),
  step('create', 'dana', { ...plain, workflow: 'basic-approval' }, refused('no-workflow')),
  step('status', 'dana'),
  step('status', 'tess', { limit: 1_000 }, refused('invalid-input')),
];

const deciding: readonly Step[] = [
  step('edit', 'dana', ({ first }) => ({
    change_id: first,
    rollback_plan: 'Restore the snapshot.\nThen call.',
    urgency: 'high',
  })),
  step(
    'edit',
    'dana',
    ({ first }) => ({ change_id: first, size: 'large', expected_version: 1 }),
    refused('stale'),
  ),
  step('edit', 'tess', ({ first }) => ({ change_id: first, size: 'x' }), refused('not-permitted')),
  step('submit', 'dana', ({ first }) => ({ change_id: first })),
  step('submit', 'dana', ({ first }) => ({ change_id: first }), refused('not-awaited')),
  step('inbox', 'tess'),
  step('inbox', 'pat', { limit: 0 }, refused('invalid-input')),
  step('explain', 'dana', ({ first }) => ({ change_id: first })),
  step('explain', 'dana', missing, refused('not-found')),
  step('expedite', 'dana', ({ first }) => ({ change_id: first, justification: 'Now.' })),
  step('expedite', 'dana', { ...missing, justification: 'Now.' }, refused('not-found')),
  step('comment', 'kim', ({ first }) => ({ change_id: first, text: 'Hm: "quoted".' })),
  step('comment', 'kim', { ...missing, text: 'Hm.' }, refused('not-found')),
  step(
    'decide',
    'dana',
    ({ first }) => ({ change_id: first, decision: 'approve' }),
    refused('separation-of-duties'),
  ),
  step('decide', 'tess', ({ first }) => ({
    change_id: first,
    decision: 'approve',
    reason: 'Read it.',
    conditions: ['at night', 'by two'],
  })),
  step(
    'decide',
    'pat',
    ({ first }) => ({ change_id: first, decision: 'approve', expected_digest: '0'.repeat(64) }),
    refused('digest-mismatch'),
  ),
  step('get', 'dana', ({ first }) => ({
    change_id: first,
    include: ['events', 'explanation', 'artifacts'],
  })),
  step('get', 'dana', missing, refused('not-found')),
  step('history', 'dana', ({ first }) => ({ change_id: first, limit: 3 })),
  step('history', 'dana', missing, refused('not-found')),
];

const ending: readonly Step[] = [
  step('signal', 'dana', ({ second }) => ({
    change_id: second,
    name: 'submit',
    payload: { why: 'ready', count: 2 },
  })),
  step(
    'signal',
    'dana',
    ({ second }) => ({ change_id: second, name: 'x' }),
    refused('not-awaited'),
  ),
  step('cancel', 'dana', ({ second }) => ({ change_id: second, reason: 'Superseded.' })),
  step('cancel', 'dana', ({ second }) => ({ change_id: second }), refused('closed')),
  step('create', 'dana', { ...plain, change_type: 'fragile' }, keep('broken')),
  step('retry', 'dana', ({ broken }) => ({ change_id: broken })),
  step('retry', 'dana', ({ first }) => ({ change_id: first }), refused('not-awaited')),
  step('list', 'dana', { status: 'open', system: 'payment-api', limit: 3 }),
  step('list', 'dana', { limit: 1_000 }, refused('invalid-input')),
];

const writing: readonly Step[] = [
  step('sdd_change_status', 'dana', {}, refused('not-found')),
  step('sdd_change_advance', 'dana', { content: 'x' }, refused('not-awaited')),
  step(
    'sdd_change',
    'dana',
    { type: 'fix', size: 'small', description: 'Empty queries crash' },
    keep('written'),
  ),
  step(
    'sdd_change',
    'dana',
    { type: 'feature', size: 'large', description: 'Another' },
    refused('already-held'),
  ),
  step('sdd_change_status', 'tess'),
  step('sdd_adr', 'dana', { ...decision, status: 'proposed' }),
  step('sdd_adr', 'dana', { ...decision, rationale: ' ' }, refused('invalid-input')),
  step('sdd_change_advance', 'dana', { content: '# What\n\nIt crashes.', title: 'What' }),
  step(
    'sdd_change_advance',
    'dana',
    { content: 'x', expected_stage: 'describe' },
    refused('wrong-stage'),
  ),
  step('task', 'dana', ({ written }) => ({ change_id: written, name: 'tasks', content: '1. Fix' })),
  step(
    'task',
    'dana',
    ({ written }) => ({ change_id: written, name: 'nonsense', content: 'x' }),
    refused('not-awaited'),
  ),
  step('sdd_change_status', 'dana', ({ written }) => ({ change_id: written })),
];

const asking: readonly Step[] = [
  step('risk', 'dana', founding),
  step('risk', 'dana', { ...founding, title: ' ' }, refused('invalid-input')),
  step('freezes', 'dana', { from: '2026-12-01', to: '2026-12-31', environment: 'production' }),
  step('freezes', 'dana', { from: '2026-12-02', to: '2026-11-01' }, refused('invalid-input')),
  step('policy', 'dana'),
  step('workflows', 'dana'),
  step('workflows', 'dana', { name: 'basic-aproval' }, refused('not-found')),
  step('workflow', 'dana', { name: 'basic-approval' }),
  step('workflow', 'dana', { name: 'basic-aproval' }, refused('not-found')),
  step('policy_check', 'dana', { files: [wrongFile] }),
  step('policy_load', 'vic'),
  step('policy_load', 'dana', {}, refused('not-permitted')),
  step('audit_verify', 'ida', { replay: true }),
  step('audit_verify', 'dana', {}, refused('not-permitted')),
  step('audit_report', 'ida', { details: true, limit: 100 }),
  step('audit_report', 'ida', { details: false, limit: 2 }),
  step('audit_report', 'ida', { from: '2020-01-01', to: '2020-12-31', details: true, limit: 100 }),
  step('audit_report', 'dana', {}, refused('not-permitted')),
  step('audit_journal', 'dana', {}, refused('not-permitted')),
  step('audit_journal', 'ida'),
];

/** Every operation answered at least once, and every command refused at least once. */
export const script: readonly Step[] = [
  ...beginning,
  ...deciding,
  ...ending,
  ...writing,
  ...asking,
];
