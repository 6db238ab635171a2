import { z } from 'zod';

/** The progress of a specification-driven change, stage by stage, in the order of its workflow. */
export const progressView = z.object({
  id: z.string(),
  type: z.string(),
  size: z.string().nullable(),
  description: z.string(),
  stages: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['pending', 'in_progress', 'completed']),
      started_at: z.string().optional(),
      completed_at: z.string().optional(),
      artifact: z.string().optional(),
    }),
  ),
  current_stage: z.string().nullable(),
  instructions: z.string().nullable(),
  adrs: z.array(z.string()),
  status: z.enum(['active', 'completed', 'archived', 'rejected', 'cancelled', 'failed']),
  created_at: z.string(),
  updated_at: z.string(),
});

export const adrView = z.object({
  id: z.string(),
  title: z.string(),
  context: z.string(),
  decision: z.string(),
  rationale: z.string(),
  alternatives_rejected: z.string().nullable(),
  status: z.enum(['proposed', 'accepted', 'deprecated', 'superseded']),
  change_id: z.string().nullable(),
  created_at: z.string(),
});
