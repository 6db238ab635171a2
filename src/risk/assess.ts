import { listItems, symbol, type Datum } from '../core/datum.ts';
import { writeDatum } from '../core/datum-json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Program } from '../machine/program.ts';
import type { Budget } from '../machine/machine.ts';
import type { RolesByPerson, View } from '../machine/view.ts';
import type { Bound, RiskModelDefinition, RuleDefinition } from '../policy/definitions.ts';
import { reasonOf } from './closures.ts';
import { whoText } from './datum.ts';
import { evaluateIn } from './evaluate.ts';
import { exactOf, exactText, ONE, order, roundHalfUp, times, ZERO } from '../core/exact.ts';
import type { Asked, Held } from './judge.ts';
import { judgeByClosures, judgeByEngine } from './judge.ts';
import type { Evaluate, Reader, RiskFailure } from './reading.ts';
import { createReader, failure } from './reading.ts';
import type { PolicyText } from './source.ts';
import { sourceOf, textAt } from './source.ts';

export interface AssessmentInput {
  readonly policy: PolicyText;
  readonly program: Program;
  /** The model's name; the policy's first where left out. */
  readonly model?: string;
  /** Where it has no field `type`, the rules see the type that the score itself gives. */
  readonly view: View;
  readonly budget: Budget;
}

/** A score from 0 to 100 with everything that explains it. Plain JSON. */
export interface Assessment {
  readonly score: number;
  readonly level: string;
  readonly level_label: string;
  readonly recommended_type: string;
  readonly factors: readonly GradedFactor[];
  readonly rules: readonly AppliedRule[];
  /** Role names and `person:ID`: the model's, then those of the rules in order, each once. */
  readonly approvers: readonly string[];
  readonly tags: readonly string[];
  /** Names of the fields that were read, sorted. */
  readonly reads: readonly string[];
}

/** An assessment just made, with what it asked about that is no part of its answer. */
export interface FreshAssessment extends Assessment {
  /** What those people hold whose roles were asked for. */
  readonly roles: RolesByPerson;
}

interface GradedFactor {
  readonly factor: string;
  readonly label: string;
  readonly weight: number;
  /** The exact grade from 0 to 1, such as `1/2`. */
  readonly grade: string;
  readonly points: number;
  readonly reason: string;
  /** `file:line`. */
  readonly source: string;
}

/** A rule that held. `condition` is the part of it that decided, and `source` the line where that stands. */
interface AppliedRule {
  readonly rule: string;
  readonly points: number;
  readonly requires: readonly string[];
  readonly tags: readonly string[];
  readonly because: string | null;
  readonly condition: string;
  readonly source: string;
}

type Outcome<T> = Result<T, RiskFailure>;

/** What the text of an assessment asks of whoever drives it, and what it gets. */
type Assessing<T> = Generator<Asked, Outcome<T>, Held>;

/** Assesses one change; rules and factors are judged by json-rules-engine. */
export async function assess(input: AssessmentInput): Promise<Outcome<FreshAssessment>> {
  const steps = assessing(input, evaluateIn(input.program, input.budget));
  let step = steps.next();
  while (step.done !== true) step = steps.next(await judgeByEngine(step.value));
  return step.value;
}

/** The same assessment by closures, at once: for looking back over many changes. */
export function assessInBulk(input: AssessmentInput): Outcome<FreshAssessment> {
  const steps = assessing(input, evaluateIn(input.program, input.budget));
  let step = steps.next();
  while (step.done !== true) step = steps.next(judgeByClosures(step.value));
  return step.value;
}

