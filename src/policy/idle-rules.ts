import { listItems, symbolName, type Datum } from '../core/datum.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { finiteOf, order, ratio, roundHalfUp, signOf, ZERO } from '../core/exact.ts';
import { writeDatum } from '../core/datum-json.ts';
import type { Span } from '../core/span.ts';
import type { Core } from '../machine/code.ts';
import { bodyOf, conditionTruths, procedureTruths } from './conditions/condition.ts';
import { Explorer, type Meaning } from './conditions/explore.ts';
import { World } from './conditions/world.ts';
import type { Condition, Definitions, RiskModelDefinition, RuleDefinition } from './definitions.ts';

type Found = readonly Diagnostic[];

/** What an analysis of rules reads. */
export interface RuleTexts {
  readonly meaning: Meaning;
  readonly textAt: (span: Span) => string;
}

/** Rules, factors and access rules that can never add anything, each with the reason. */
export function idleFindings(definitions: Definitions, texts: RuleTexts): Found {
  const { rules, riskModels, access } = definitions;
  const dead = rules.flatMap((rule) => deadRule(rule, texts));
  const idle = new Set(dead.map(({ span }) => span));
  return [
    ...dead,
    ...idleEffects(
      rules.filter(({ span }) => !idle.has(span)),
      texts,
    ),
    ...riskModels.flatMap(({ factors }) => factors.flatMap((factor) => idleFactor(factor, texts))),
    ...access.flatMap(({ when, span }) =>
      when === null || canHold(when, texts.meaning)
        ? []
        : [error(span, 'this rule can never apply: its condition cannot hold', CORRECT)],
    ),
  ];
}

const CORRECT = 'correct the condition, or leave the rule out';

const error = (span: Span, message: string, help: string): Diagnostic => ({
  severity: 'error',
  code: 'idle-rule',
  message,
  span,
  help,
});

const warning = (span: Span, message: string, help: string): Diagnostic => ({
  ...error(span, message, help),
  severity: 'warning',
});

function canHold(procedure: string, meaning: Meaning): boolean {
  const explorer = new Explorer(meaning);
  const { yes } = procedureTruths(procedure, [World.any], explorer);
  return explorer.undecided || yes.length > 0;
}

/** Whether all of the conditions may hold together. */
function together(conditions: readonly Condition[], meaning: Meaning): boolean {
  const explorer = new Explorer(meaning);
  const [first] = conditions;
  if (first === undefined) return true;
  const all: Condition = { kind: 'all', of: conditions, span: first.span };
  const { yes } = conditionTruths(all, [World.any], explorer);
  return explorer.undecided || yes.length > 0;
}

/** A rule whose condition cannot hold, with the parts of it that exclude each other. */
function deadRule({ name, when, span }: RuleDefinition, { meaning, textAt }: RuleTexts): Found {
  if (together([when], meaning)) return [];
  let parts = conjuncts(when);
  for (const part of parts) {
    const others = parts.filter((other) => other !== part);
    if (others.length > 0 && !together(others, meaning)) parts = others;
  }
  const shown = parts.map((part) => `\`${textAt(part.span).replaceAll(/\s+/g, ' ')}\``);
  const why =
    parts.length === 1
      ? `${shown[0] ?? ''} cannot hold`
      : `${shown.join(' and ')} cannot hold together`;
  const message = `\`${name}\` can never add anything: ${why}`;
  return [
    isSwitchedOff(when, meaning) ? warning(span, message, CORRECT) : error(span, message, CORRECT),
  ];
}

/** Whether the condition is a plain no that asks about nothing, such as #f: somebody meant it. */
function isSwitchedOff(condition: Condition, meaning: Meaning): boolean {
  const { no } = conditionTruths(condition, [World.any], new Explorer(meaning));
  return no.every(({ examples }) => examples.length === 0);
}

const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'all' && condition.of.length > 0
    ? condition.of.flatMap(conjuncts)
    : [condition];

/** What a rule adds; null where that is not known before it is applied. */
interface Effects {
  readonly points: number | null;
  readonly requires: readonly string[] | null;
  readonly tags: readonly string[];
}

