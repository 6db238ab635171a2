/** An instant to the minute, in UTC. */
export const moment = (instant: string): string =>
  `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`;
