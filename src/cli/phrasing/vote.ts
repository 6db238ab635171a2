import type { z } from 'zod';
import type { requestVote } from '../../operations/schemas.ts';
import type { Colors } from '../terminal.ts';

export type Vote = Omit<z.output<typeof requestVote>, 'request'>;
export type RequestVote = z.output<typeof requestVote>;

/** Who said what, whether it counts, why, and what a yes depends on. */
export function voteText(vote: Vote): string {
  const { by, for: person, decision, standing, reason, conditions } = vote;
  const who = person === undefined ? by : `${by} for ${person}`;
  const told = standing === 'advice' ? `advises: ${decision}` : `${decision}${aside[standing]}`;
  const sure = vote.confidence === null ? '' : ` (${Math.round(vote.confidence * 100)} % sure)`;
  return `${who}: ${told}${sure}${wordsOf({ reason, conditions })}`;
}

const aside: { readonly [standing in Vote['standing']]: string } = {
  counted: '',
  advice: '',
  stale: ' (made stale by an edit)',
  late: ' (late, after the decision)',
};

/** The reason in quotes and the conditions, as the end of a sentence. */
export function wordsOf({
  reason,
  conditions,
}: {
  readonly reason: string | null;
  readonly conditions: readonly string[];
}): string {
  const said = reason === null || reason === '' ? '' : `: “${reason}”`;
  return conditions.length === 0 ? said : `${said}; on condition: ${conditions.join('; ')}`;
}

/** Votes with their requests, a line each below a head; no line where there is none. */
export const voteLines = (
  head: string,
  votes: readonly RequestVote[],
  { bold }: Colors,
): readonly string[] =>
  votes.length === 0
    ? []
    : [head, ...votes.map((vote) => `  ${bold(vote.request)}  ${voteText(vote)}`)];