/** Of rules that add the same the first is kept. */
function idleEffects(rules: readonly RuleDefinition[], texts: RuleTexts): Found {
  const effects = new Map(rules.map((rule) => [rule, effectsOf(rule, texts.meaning)]));
  const kept = new Set(rules);
  return rules.toReversed().flatMap((rule): Found => {
    const { points, requires, tags } = effects.get(rule)!;
    // The form itself says where it has no effect at all.
    const bare = rule.addRisk === null && rule.require === null && tags.length === 0;
    if (bare || points !== 0 || requires === null) return [];
    if (requires.length + tags.length === 0) {
      kept.delete(rule);
      const message = `\`${rule.name}\` can never add anything: it adds no point, requires nobody and tags nothing`;
      return [warning(rule.span, message, 'let it add something, or leave it out')];
    }
    if (rule.because !== null) return [];
    const others = [...kept].filter(
      (other) => other !== rule && adds(effects.get(other)!, { requires, tags }),
    );
    const implied = others.filter((other) => whenever(rule, other, texts.meaning));
    const given = implied.map((other) => effects.get(other)!);
    const all = requires.every((who) => given.some((one) => one.requires?.includes(who)));
    if (!all || !tags.every((tag) => given.some((one) => one.tags.includes(tag)))) return [];
    kept.delete(rule);
    const names = implied.map(({ name }) => `\`${name}\``).join(' and ');
    const message = `\`${rule.name}\` can never add anything: whenever it holds, ${names} ${implied.length > 1 ? 'hold' : 'holds'} too, and ${implied.length > 1 ? 'add' : 'adds'} the same`;
    return [warning(rule.span, message, 'leave it out, or give it a (because "…") of its own')];
  });
}

const adds = (effects: Effects, wanted: Pick<Effects, 'tags'> & { requires: readonly string[] }) =>
  wanted.tags.some((tag) => effects.tags.includes(tag)) ||
  wanted.requires.some((who) => effects.requires?.includes(who) === true);

/** Whether the second rule holds in every case in which the first does. */
function whenever(first: RuleDefinition, second: RuleDefinition, meaning: Meaning): boolean {
  const explorer = new Explorer(meaning);
  const { yes } = conditionTruths(first.when, [World.any], explorer);
  const { no } = conditionTruths(second.when, yes, explorer);
  return !explorer.undecided && no.length === 0;
}

function effectsOf({ addRisk, require, tags }: RuleDefinition, meaning: Meaning): Effects {
  return {
    points: addRisk === null ? 0 : pointsOf(bodyOf(addRisk, meaning), meaning),
    requires: require === null ? [] : peopleIn(bodyOf(require, meaning), meaning),
    tags,
  };
}

/** A constant number of points, rounded as the assessment does. */
function pointsOf(core: Core | undefined, meaning: Meaning): number | null {
  const datum = core === undefined ? undefined : constantOf(core, meaning);
  const number = datum === undefined ? undefined : finiteOf(datum);
  return number === undefined ? null : roundHalfUp(number);
}

function constantOf(core: Core, meaning: Meaning): Datum | undefined {
  const explorer = new Explorer(meaning);
  const [only, another] = explorer.read(core, { definition: '', locals: new Map() }, World.any);
  if (explorer.undecided || another !== undefined || only?.value.kind !== 'datum') return undefined;
  return only.value.datum;
}

/** The roles and people that are written out; null where one is worked out. */
function peopleIn(core: Core | undefined, meaning: Meaning): readonly string[] | null {
  if (core?.[0] !== 'call' || core[1][0] !== 'global' || core[1][1] !== '%who') return null;
  const found: string[] = [];
  for (const operand of core.slice(2) as Core[]) {
    const datum = constantOf(operand, meaning);
    if (datum === undefined) return null;
    found.push(...peopleOf(datum));
  }
  return found;
}

function peopleOf(datum: Datum): readonly string[] {
  const items = listItems(datum);
  if (items === undefined || symbolName(items[0] ?? null) === 'person') return [writeDatum(datum)];
  return items.flatMap(peopleOf);
}

function idleFactor(
  { name, weight, grade, span }: RiskModelDefinition['factors'][number],
  { meaning }: RuleTexts,
): Found {
  const body = bodyOf(grade, meaning);
  const graded = body === undefined ? undefined : constantOf(body, meaning);
  const grades = graded === undefined ? undefined : finiteOf(graded);
  const why =
    order(finiteOf(weight) ?? ZERO, ratio(1n, 2n)) < 0
      ? `a weight of ${writeDatum(weight)} is rounded to no points`
      : grades !== undefined && signOf(grades) === 0
        ? 'its grade is always 0'
        : undefined;
  if (why === undefined) return [];
  const message = `the factor \`${name}\` can never add a point: ${why}`;
  return [warning(span, message, 'give it a weight and a grade that count, or leave it out')];
}
