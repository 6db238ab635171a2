import { z } from 'zod';
import { refuse } from '../../core/refusal.ts';
import { err, ok } from '../../core/result.ts';
import { actorOf } from '../actor.ts';
import { define } from '../operation.ts';
import { commandInputs } from '../schemas.ts';
import { diagnosticView, sourceOf } from './describe.ts';
import { diagnosticShape } from './shapes.ts';

export const checkPolicy = define({
  name: 'policy_check',
  title: 'Check a policy',
  description:
    'Checks a policy given as texts, as `changeflow check` does with a directory: its identity, and everything wrong with it. It activates nothing.',
  kind: 'query',
  permission: { action: 'check', object: 'policy' },
  changeless: true,
  rest: { method: 'POST', path: '/api/policy/check' },
  cli: null,
  mcp: null,
  input: z.strictObject({
    files: z
      .array(
        z.strictObject({
          path: z
            .string()
            .max(300)
            .regex(
              /^(workflows|rules|tests)\/(?!.*\.\.)[\w./-]+\.scm$/,
              'is no path of a policy file',
            )
            .describe('Such as `rules/risk.scm`.'),
          text: z.string().max(1_000_000),
        }),
      )
      .min(1)
      .max(200),
  }),
  output: z.object({
    clean: z.boolean(),
    id: z.string().nullable(),
    diagnostics: z.array(diagnosticShape),
  }),
  handle: async (call, { files }) => {
    const { policy, diagnostics } = await call.services.checkPolicy(files);
    const value = {
      clean: !diagnostics.some(({ severity }) => severity === 'error'),
      id: policy?.id ?? null,
      diagnostics: diagnostics.map((each) => diagnosticView(files, each)),
    };
    return ok({ kind: 'value', value });
  },
});

export const loadPolicy = define({
  name: 'policy_load',
  title: 'Load the policy',
  description:
    'Reads the server’s policy directory again and puts it in force when it has no error; otherwise the one in force stays. Changes in flight keep the workflows they started under.',
  kind: 'command',
  permission: { action: 'load', object: 'policy' },
  changeless: true,
  rest: { method: 'POST', path: '/api/policy/load' },
  cli: { command: 'policy load', positional: [], example: 'changeflow policy load' },
  mcp: null,
  input: z.strictObject(commandInputs),
  output: z.object({
    id: z.string(),
    activated_at: z.string(),
    diagnostics: z.array(diagnosticShape),
  }),
  handle: async (call) => {
    const loaded = await call.services.loadPolicy(actorOf(call.principal));
    if (!loaded.ok) {
      const { diagnostics, files } = loaded.error;
      const errors = diagnostics
        .filter(({ severity }) => severity === 'error')
        .map((each) => ({
          path: sourceOf(files, each.span),
          message: `${each.code}: ${each.message}`,
        }));
      const [first] = errors;
      const said = first === undefined ? '' : `: ${first.path}: ${first.message}`;
      const message = `The policy has errors and was not loaded; the one in force stays${said}. Run \`changeflow check\` on it.`;
      return err(refuse('policy-rejected', message, { errors }));
    }
    const { policy, activated_at, diagnostics } = loaded.value;
    const shown = diagnostics.map((each) => diagnosticView(policy.files, each));
    return ok({ kind: 'value', value: { id: policy.id, activated_at, diagnostics: shown } });
  },
});
