import type { Form } from '../../language/forms.ts';
import { effectForms } from './effects.ts';
import { requestForms } from './requests.ts';
import { structureForms } from './structure.ts';
import { testForms } from './tests.ts';

/** The forms of workflows, by name: what a policy may write beside the base language. */
export const workflowForms: ReadonlyMap<string, Form> = new Map([
  ...requestForms,
  ...structureForms,
  ...effectForms,
  ...testForms,
]);
