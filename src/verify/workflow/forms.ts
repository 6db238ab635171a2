import { requestForms } from './request-forms.ts';
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

export const formOf = (name: string): FormReader | undefined => forms.get(name);
