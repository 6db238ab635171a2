import type { Definer } from '../../language/forms.ts';
import { access } from './access.ts';
import { calendar, freeze, window } from './calendar.ts';
import { role, system } from './catalogue.ts';
import { field } from './field.ts';
import { lifecycle } from './lifecycle.ts';
import { net } from './net.ts';
import { riskModel } from './risk-model.ts';
import { rule } from './rule.ts';
import { decisionTable } from './table.ts';
import { test } from './test.ts';
import { workflow } from './workflow.ts';

/** What a policy may define at top level, beside the `define` of the base language. */
export const policyDefiners: ReadonlyMap<string, Definer> = new Map([
  ['define-workflow', workflow],
  ['define-lifecycle', lifecycle],
  ['define-net', net],
  ['define-risk-model', riskModel],
  ['define-rule', rule],
  ['define-decision-table', decisionTable],
  ['define-calendar', calendar],
  ['define-freeze', freeze],
  ['define-window', window],
  ['define-system', system],
  ['define-role', role],
  ['define-field', field],
  ['define-access', access],
  ['define-test', test],
]);
