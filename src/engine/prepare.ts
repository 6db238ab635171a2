import { activeClaim } from '../change/aggregate/active-claim.ts';
import type { Command } from '../change/commands.ts';
import type { Context, Prepared } from '../change/context.ts';
import { fieldData } from '../change/aggregate/fields.ts';
import { symbol, type Datum } from '../core/datum.ts';
import type { JsonObject } from '../core/json.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import { call } from '../machine/run.ts';
import type { View } from '../machine/view.ts';
import type { RiskModelDefinition, WorkflowDefinition } from '../policy/definitions.ts';
import { assessFields } from './asks/risk.ts';
import type { Chooser } from './coming-ids.ts';
import { nextIdentifier } from './identifiers.ts';
import type { Parts } from './parts.ts';

type Create = Extract<Command, { kind: 'create' }>;

/** Finds out what a new change is: its risk, its type, the one workflow that applies, and its identifier. */
export async function prepare(
  parts: Parts,
  command: Create,
  context: Context,
  chooser: Chooser,
): Promise<Result<Prepared, Refusal>> {
  const { policy } = parts.policies.current();
  const assessed = await assessAtFirst(parts, command, context, policy.definitions.riskModels[0]);
  if (!assessed.ok) return assessed;
  const assessment = assessed.value;
  const recommended = assessment?.recommended_type ?? null;
  const type = command.declared_type ?? recommended;
  if (type === null)
    return err(
      refuse(
        'invalid-input',
        `say which change_type: ${typesOf(policy.definitions.workflows).join(', ')}`,
        {
          errors: [
            {
              path: '/change_type',
              message: 'is required, since no risk model classifies changes',
            },
          ],
        },
      ),
    );
  const workflow = chooseWorkflow(policy.definitions.workflows, command, type, context);
  if (!workflow.ok) return workflow;
  const { identifier } = workflow.value;
  const id = await parts.coming.choose(chooser, (isTaken) =>
    nextIdentifier(parts, identifier, command.fields, context, isTaken),
  );
  return ok({
    id,
    change_type: type,
    recommended_type: recommended,
    workflow: { name: workflow.value.name, policy: policy.id, commit: policy.provenance.commit },
    active_claim: activeClaim(workflow.value),
    assessment: assessment === null ? null : assessment.recorded,
  });
}

const typesOf = (workflows: readonly WorkflowDefinition[]): readonly string[] => [
  ...new Set(workflows.flatMap(({ appliesTo }) => appliesTo.types ?? [])),
];

interface FirstAssessment {
  readonly recommended_type: string;
  readonly recorded: NonNullable<Prepared['assessment']>;
}

/** Risk is assessed where a model is there to classify: the type was left out, or is one that the model gives. */
async function assessAtFirst(
  parts: Parts,
  command: Create,
  context: Context,
  model: RiskModelDefinition | undefined,
): Promise<Result<FirstAssessment | null, Refusal>> {
  const concerns =
    model !== undefined &&
    (command.declared_type === null ||
      model.types.some(({ name }) => name === command.declared_type));
  if (!concerns) return ok(null);
  const result = await assessFields(parts, parts.policies.current(), {
    fields: command.fields,
    type: command.declared_type,
    author: context.actor.for ?? context.actor.id,
    tenant: context.tenant,
    now: context.now,
    roles: context.roles,
    model: model.name,
  });
  if (!result.ok) return result;
  const { assessment, inputs, seen } = result.value;
  return ok({
    recommended_type: assessment.recommended_type,
    recorded: { assessment: assessment as unknown as JsonObject, inputs, seen },
  });
}

function chooseWorkflow(
  workflows: readonly WorkflowDefinition[],
  command: Create,
  type: string,
  context: Context,
): Result<WorkflowDefinition, Refusal> {
  const view = newView(command, type, context);
  const applying: WorkflowDefinition[] = [];
  for (const workflow of workflows) {
    const applies = appliesTo(workflow, type, view, context);
    if (!applies.ok) return applies;
    if (applies.value) applying.push(workflow);
  }
  if (command.workflow !== null) return named(workflows, applying, command.workflow, type);
  const chosen = applying.filter(isChosen);
  const [only, second] = chosen;
  if (only === undefined) return noWorkflow(workflows, type);
  if (second !== undefined)
    return err(
      refuse(
        'two-workflows',
        `${chosen.map(({ name }) => name).join(' and ')} apply to this change: name one as workflow`,
      ),
    );
  return ok(only);
}

/** One that says nothing of what it applies to is there for those who ask for it by name. */
const isChosen = ({ appliesTo: { types, when } }: WorkflowDefinition): boolean =>
  types !== null || when !== null;

function noWorkflow(
  workflows: readonly WorkflowDefinition[],
  type: string,
): Result<WorkflowDefinition, Refusal> {
  const known = typesOf(workflows);
  const message = known.includes(type)
    ? `no workflow applies to such a change of type ${type}: its other fields decide too`
    : `no workflow applies to a change of type ${type}: known types are ${known.join(', ')}`;
  return err(
    refuse('no-workflow', message, {
      errors: [{ path: '/change_type', message: `one of ${known.join(', ')}` }],
    }),
  );
}

function named(
  all: readonly WorkflowDefinition[],
  applying: readonly WorkflowDefinition[],
  name: string,
  type: string,
): Result<WorkflowDefinition, Refusal> {
  const found = applying.find((one) => one.name === name);
  if (found !== undefined) return ok(found);
  const exists = all.some((one) => one.name === name);
  const offered =
    applying.length === 0 ? 'none applies' : `${applying.map((one) => one.name).join(', ')} would`;
  return err(
    refuse(
      'no-workflow',
      exists
        ? `the workflow ${name} does not apply to a change of type ${type}; ${offered}`
        : `there is no workflow ${name}`,
      { errors: [{ path: '/workflow', message: offered }] },
    ),
  );
}

function appliesTo(
  { name, appliesTo: { types, when } }: WorkflowDefinition,
  type: string,
  view: View,
  context: Context,
): Result<boolean, Refusal> {
  if (types !== null && !types.includes(type)) return ok(false);
  if (when === null) return ok(true);
  const answer = call(context.program, when, [], view, context.budget);
  return answer.ok
    ? ok(answer.value.value !== false)
    : err(
        refuse(
          'program-failed',
          `whether ${name} applies could not be decided: ${answer.error.message}`,
        ),
      );
}

function newView(command: Create, type: string, context: Context): View {
  const author = context.actor.for ?? context.actor.id;
  const fields: { readonly [name: string]: Datum } = {
    ...fieldData({
      id: '',
      fields: command.fields,
      author,
      change_type: type,
      created_at: context.now,
    }),
    type: symbol(type),
  };
  return {
    now: context.now,
    actor: context.actor,
    payload: null,
    author,
    fields,
    facts: {},
    artifacts: {},
    roles: context.roles,
  };
}
