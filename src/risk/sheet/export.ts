import type { Datum } from '../../core/datum.ts';
import { listItems, symbol } from '../../core/datum.ts';
import { writeDatum } from '../../core/datum-json.ts';
import type { Core } from '../../machine/code.ts';
import type { Program } from '../../machine/program.ts';
import { call } from '../../machine/run.ts';
import { emptyView } from '../../machine/view.ts';
import type { Budget } from '../../machine/machine.ts';
import type { Policy, RuleDefinition } from '../../policy/definitions.ts';
import { compileCondition, type HeldBack } from '../compile.ts';
import { whoText } from '../datum.ts';
import { plainOf } from '../plain.ts';
import type { RuleSheet, SheetCondition, SheetRule } from './import.ts';
import { textAt } from '../source.ts';

/**
 * The rules of a policy as a file of json-rules-engine. A policy whose rules compare fields with constants and require
 * constant roles is plain JSON; anything else is named under `changeflow:facts` with its source.
 */
export function rulesExport(policy: Policy, program: Program, budget: Budget): RuleSheet {
  const facts: { [name: string]: string } = {};
  const rules = policy.definitions.rules.map((rule): SheetRule => {
    const { condition, procedures, heldBack } = compileCondition(rule.name, rule.when);
    for (const { procedure, source } of procedures) facts[procedure] = source;
    for (const held of heldBack) facts[held.fact] = sourceOfHeldBack(held);
    const effect = (procedure: string | null): Effect =>
      procedure === null ? null : effectOf(procedure, rule, policy, program, budget);
    const [require, addRisk] = [effect(rule.require), effect(rule.addRisk)];
    for (const each of [require, addRisk])
      if (each?.kind === 'computed') facts[each.fact] = each.source;
    return {
      name: rule.name,
      // The engine's own type has them writable; nothing writes.
      conditions: condition as SheetCondition,
      event: { type: 'rule', params: paramsOf(rule, require, addRisk) },
    };
  });
  return Object.keys(facts).length === 0 ? { rules } : { rules, 'changeflow:facts': facts };
}

type Effect =
  | { readonly kind: 'constant'; readonly value: Datum }
  | { readonly kind: 'computed'; readonly fact: string; readonly source: string }
  | null;

function paramsOf(
  rule: RuleDefinition,
  require: Effect,
  addRisk: Effect,
): SheetRule['event']['params'] {
  return {
    ...(rule.doc === null ? {} : { doc: rule.doc }),
    ...(require === null
      ? {}
      : { require: require.kind === 'computed' ? { fact: require.fact } : rolesOf(require.value) }),
    ...(addRisk === null
      ? {}
      : {
          'add-risk': addRisk.kind === 'computed' ? { fact: addRisk.fact } : Number(addRisk.value),
        }),
    ...(rule.tags.length === 0 ? {} : { tags: [...rule.tags] }),
    ...(rule.because === null ? {} : { because: rule.because }),
  };
}

const rolesOf = (value: Datum): string[] =>
  (listItems(value) ?? []).flatMap((who) => whoText(who) ?? []);

/** An effect is constant where its code reads nothing and JSON can hold what it answers. */
function effectOf(
  procedure: string,
  rule: RuleDefinition,
  policy: Policy,
  program: Program,
  budget: Budget,
): Effect {
  const computed = {
    kind: 'computed',
    fact: procedure,
    source: effectSource(procedure, rule, policy),
  } as const;
  if (!readsNothing(procedure, policy)) return computed;
  const answer = call(program, procedure, [], emptyView, budget);
  if (!answer.ok) return computed;
  const { value } = answer.value;
  const holdable = rolesOf(value).length > 0 || Number.isInteger(plainOf(value, 'words'));
  return holdable ? { kind: 'constant', value } : computed;
}

/** Whether the code of a procedure names nothing but roles, and so answers the same everywhere. */
function readsNothing(procedure: string, { units, roots, definitions }: Policy): boolean {
  const unit = units[roots[procedure] ?? ''];
  const core = unit?.defs.find(([name]) => name === procedure)?.[1];
  const roles = new Set(['%who', 'person', ...definitions.roles.map(({ name }) => name)]);
  const constant = (node: Core): boolean => {
    switch (node[0]) {
      case 'const':
        return true;
      case 'global':
        return roles.has(node[1]);
      case 'lambda':
        return constant(node[3]);
      case 'call':
      case 'seq':
        return node.slice(1).every((part) => constant(part as Core));
      default:
        return false;
    }
  };
  return core !== undefined && constant(core);
}

/** The text of an effect, from the first of its nodes whose place is known. */
function effectSource(procedure: string, rule: RuleDefinition, policy: Policy): string {
  const positions = policy.positions[procedure];
  const at = positions?.offsets.findIndex((offset, index) => index % 2 === 0 && offset >= 0) ?? -1;
  if (positions === undefined || at < 0) return textAt(policy, rule.span);
  const [start, end] = [positions.offsets[at]!, positions.offsets[at + 1]!];
  return textAt(policy, { file: positions.file, start, end });
}

const SCHEME: { readonly [operator: string]: string } = {
  '=': 'equal?',
  member: 'member?',
  intersects: 'intersects?',
};

function sourceOfHeldBack({ condition }: HeldBack): string {
  const { subject, name, operator, value } = condition;
  const otherwise = condition.default === undefined ? '' : ` ${quoted(condition.default)}`;
  const read = `(${subject} '${writeDatum(symbol(name))}${otherwise})`;
  if (operator === '!=') return `(not (equal? ${read} ${quoted(value)}))`;
  if (operator === 'contains') return `(member? ${quoted(value)} ${read})`;
  const number =
    typeof value === 'number' || (Array.isArray(value) && 'bqf'.includes(String(value[0])));
  const word = operator === '=' && number ? '=' : (SCHEME[operator] ?? operator);
  return `(${word} ${read} ${quoted(value)})`;
}

const quoted = (datum: Datum): string =>
  datum === null || (Array.isArray(datum) && 'lyp'.includes(String(datum[0])))
    ? `'${writeDatum(datum)}`
    : writeDatum(datum);
