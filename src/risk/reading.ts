import type { Datum } from '../core/datum.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { RolesByPerson, View } from '../machine/view.ts';

/** Why a rule or factor has no answer. `source` is `file:line`, where it is known. */
export interface RiskFailure {
  readonly code:
    | 'unknown-model'
    | 'missing-field'
    | 'wrong-type'
    | 'failed'
    | 'bad-grade'
    | 'bad-points'
    | 'bad-approvers';
  readonly message: string;
  readonly source: string | null;
}

/** What one evaluation reads: the view through procedures and comparisons. Each procedure is called once. */
export interface Reader {
  readonly view: View;
  /** The value of a pure procedure without parameters. */
  readonly computed: (procedure: string) => Result<Datum, RiskFailure>;
  readonly value: (
    subject: 'field' | 'fact',
    name: string,
    otherwise: Datum | undefined,
  ) => Result<Datum, RiskFailure>;
  /** Names of the fields read so far, in order of first reading. */
  readonly reads: () => readonly string[];
  /** What those people hold whose roles were asked for so far. */
  readonly roles: () => RolesByPerson;
}

/** Calls a pure top-level procedure without parameters. */
export type Evaluate = (
  procedure: string,
  view: View,
) => Result<
  {
    readonly value: Datum;
    readonly reads: readonly string[];
    readonly roles: RolesByPerson;
  },
  { readonly message: string }
>;

export function createReader(evaluate: Evaluate, view: View): Reader {
  const reads = new Set<string>();
  const roles = new Map<string, readonly string[]>();
  const known = new Map<string, Result<Datum, RiskFailure>>();
  return {
    view,
    reads: () => [...reads],
    roles: () => Object.fromEntries(roles),
    computed(procedure) {
      const before = known.get(procedure);
      if (before !== undefined) return before;
      const answer = evaluate(procedure, view);
      if (answer.ok) {
        for (const name of answer.value.reads) reads.add(name);
        for (const [id, held] of Object.entries(answer.value.roles)) roles.set(id, held);
      }
      const result = answer.ok ? ok(answer.value.value) : failure('failed', answer.error.message);
      known.set(procedure, result);
      return result;
    },
    value(subject, name, otherwise) {
      if (subject === 'field') reads.add(name);
      const values = subject === 'field' ? view.fields : view.facts;
      const value = Object.hasOwn(values, name) ? values[name] : otherwise;
      if (value !== undefined) return ok(value);
      return failure('missing-field', `the ${subject} \`${name}\` has no value`);
    },
  };
}

export const failure = (
  code: RiskFailure['code'],
  message: string,
  source: string | null = null,
): Result<never, RiskFailure> => err({ code, message, source });
