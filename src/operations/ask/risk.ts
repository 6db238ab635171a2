import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { newFields } from '../fields.ts';
import { define, reading } from '../operation.ts';
import { contentInputs, declaredType, jsonObject } from '../schemas.ts';

const permission = { action: 'assess', object: 'risk' };

export const risk = define({
  name: 'risk',
  title: 'Assess a risk',
  description:
    'Scores a change that does not exist yet by the policy’s risk model: score, level, each factor with its points, reason and source line, the type it would have, and who would have to approve. It records nothing.',
  kind: 'query',
  permission,
  rest: { method: 'POST', path: '/api/risk/assess' },
  cli: {
    command: 'risk',
    positional: [],
    example:
      'changeflow risk --title "Update the gateway" --description "New certificate" --affected-systems gateway',
  },
  mcp: { tool: 'assess_change_risk', hints: reading },
  input: z.strictObject({ ...contentInputs, change_type: declaredType }),
  output: z.object({
    risk_score: z.number(),
    risk_level: z.string(),
    declared_type: z.string().nullable(),
    effective_type: z.string(),
    recommended_type: z.string(),
    risk_factors: z.array(
      z.object({
        factor: z.string(),
        label: z.string(),
        weight: z.number(),
        value: z.string(),
        points: z.number(),
        reason: z.string(),
        source: z.string(),
      }),
    ),
    rules: z.array(jsonObject),
    required_approvers: z.array(z.string()),
    warnings: z.array(z.string()),
    policy: z.string(),
  }),
  handle: async (call, input) => {
    const { principal, services } = call;
    const fields = newFields(input);
    const type = input.change_type ?? null;
    const subject = { kind: 'proposed', fields, type } as const;
    const may = await services.access.permits(principal, permission, subject);
    if (!may.ok) return may;
    const author = principal.actingFor ?? principal.id;
    const question = { fields, declared_type: type, author };
    const answer = await services.engine.assess(principal.tenant, question);
    return answer.ok ? ok({ kind: 'value', value: answer.value }) : answer;
  },
});
