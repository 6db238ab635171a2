import type { Json } from './json.ts';

/**
 * Every refusal code with the HTTP status it becomes and a line of what it means. Codes are for ever.
 * JSON-RPC and exit status are derived from the HTTP status, in one place each.
 */
export const refusalCodes = {
  'invalid-input': [400, 'the input does not have the shape the operation takes'],
  'unknown-parameter': [400, 'a parameter that the operation does not have'],
  unauthenticated: [401, 'no valid credential came with the request'],
  'not-permitted': [403, 'the principal lacks the permission'],
  'separation-of-duties': [403, 'the principal may not decide on this change, whatever its roles'],
  'not-eligible': [403, 'the principal is not among those whom the request asks'],
  'agent-advises': [403, 'an agent may recommend here, not decide'],
  'not-found': [404, 'nothing of that name, or nothing the principal may see'],
  'not-awaited': [409, 'the change does not wait for this now'],
  'ambiguous-request': [409, 'the name fits several open requests of the principal; say which'],
  'already-voted': [409, 'the principal has voted in this request, or in one distinct from it'],
  'not-accepted': [409, 'the clause `accepts` refused the attempt'],
  'wrong-stage': [409, 'the change is at another stage than the caller expected'],
  'already-held': [409, 'a claim (an identifier, the one active change) is held by another change'],
  closed: [409, 'the change is closed'],
  'too-late': [409, 'the edit would touch what has been approved and cannot be asked again'],
  'artifact-missing': [409, 'an artifact that must exist is missing or empty'],
  'dependency-cycle': [409, 'the dependency would close a cycle'],
  frozen: [409, 'a freeze covers the change'],
  'no-workflow': [422, 'no workflow applies to such a change'],
  'two-workflows': [422, 'more than one workflow applies to such a change'],
  stale: [412, 'the caller has seen an older version'],
  'digest-mismatch': [412, 'the content differs from what the caller saw'],
  'too-large': [413, 'the body or value is larger than the limit'],
  'key-reused': [422, 'the idempotency key was used with another body'],
  'policy-rejected': [422, 'the policy has errors and was not loaded'],
  'program-failed': [422, 'the workflow raised a condition that nothing handles'],
  'over-budget': [422, 'the step needs more than the machine’s budget'],
  'too-many-requests': [429, 'more than the server takes at once'],
  unavailable: [503, 'the store does not take commands now'],
  'no-such-method': [405, 'the path exists and does not take this method'],
  'wrong-media': [415, 'the body is not JSON'],
  'journal-damaged': [503, 'the journal is damaged; commands are stopped'],
} as const;

export type RefusalCode = keyof typeof refusalCodes;

/** A rule said no. Values, never thrown across a port; every one says what to do next. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: RefusalCode;
  /** A sentence that says what to do. */
  readonly message: string;
  /** The reasons as a tree, outermost first, for every face to render. */
  readonly reasons?: readonly Reason[];
  /** One entry for each wrong input, by JSON pointer. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly details?: { readonly [key: string]: Json };
}

export interface Reason {
  readonly holds: boolean;
  readonly text: string;
  readonly because?: readonly Reason[];
}

export const refuse = (
  code: RefusalCode,
  message: string,
  more: Omit<Refusal, 'kind' | 'code' | 'message'> = {},
): Refusal => ({ kind: 'refusal', code, message, ...more });
