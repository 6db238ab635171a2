import { z } from 'zod';
import { ok } from '../../core/result.ts';
import type { ActivePolicy } from '../../engine/api.ts';
import type { WindowDefinition } from '../../policy/definitions.ts';
import { define } from '../operation.ts';
import { json } from '../schemas.ts';
import { diagnosticView, sourceOf, workflowSummary } from './describe.ts';
import { diagnosticShape, workflowShape } from './shapes.ts';

const named = z.object({
  name: z.string(),
  description: z.string().nullable(),
  source: z.string(),
});
const defined = (more: z.ZodRawShape) => z.array(named.extend(more));

export const policy = define({
  name: 'policy',
  title: 'The policy in force',
  description:
    'Shows the policy in force: its identity, what it defines (workflows, risk models, rules, tables, calendars, freezes, windows, systems, roles, access), and what the newest read of its directory had to say.',
  kind: 'query',
  permission: { action: 'read', object: 'policy' },
  changeless: true,
  rest: { method: 'GET', path: '/api/policy' },
  cli: { command: 'policy show', positional: [], example: 'changeflow policy show' },
  mcp: null,
  input: z.strictObject({}),
  output: z.object({
    id: z.string(),
    commit: z.string().nullable(),
    dirty: z.boolean(),
    activated_at: z.string(),
    directory: z.string().nullable().describe('Where the server reads it.'),
    diagnostics: z.array(diagnosticShape),
    workflows: z.array(workflowShape),
    risk_models: defined({ factors: json, levels: json, types: json }),
    rules: defined({ tags: z.array(z.string()), because: z.string().nullable() }),
    tables: defined({ hit: z.string(), inputs: json, outputs: json, rows: json }),
    calendars: defined({ time_zone: z.string(), hours: json, holidays: json }),
    freezes: defined({
      kind: z.string(),
      extent: json,
      covers: json,
      override: z.array(z.string()),
    }),
    windows: defined({ extent: json, covers: json }),
    systems: defined({
      criticality: z.number().nullable(),
      owner: z.string().nullable(),
      environment: z.string().nullable(),
      depends_on: z.array(z.string()),
    }),
    roles: defined({ inherits: z.array(z.string()) }),
    fields: defined({ words: z.array(z.string()) }),
    access: z.array(
      z.object({
        effect: z.enum(['permit', 'forbid']),
        action: z.string(),
        object: z.string(),
        by: z.array(z.string()),
        conditional: z.boolean(),
        source: z.string(),
      }),
    ),
  }),
  handle: async (call) => ok({ kind: 'value', value: describe(call.services.engine.policy()) }),
});

function describe(active: ActivePolicy) {
  const { policy: current } = active;
  const { definitions: all, files, provenance } = current;
  const head = (item: {
    name: string;
    doc: string | null;
    span: Parameters<typeof sourceOf>[1];
  }) => ({
    name: item.name,
    description: item.doc,
    source: sourceOf(files, item.span),
  });
  const period = (
    item: Parameters<typeof head>[0] & Pick<WindowDefinition, 'extent' | 'covers'>,
  ) => ({
    ...head(item),
    extent: item.extent,
    covers: item.covers,
  });
  return {
    id: current.id,
    commit: provenance.commit,
    dirty: provenance.dirty,
    activated_at: active.activated_at,
    directory: active.directory,
    diagnostics: active.diagnostics.map((each) => diagnosticView(active.texts ?? files, each)),
    workflows: all.workflows.map((workflow) => workflowSummary(current, workflow)),
    risk_models: all.riskModels.map((model) => ({
      ...head(model),
      factors: model.factors.map(({ name, label, weight, source }) => ({
        name,
        label,
        weight,
        grade: source,
      })),
      levels: model.levels,
      types: model.types,
    })),
    rules: all.rules.map((rule) => ({ ...head(rule), tags: rule.tags, because: rule.because })),
    tables: all.tables.map((table) => ({
      ...head(table),
      hit: table.hit,
      inputs: table.inputs,
      outputs: table.outputs,
      rows: table.rows.map(({ cells }) => cells),
    })),
    calendars: all.calendars.map((calendar) => ({
      ...head(calendar),
      time_zone: calendar.timeZone,
      hours: calendar.hours,
      holidays: calendar.holidays,
    })),
    freezes: all.freezes.map((freeze) => ({
      ...period(freeze),
      kind: freeze.freeze,
      override: freeze.override,
    })),
    windows: all.windows.map(period),
    systems: all.systems.map((system) => ({
      ...head(system),
      criticality: system.criticality,
      owner: system.owner,
      environment: system.environment,
      depends_on: system.dependsOn,
    })),
    roles: all.roles.map((role) => ({ ...head(role), inherits: role.inherits })),
    fields: (all.fields ?? []).map((field) => ({ ...head(field), words: field.words })),
    access: all.access.map((rule) => ({
      effect: rule.effect,
      action: rule.action,
      object: rule.object,
      by: rule.by,
      conditional: rule.when !== null,
      source: sourceOf(files, rule.span),
    })),
  };
}
