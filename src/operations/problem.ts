import { refusalCodes, type Reason, type Refusal, type RefusalCode } from '../core/refusal.ts';
import type { Json } from '../core/json.ts';

/** An error as RFC 9457 has it, with our code and every wrong input. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: RefusalCode;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly reasons?: readonly Reason[];
  readonly details?: { readonly [key: string]: Json };
}

/** The one table from refusals to HTTP; the other faces derive theirs from the status. */
export function problemOf(refusal: Refusal): Problem {
  const [status, title] = refusalCodes[refusal.code];
  return {
    type: `urn:changeflow:refusal:${refusal.code}`,
    title,
    status,
    detail: refusal.message,
    code: refusal.code,
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
    ...(refusal.reasons === undefined ? {} : { reasons: refusal.reasons }),
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
  };
}

/** The refusal behind a problem that came over the wire, or null where it is none of ours. */
export function refusalOf(problem: unknown): Refusal | null {
  if (typeof problem !== 'object' || problem === null || !('code' in problem)) return null;
  const { code, detail, errors, reasons, details } = problem as Partial<Problem>;
  if (code === undefined || !Object.hasOwn(refusalCodes, code)) return null;
  return {
    kind: 'refusal',
    code,
    message: detail ?? refusalCodes[code][1],
    ...(errors === undefined ? {} : { errors }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(details === undefined ? {} : { details }),
  };
}

/** Exit status of the command line: 1 refused, 2 wrong usage, 3 not permitted, 4 not reachable. */
export function exitStatus(code: RefusalCode): 1 | 2 | 3 | 4 {
  const [status] = refusalCodes[code];
  if (status === 400) return 2;
  if (status === 401 || status === 403) return 3;
  return status === 503 || status === 429 ? 4 : 1;
}
