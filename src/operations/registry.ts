import { explain } from './ask/explain.ts';
import { freezes } from './ask/freezes.ts';
import { inbox } from './ask/inbox.ts';
import { risk } from './ask/risk.ts';
import { status } from './ask/status.ts';
import { auditJournal } from './audit/journal.ts';
import { auditReport } from './audit/report.ts';
import { auditVerify } from './audit/verify.ts';
import { cancel, comment, retry } from './change/comment.ts';
import { create } from './change/create.ts';
import { decide } from './change/decide.ts';
import { edit } from './change/edit.ts';
import { get } from './change/get.ts';
import { history } from './change/history.ts';
import { list } from './change/list.ts';
import { signal } from './change/signal.ts';
import { expedite, submit } from './change/submit.ts';
import { task } from './change/task.ts';
import type { Operation } from './operation.ts';
import { checkPolicy, loadPolicy } from './policy/check.ts';
import { policy } from './policy/policy.ts';
import { workflow, workflows } from './policy/workflows.ts';
import { sddAdr } from './sdd/adr.ts';
import { sddAdvance } from './sdd/advance.ts';
import { sddChange } from './sdd/change.ts';
import { sddStatus } from './sdd/status.ts';
import { live, ready } from './system/health.ts';
import { language } from './system/language.ts';

/** Every operation of the product, once. REST, OpenAPI, MCP tools and commands are made from this list. */
export const operations: readonly Operation[] = [
  create,
  get,
  list,
  edit,
  history,
  decide,
  signal,
  task,
  submit,
  expedite,
  comment,
  cancel,
  retry,
  inbox,
  status,
  explain,
  risk,
  freezes,
  auditReport,
  auditJournal,
  auditVerify,
  policy,
  workflows,
  workflow,
  checkPolicy,
  loadPolicy,
  sddChange,
  sddAdvance,
  sddStatus,
  sddAdr,
  live,
  ready,
  language,
];
