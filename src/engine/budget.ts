import type { Budget } from '../machine/machine.ts';

/** What one step of a workflow, or one pure expression, may use: counts, never time. */
export const defaultBudget: Budget = { steps: 5_000_000, cells: 5_000_000, fibers: 2_000 };
