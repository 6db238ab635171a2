import { effects, requestForms } from './request-forms.ts';
import { controlForms } from './control-forms.ts';
import { branchForms } from './branch-forms.ts';
import { net } from './net-form.ts';
import type { Arrival } from './context.ts';
import type { Call, Translation } from './translation.ts';

/** How a call of a procedure that the forms of workflows become is drawn. */
export type FormReader = (call: Call, t: Translation) => readonly Arrival[];

const forms: ReadonlyMap<string, FormReader> = new Map([
  ...requestForms,
  ...branchForms,
  ...controlForms,
  ['%net', net],
]);

/** What takes no time: it says something, or decides where control goes. */
const timeless: ReadonlySet<string> = new Set([
  ...controlForms.map(([name]) => name),
  ...effects,
  '%next',
]);

/** Those that end the workflow. */
const ending: ReadonlySet<string> = new Set(['%exit', 'close']);

/** What a form does that needs an extent of its own: it waits, which making branches is too, or it ends the workflow. */
export function lasting(name: string): 'waits' | 'ends the workflow' | null {
  if (ending.has(name)) return 'ends the workflow';
  return timeless.has(name) && name !== '%lock' ? null : 'waits';
}

export const formOf = (name: string): FormReader | undefined => forms.get(name);
