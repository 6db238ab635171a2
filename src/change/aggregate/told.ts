import type { ChangeState, Decided, Notice, Vote } from './model.ts';

/** More than this of what somebody wrote is read with the change itself. */
const QUOTED_MAX = 500;

/** What the author hears of a decision: a no, what is to be revised, and what a yes depends on. */
export function toldToAuthor(
  { author }: Pick<ChangeState, 'author'>,
  decision: Decided,
  at: string,
): readonly Notice[] {
  const did = saying(decision);
  if (did === null) return [];
  const { by, request, reason, conditions } = decision;
  const said = [
    ...(reason === null || reason === '' ? [] : [`: “${brief(reason)}”`]),
    ...(conditions.length === 0 ? [] : [`; on condition: ${brief(conditions.join('; '))}`]),
  ];
  const notice = {
    to: [{ kind: 'person', person: author }],
    text: `${by.join(', ')} ${did} ${request}${said.join('')}`,
    at,
  } as const;
  return [decision.outcome === 'revise' ? { ...notice, round: true } : notice];
}

function saying({ outcome, conditions }: Decided): string | null {
  switch (outcome) {
    case 'revise':
      return 'asked for a revision in';
    case 'rejected':
      return 'rejected';
    case 'approved':
      return conditions.length === 0 ? null : 'approved';
    case 'expired':
    case 'stale':
    case 'withdrawn':
      return null;
  }
}

const brief = (text: string): string =>
  text.length <= QUOTED_MAX ? text : `${text.slice(0, QUOTED_MAX)}…`;

/** A vote as people are told of it: not under which of the names that were asked it counts. */
export const voteTold = (vote: Vote): Omit<Vote, 'who'> => ({
  by: vote.by,
  kind: vote.kind,
  ...(vote.for === undefined ? {} : { for: vote.for }),
  decision: vote.decision,
  standing: vote.standing,
  at: vote.at,
  reason: vote.reason,
  conditions: vote.conditions,
  confidence: vote.confidence,
});
