import { safely, type Colors } from '../terminal.ts';
import { change } from './change.ts';
import { explanation } from './explanation.ts';
import { freezes } from './freezes.ts';
import { inbox, summaries, status } from './lists.ts';
import { policy, workflow, workflows } from './policy.ts';
import { history, verification } from './records.ts';
import { risk } from './risk.ts';
import { adr, progress } from './sdd.ts';

export type Phrase = (value: never, colors: Colors) => string;

/** How the answer of an operation reads; those without words of their own are shown as JSON. */
const phrases: { readonly [operation: string]: Phrase } = {
  create: change,
  get: change,
  edit: change,
  decide: change,
  signal: change,
  task: change,
  submit: change,
  expedite: change,
  comment: change,
  cancel: change,
  retry: change,
  list: summaries,
  inbox,
  status,
  history,
  explain: explanation,
  risk,
  freezes,
  policy,
  workflows,
  workflow,
  audit_verify: verification,
  sdd_change: progress,
  sdd_change_advance: progress,
  sdd_change_status: progress,
  sdd_adr: adr,
};

/** The answer of an operation as a person reads it. */
export function phrase(operation: string, value: unknown, colors: Colors): string {
  const worded = phrases[operation];
  return worded === undefined
    ? JSON.stringify(value, null, 2)
    : worded(safely(value) as never, colors);
}
