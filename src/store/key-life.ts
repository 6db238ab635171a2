/** Keys are kept this long after their time, measured by the times of later records, so that replay sees the same. */
export const KEY_KEPT_MS = 24 * 3_600_000;
