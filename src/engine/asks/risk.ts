import { rolesAsked } from '../../change/aggregate/events.ts';
import { fieldData } from '../../change/aggregate/fields.ts';
import type { Fields } from '../../change/aggregate/model.ts';
import {
  refuseFields,
  refuseFlaws,
  typeWrong,
  unknownWords,
  vocabularyOf,
} from '../../change/field-flaws.ts';
import { wordText } from '../../change/warnings.ts';
import type { Datum } from '../../core/datum.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { sha256, type Json, type JsonObject } from '../../core/json.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RolesByPerson, View } from '../../machine/view.ts';
import { assess, type Assessment } from '../../risk/assess.ts';
import type { RiskModelDefinition } from '../../policy/definitions.ts';
import type { RiskAnswer, RiskQuestion } from '../api.ts';
import { historyFacts, standingFacts } from './facts.ts';
import type { Parts } from '../parts.ts';
import type { Running } from '../policies/policies.ts';
import { rolesFor } from '../roles.ts';

interface Question {
  readonly fields: Fields;
  readonly type: string | null;
  readonly author: string;
  readonly tenant: string;
  readonly now: string;
  readonly roles: RolesByPerson | null;
  readonly model: string;
  /** The change that is assessed, where it exists already. */
  readonly change?: string;
  /** An assessment that answers again where its inputs are the same. */
  readonly known?: JsonObject | null;
}

export interface Assessed {
  readonly assessment: Assessment;
  /** Hash of everything that was asked about. */
  readonly inputs: string;
  readonly seen: Json;
}

/** Scores fields by a model of the policy, with the history of their systems; the same inputs get the recorded answer. */
export async function assessFields(
  parts: Parts,
  running: Running,
  question: Question,
): Promise<Result<Assessed, Refusal>> {
  const { policy, program } = running;
  const { fields, model, type, now } = question;
  const inputsFor = (given: string | null): string =>
    sha256(canonicalJson({ fields, model, policy: policy.id, type: given }));
  const { known } = question;
  if (known?.['inputs'] === inputsFor(type))
    return ok({
      assessment: known as unknown as Assessment,
      inputs: inputsFor(type),
      seen: { known: true },
    });
  const subject = { systems: fields.systems ?? [], environment: fields.environment ?? null, type };
  const facts = {
    ...(await historyFacts(
      parts.store,
      question.tenant,
      { systems: subject.systems, change: question.change ?? null },
      now,
    )),
    ...standingFacts(parts.policies.current().policy, subject, now),
  };
  const result = await assess({
    policy,
    program,
    model,
    view: viewOf(question, facts),
    budget: parts.budget,
  });
  if (!result.ok)
    return err(refuse('program-failed', `the risk could not be assessed: ${result.error.message}`));
  const { roles, ...assessment } = result.value;
  const inputs = inputsFor(type ?? assessment.recommended_type);
  return ok({ assessment, inputs, seen: { facts, ...rolesAsked(roles) } });
}

function viewOf(
  { fields, type, author, now, roles }: Question,
  facts: { readonly [name: string]: Datum },
): View {
  const { type: declared, ...data } = fieldData({
    id: '',
    fields,
    author,
    change_type: type ?? '',
    created_at: now,
  });
  return {
    now,
    actor: null,
    payload: null,
    author,
    fields: type === null ? data : { ...data, type: declared! },
    facts,
    artifacts: {},
    roles,
  };
}

/** The shape of `POST /api/risk/assess`. */
export function riskAnswer(
  assessment: Assessment,
  declared: string | null,
  model: RiskModelDefinition,
  policy: string,
): Omit<RiskAnswer, 'warnings'> {
  return {
    risk_score: assessment.score,
    risk_level: assessment.level_label,
    declared_type: declared,
    effective_type: effectiveType(assessment, declared, model),
    recommended_type: assessment.recommended_type,
    risk_factors: assessment.factors.map(
      ({ label, factor, weight, grade, points, reason, source }) => ({
        factor,
        label,
        weight,
        value: grade,
        points,
        reason,
        source,
      }),
    ),
    rules: assessment.rules as unknown as readonly JsonObject[],
    required_approvers: assessment.approvers,
    policy,
  };
}

/** What a declared type turns into when the score leaves its bound and the model says what then. */
function effectiveType(
  assessment: Assessment,
  declared: string | null,
  model: RiskModelDefinition,
): string {
  if (declared === null) return assessment.recommended_type;
  const type = model.types.find(({ name }) => name === declared);
  const { kind, value } = type?.bound ?? { kind: null, value: 0 };
  const within =
    kind === null || (kind === 'below' ? assessment.score < value : assessment.score <= value);
  return within ? declared : (type?.otherwise ?? declared);
}

export async function assessQuestion(
  parts: Parts,
  tenant: string,
  question: RiskQuestion,
  now: string,
): Promise<Result<RiskAnswer, Refusal>> {
  const running = parts.policies.current();
  const { definitions } = running.policy;
  const vocabulary = vocabularyOf(definitions, definitions);
  const wrong =
    refuseFields(question.fields, question.fields, vocabulary) ??
    refuseFlaws(typeWrong(question.declared_type, vocabulary));
  if (wrong !== null) return err(wrong);
  const model = definitions.riskModels[0];
  if (model === undefined) return err(refuse('not-found', 'the policy in force has no risk model'));
  const result = await assessFields(parts, running, {
    fields: question.fields,
    type: question.declared_type,
    author: question.author,
    tenant,
    now,
    roles: await rolesFor(parts, tenant, [running]),
    model: model.name,
  });
  return result.ok
    ? ok({
        ...riskAnswer(result.value.assessment, question.declared_type, model, running.policy.id),
        warnings: unknownWords(question.fields, vocabulary).map(wordText),
      })
    : result;
}
