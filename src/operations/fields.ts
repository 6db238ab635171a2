import type { z } from 'zod';
import type { Fields } from '../change/aggregate/model.ts';
import type { contentInputs } from './schemas.ts';

/** Any of the content inputs, as an operation took them. */
export type ContentInput = {
  readonly [Name in keyof typeof contentInputs]?:
    z.output<(typeof contentInputs)[Name]> | undefined;
};

/** The fields that an input names; a name without a value is left out. */
export function partialFields(input: ContentInput): Partial<Fields> {
  const { affected_systems, ...rest } = pick(input);
  return { ...rest, ...(affected_systems === undefined ? {} : { systems: affected_systems }) };
}

/** The fields of a new change. */
export const newFields = (
  input: ContentInput & { readonly title: string; readonly description: string },
): Fields => ({
  ...partialFields(input),
  title: input.title,
  description: input.description,
});

type Present = { readonly [Name in keyof ContentInput]?: NonNullable<ContentInput[Name]> };

function pick(input: ContentInput): Present {
  const entries = contentNames
    .map((name) => [name, input[name]] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

const contentNames = [
  'title',
  'description',
  'affected_systems',
  'environment',
  'priority',
  'urgency',
  'size',
  'labels',
  'implementation_plan',
  'rollback_plan',
  'test_plan',
  'planned_start',
  'planned_end',
  'justification',
  'custom',
] as const satisfies readonly (keyof typeof contentInputs)[];
