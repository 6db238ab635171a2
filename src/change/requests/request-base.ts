import type { Output } from '../../machine/machine.ts';
import type { Clauses } from './clauses.ts';
import { after } from '../instants.ts';
import type { ApprovalRequest, Request } from '../aggregate/model.ts';
import type { Transition } from '../transition.ts';

/** A request as the machine asks for it. */
export type Opened = Extract<Output, { kind: 'open' }>;

/** NAME or NAME:KEY. */
export const requestName = (name: string, key: string | null): string =>
  key === null ? name : `${name}:${key}`;

/** What requests share that need no clauses. */
export function plain(
  transition: Transition,
  output: Opened,
): Omit<Request, 'kind'> & { readonly name: string } {
  return {
    id: output.id,
    request: output.name,
    name: output.name,
    key: null,
    opened_at: transition.context.now,
    scopes: output.scopes,
    bound: [],
    due: null,
    expires: null,
    reminders: { every: null, next: null, warned: false, alarmed: false },
    escalations: [],
  };
}

/** `instants` are those of `lengthsOf`, in its order. */
export function base(
  transition: Transition,
  output: Opened,
  clauses: Clauses,
  instants: readonly string[],
): Omit<ApprovalRequest, keyof ApprovalOnly> {
  const rest = [...instants];
  const due = clauses.due === null ? null : rest.shift()!;
  const expires = clauses.within === null ? null : rest.shift()!;
  const escalations = clauses.escalate.flatMap(({ after, who }) => {
    const at = after === null ? due : rest.shift()!;
    return at === null ? [] : [{ at, who, done: false }];
  });
  const { now } = transition.context;
  const every = clauses.remind;
  return {
    ...plain(transition, output),
    request: requestName(output.name, clauses.key),
    key: clauses.key,
    bound: boundTo(output, clauses),
    due,
    expires,
    reminders: {
      every,
      next: every === null ? null : after(now, every),
      warned: false,
      alarmed: false,
    },
    escalations,
  };
}

type ApprovalOnly = Pick<
  ApprovalRequest,
  | 'kind'
  | 'by'
  | 'quorum'
  | 'quorum_text'
  | 'rejects_when'
  | 'eligible'
  | 'exclude'
  | 'allow_author'
  | 'distinct'
  | 'revise'
  | 'accepts'
  | 'reason'
  | 'message'
  | 'votes'
>;

/** The fields that were read since its round began, and those that the policy names. */
export const boundTo = ({ reads }: Opened, { binds }: Clauses): readonly string[] =>
  [...new Set([...reads, ...binds])].filter((field) => !fixed.has(field));

/** Fields that no edit changes. */
const fixed: ReadonlySet<string> = new Set(['id', 'type', 'author', 'created-at']);