function* assessing(input: AssessmentInput, evaluate: Evaluate): Assessing<FreshAssessment> {
  const { policy, view } = input;
  const model = modelNamed(policy, input.model);
  if (!model.ok) return model;
  const first = createReader(evaluate, view);
  const factors = yield* gradeFactors(policy, model.value, first);
  if (!factors.ok) return factors;
  const graded = factors.value.reduce((sum, { points }) => sum + points, 0);
  const judged = yield* applyRules(policy, model.value, graded, first, evaluate);
  if (!judged.ok) return judged;
  const { rules, score, type, reader } = judged.value;
  const level = bandOf(model.value.levels, score);
  const facts = { ...view.facts, score, level: symbol(level?.name ?? ''), type: symbol(type) };
  const last = createReader(evaluate, { ...reader.view, facts });
  const approvers = approversOf(policy, model.value, last);
  if (!approvers.ok) return approvers;
  const readers = [first, reader, last];
  return ok({
    score,
    level: level?.name ?? '',
    level_label: level?.label ?? '',
    recommended_type: type,
    factors: factors.value,
    rules,
    approvers: unique([...approvers.value, ...rules.flatMap(({ requires }) => requires)]),
    tags: unique(rules.flatMap(({ tags }) => tags)),
    reads: [...unique(readers.flatMap((each) => each.reads()))].sort(),
    roles: Object.fromEntries(readers.flatMap((each) => Object.entries(each.roles()))),
  });
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

function modelNamed(
  { definitions: { riskModels } }: PolicyText,
  name: string | undefined,
): Outcome<RiskModelDefinition> {
  const model = name === undefined ? riskModels[0] : riskModels.find((one) => one.name === name);
  if (model !== undefined) return ok(model);
  const known = riskModels.map((one) => one.name).join(', ') || 'none';
  return failure(
    'unknown-model',
    `the policy has no risk model ${name ?? 'at all'}; it has ${known}`,
  );
}

function* gradeFactors(
  policy: PolicyText,
  model: RiskModelDefinition,
  reader: Reader,
): Assessing<readonly GradedFactor[]> {
  const held = yield { policy, model, reader };
  if (!held.ok) return held;
  const graded: GradedFactor[] = [];
  for (const [index, factor] of model.factors.entries()) {
    const one = gradedFactor(policy, factor, held.value.includes(index), reader);
    if (!one.ok) return one;
    graded.push(one.value);
  }
  return ok(graded);
}

function gradedFactor(
  policy: PolicyText,
  factor: RiskModelDefinition['factors'][number],
  counts: boolean,
  reader: Reader,
): Outcome<GradedFactor> {
  const source = sourceOf(policy, factor.span);
  const answer = reader.computed(factor.grade);
  const grade = answer.ok ? exactOf(answer.value) : undefined;
  const weight = exactOf(factor.weight) ?? ZERO;
  if (grade === undefined || order(grade, ZERO) < 0 || order(grade, ONE) > 0) {
    const got = answer.ok ? writeDatum(answer.value) : answer.error.message;
    const message = `${factor.label}: a grade is an exact number from 0 to 1, and this is ${got}`;
    return failure('bad-grade', message, source);
  }
  const because = factor.because === null ? null : reader.computed(factor.because);
  if (because?.ok === false) return failure(because.error.code, because.error.message, source);
  const reason = because !== null && typeof because.value === 'string' ? because.value : null;
  return ok({
    factor: factor.name,
    label: factor.label,
    weight: Number(weight.numerator) / Number(weight.denominator),
    grade: exactText(grade),
    points: counts ? roundHalfUp(times(weight, grade)) : 0,
    reason: reason ?? `graded ${exactText(grade)} by ${factor.source}`,
    source,
  });
}

interface Judged {
  readonly rules: readonly AppliedRule[];
  readonly score: number;
  readonly type: string;
  readonly reader: Reader;
}

/**
 * Applies every rule once, none seeing another's effect. Where no type was given, rules see the type of the score they
 * lead to: first that of the factors alone, then, where the rules raise it to another, that one. Types are few, and
 * each is tried once at most.
 */
function* applyRules(
  policy: PolicyText,
  model: RiskModelDefinition,
  graded: number,
  first: Reader,
  evaluate: Evaluate,
): Assessing<Judged> {
  const typeOf = (score: number): string => bandOf(model.types, score)?.name ?? '';
  const given = Object.hasOwn(first.view.fields, 'type') || model.types.length === 0;
  const tried = new Set<string>();
  let type = typeOf(clamp(graded));
  for (;;) {
    tried.add(type);
    const fields = { ...first.view.fields, type: symbol(type) };
    const reader = given ? first : createReader(evaluate, { ...first.view, fields });
    const held = yield { policy, model: null, reader };
    if (!held.ok) return held;
    const rules = appliedRules(policy, held.value, reader);
    if (!rules.ok) return rules;
    const score = clamp(rules.value.reduce((sum, { points }) => sum + points, graded));
    type = typeOf(score);
    if (given || tried.has(type)) return ok({ rules: rules.value, score, type, reader });
  }
}

const clamp = (score: number): number => Math.min(100, Math.max(0, score));

/** The first band that takes a score; bands are written from the lowest up and the last takes the rest. */
const bandOf = <Band extends { readonly bound: Bound }>(
  bands: readonly Band[],
  score: number,
): Band | undefined =>
  bands.find(
    ({ bound: { kind, value } }) =>
      kind === null || (kind === 'below' ? score < value : score <= value),
  );

function appliedRules(
  policy: PolicyText,
  held: readonly number[],
  reader: Reader,
): Outcome<readonly AppliedRule[]> {
  const applied: AppliedRule[] = [];
  for (const index of held) {
    const one = appliedRule(policy, policy.definitions.rules[index]!, reader);
    if (!one.ok) return one;
    applied.push(one.value);
  }
  return ok(applied);
}

function appliedRule(
  policy: PolicyText,
  rule: RuleDefinition,
  reader: Reader,
): Outcome<AppliedRule> {
  const source = sourceOf(policy, rule.span);
  const points = rule.addRisk === null ? ok(0) : pointsOf(rule.addRisk, rule.name, source, reader);
  if (!points.ok) return points;
  const requires = rule.require === null ? ok([]) : whoOf(rule.require, rule.name, source, reader);
  if (!requires.ok) return requires;
  const reason = reasonOf(rule.when, reader, policy);
  return ok({
    rule: rule.name,
    points: points.value,
    requires: requires.value,
    tags: rule.tags,
    because: rule.because ?? rule.doc,
    condition: textAt(policy, reason.span),
    source: sourceOf(policy, reason.span),
  });
}

function pointsOf(
  procedure: string,
  rule: string,
  source: string,
  reader: Reader,
): Outcome<number> {
  const answer = reader.computed(procedure);
  if (!answer.ok) return failure(answer.error.code, `${rule}: ${answer.error.message}`, source);
  const exact = exactOf(answer.value);
  if (exact !== undefined) return ok(roundHalfUp(exact));
  const got = writeDatum(answer.value);
  return failure('bad-points', `${rule}: points are an exact number, and this is ${got}`, source);
}

function whoOf(
  procedure: string,
  what: string,
  source: string,
  reader: Reader,
): Outcome<readonly string[]> {
  const answer = reader.computed(procedure);
  if (!answer.ok) return failure(answer.error.code, `${what}: ${answer.error.message}`, source);
  const people = listItems(answer.value)?.map((who: Datum) => whoText(who));
  if (people?.every((who) => who !== undefined) === true) return ok(people);
  const got = writeDatum(answer.value);
  return failure(
    'bad-approvers',
    `${what}: roles or people are wanted, and this is ${got}`,
    source,
  );
}

function approversOf(
  policy: PolicyText,
  model: RiskModelDefinition,
  reader: Reader,
): Outcome<readonly string[]> {
  if (model.approvers === null) return ok([]);
  const people = whoOf(model.approvers, model.name, sourceOf(policy, model.span), reader);
  return people.ok ? people : err(people.error);
}
