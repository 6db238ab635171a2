import { z } from 'zod';

export const diagnosticShape = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  help: z.string().nullable(),
  path: z.array(z.string()),
});

export const workflowShape = z.object({
  name: z.string(),
  description: z.string().nullable(),
  applies_to: z.object({ types: z.array(z.string()).nullable(), conditional: z.boolean() }),
  identifier: z.string(),
  one_active_by: z.string().nullable(),
  phases: z.array(z.object({ name: z.string(), label: z.string() })),
  requests: z.array(z.object({ name: z.string(), kind: z.string() })),
  source: z.string(),
});

/** A workflow explained: how its states hang together, where it is one of states, and its text. */
export const workflowDetail = workflowShape.extend({
  states: z
    .array(z.object({ name: z.string(), label: z.string(), final: z.string().nullable() }))
    .optional(),
  transitions: z
    .array(z.object({ name: z.string(), from: z.array(z.string()), to: z.string() }))
    .optional(),
  text: z.string().optional(),
});
