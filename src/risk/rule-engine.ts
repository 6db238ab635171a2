import { Almanac, Engine, Operator as EngineOperator } from 'json-rules-engine';
import type { TopLevelCondition } from 'json-rules-engine';
import type { Datum } from '../core/datum.ts';
import type { Json } from '../core/json.ts';
import type { Result } from '../core/result.ts';
import type { Operator } from '../policy/definitions.ts';
import { comparing } from './comparison.ts';
import { compare } from './closures.ts';
import type { EngineComparison, EngineCondition, HeldBack } from './compile.ts';
import { engineOperators, subjectOf } from './compile.ts';
import type { Strings } from './plain.ts';
import { datumOf, stringsOf } from './plain.ts';
import type { Reader, RiskFailure } from './reading.ts';

/** A rule for json-rules-engine: what it asks, and what it computes outside plain JSON. */
export interface EngineRule {
  readonly name: string;
  readonly condition: EngineCondition;
  /** Procedures whose *truth* is compared. */
  readonly tests: readonly string[];
  /** Procedures whose *value* is compared. */
  readonly values: readonly string[];
  readonly heldBack: readonly HeldBack[];
}

/** The rules that hold, by their place in the list; `failed` when one of them could not be answered. */
type Verdicts =
  { readonly kind: 'held'; readonly rules: readonly number[] } | { readonly kind: 'failed' };

export interface RuleEngine {
  run(reader: Reader): Promise<Verdicts>;
}

/**
 * Compiles rules into one json-rules-engine, to be kept for the life of a policy.
 *
 * - Its own operators convert types and its `path` runs expressions; ours do neither.
 * - It takes a missing fact for undefined, which is unequal to everything; here reading one ends the run as `failed`.
 * - An operator that it lacks is found only when it is reached, so the rules are checked here. Throws: it is our fault.
 * - Its runs share one status, so that a run that ends stops those still going on: they go one after another.
 */
export function createRuleEngine(rules: readonly EngineRule[]): RuleEngine {
  const engine = new Engine([], { pathResolver: () => undefined });
  for (const operator of [...engineDefaults]) engine.removeOperator(operator);
  for (const operator of operators()) engine.addOperator(operator);
  for (const [index, { name, condition }] of rules.entries()) {
    const conditions = structuredClone(condition) as TopLevelCondition;
    engine.addRule({ name, conditions, event: { type: 'held', params: { index } } });
  }
  const facts = factsOf(rules);
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(reader) {
      const run = last.then(() => runOnce(engine, facts, reader));
      last = run.catch(() => undefined);
      return run;
    },
  };
}

const engineDefaults = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];

/**
 * What a fact answers: its value with the run that read it, for the operators to tell of a value that they cannot
 * compare, or `null` where the run has failed already.
 */
interface Observed {
  readonly value: Datum;
  readonly strings: Strings;
  readonly fail: () => void;
}

const operators = (): readonly EngineOperator[] =>
  Object.entries(engineOperators).map(
    ([operator, name]) =>
      new EngineOperator<Observed | null, Json>(name, (observed, constant) =>
        observed === null ? false : holds(operator as Operator, observed, constant),
      ) as EngineOperator,
  );

function holds(operator: Operator, { value, strings, fail }: Observed, constant: Json): boolean {
  const datum = datumOf(constant, strings);
  if (datum === undefined) throw new Error(`a rule compares with ${JSON.stringify(constant)}`);
  const verdict = comparing(operator, datum)(value);
  if (verdict !== 'wrong-type') return verdict;
  fail();
  return false;
}

type Observe = (
  reader: Reader,
  params: EngineComparison['params'],
  fail: () => void,
) => Observed | null;

/** How each fact that the rules name is read. */
function factsOf(rules: readonly EngineRule[]): ReadonlyMap<string, Observe> {
  const facts = new Map<string, Observe>();
  for (const rule of rules) {
    for (const { fact, operator } of comparisonsOf(rule.condition)) {
      if (!known.has(operator)) throw new Error(`no operator ${operator} in rule ${rule.name}`);
      facts.set(fact, subject(fact));
    }
  }
  for (const rule of rules) {
    for (const { fact, condition } of rule.heldBack) {
      const test = compare(condition);
      facts.set(fact, (reader, _, fail) => settled(test(reader), fail));
    }
    for (const name of rule.values) {
      facts.set(name, (reader, _, fail) => settled(reader.computed(name), fail));
    }
    for (const name of rule.tests) {
      facts.set(name, (reader, _, fail) => truth(settled(reader.computed(name), fail)));
    }
  }
  return facts;
}

const known = new Set(Object.values(engineOperators));

function comparisonsOf(condition: EngineCondition): readonly EngineComparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  return 'not' in condition ? comparisonsOf(condition.not) : [condition];
}

function subject(fact: string): Observe {
  const { subject, name } = subjectOf(fact);
  return (reader, params, fail) => {
    const strings = params?.strings ?? stringsOf(subject, name);
    const otherwise = params?.default === undefined ? undefined : datumOf(params.default, strings);
    return settled(reader.value(subject, name, otherwise), fail, strings);
  };
}

function settled(
  result: Result<Datum, RiskFailure>,
  fail: () => void,
  strings: Strings = 'words',
): Observed | null {
  if (result.ok) return { value: result.value, strings, fail };
  fail();
  return null;
}

const truth = (observed: Observed | null): Observed | null =>
  observed === null ? null : { ...observed, value: observed.value !== false };

async function runOnce(
  engine: Engine,
  facts: ReadonlyMap<string, Observe>,
  reader: Reader,
): Promise<Verdicts> {
  const outcome = { failed: false };
  const fail = (): void => void (outcome.failed = true);
  const almanac = new Almanac({ pathResolver: () => undefined });
  for (const [name, observe] of facts) {
    const answer = (params: EngineComparison['params']): Observed | null =>
      observe(reader, params, fail);
    almanac.addFact(name, answer as () => unknown, { cache: false });
  }
  const { results } = await engine.run({}, { almanac });
  if (outcome.failed) return { kind: 'failed' };
  const rules = results.map(({ event }) => Number(event?.params?.['index']));
  return { kind: 'held', rules: rules.sort((a, b) => a - b) };
}
