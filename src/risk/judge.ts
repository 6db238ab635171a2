import { err, ok, type Result } from '../core/result.ts';
import type { RiskModelDefinition, RuleDefinition } from '../policy/definitions.ts';
import { closureOf, type Test } from './closures.ts';
import { compileCondition } from './compile.ts';
import { exactOf } from '../core/exact.ts';
import type { Reader, RiskFailure } from './reading.ts';
import { failure } from './reading.ts';
import type { RuleEngine } from './rule-engine.ts';
import { createRuleEngine } from './rule-engine.ts';
import type { PolicyText } from './source.ts';
import { sourceOf } from './source.ts';

/** What an assessment wants to know: which factors have a grade above nothing, or which rules hold. */
export interface Asked {
  readonly policy: PolicyText;
  /** A model asks for its factors, null for the rules of the policy. */
  readonly model: RiskModelDefinition | null;
  readonly reader: Reader;
}

/** Places of the factors or rules that hold, in order. */
export type Held = Result<readonly number[], RiskFailure>;

/** Compiled once for each list of rules or factors; definitions never change. */
const engines = new WeakMap<object, RuleEngine>();
const closures = new WeakMap<object, readonly Test[]>();

/** Judges by json-rules-engine. */
export async function judgeByEngine(asked: Asked): Promise<Held> {
  const { policy, model, reader } = asked;
  const key = model?.factors ?? policy.definitions.rules;
  const engine = remembered(engines, key, () =>
    createRuleEngine(
      model === null ? policy.definitions.rules.map(engineRule) : model.factors.map(engineFactor),
    ),
  );
  const verdicts = await engine.run(reader);
  if (verdicts.kind === 'held') return ok(verdicts.rules);
  // The engine tries all rules at once; which of them failed first is told by trying them in order.
  const held = judgeByClosures(asked);
  if (held.ok) throw new Error('the rule engine failed where the closures answer');
  return held;
}

/** Judges by the same rules compiled to closures: for many changes at once. */
export function judgeByClosures({ policy, model, reader }: Asked): Held {
  const key = model?.factors ?? policy.definitions.rules;
  const tests = remembered(closures, key, () =>
    model === null
      ? policy.definitions.rules.map(({ when }) => closureOf(when, policy))
      : model.factors.map((factor) => factorTest(factor, policy)),
  );
  const held: number[] = [];
  for (let index = 0; index < tests.length; index += 1) {
    const holds = tests[index]!(reader);
    if (!holds.ok) return err(holds.error);
    if (holds.value) held.push(index);
  }
  return ok(held);
}

function remembered<T>(cache: WeakMap<object, T>, key: object, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

function engineRule({
  name,
  when,
}: RuleDefinition): Parameters<typeof createRuleEngine>[0][number] {
  const { condition, procedures, heldBack } = compileCondition(name, when);
  return {
    name,
    condition,
    tests: procedures.map(({ procedure }) => procedure),
    values: [],
    heldBack,
  };
}

type Factor = RiskModelDefinition['factors'][number];

const engineFactor = ({ name, grade }: Factor): Parameters<typeof createRuleEngine>[0][number] => ({
  name,
  condition: { all: [{ fact: grade, operator: 'greaterThan', value: 0 }] },
  tests: [],
  values: [grade],
  heldBack: [],
});

const factorTest =
  (factor: Factor, policy: PolicyText): Test =>
  (reader) => {
    const source = sourceOf(policy, factor.span);
    const grade = reader.computed(factor.grade);
    if (!grade.ok)
      return failure(grade.error.code, `${factor.label}: ${grade.error.message}`, source);
    const exact = exactOf(grade.value);
    return exact === undefined
      ? failure('bad-grade', `${factor.label}: a grade is an exact number from 0 to 1`, source)
      : ok(exact.numerator > 0n);
  };
