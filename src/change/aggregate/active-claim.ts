import type { WorkflowDefinition } from '../../policy/definitions.ts';

/** The claim of the one change that is active by what a policy says, such as a project. */
export const activeClaimBy = (by: string): string => `active:${by}`;

/** What a change claims while it is open under a workflow of which one change at a time is active, else null. */
export const activeClaim = ({ oneActive }: Pick<WorkflowDefinition, 'oneActive'>): string | null =>
  oneActive === null ? null : activeClaimBy(oneActive);
