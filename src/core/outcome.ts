/** The language's own words for work that was carried out and did not succeed, or was undone. */
const failures: ReadonlySet<string> = new Set(['failed', 'rolled-back']);

/** Whether the outcome of a change that was carried out is a failure; success is every other. */
export const isFailure = (outcome: string | null): boolean =>
  outcome !== null && failures.has(outcome);

/** Whether a change of that status goes on: one whose program failed waits to be mended. */
export const goesOn = (status: string): boolean => status === 'open' || status === 'failed';
