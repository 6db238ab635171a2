import { z } from 'zod';
import {
  outsideNames,
  refuseFlaws,
  typeWrong,
  unknownWords,
  vocabularyOf,
  wordsWrong,
} from '../../change/field-flaws.ts';
import { wordText } from '../../change/warnings.ts';
import { err, ok } from '../../core/result.ts';
import { define, reading } from '../operation.ts';
import { dayOrInstant, word, words } from '../schemas.ts';
import { periodOf } from './period.ts';

const HORIZON_DAYS = 731;
const LOOK_AHEAD_MS = 30 * 86_400_000;

const stretch = {
  name: z.string(),
  label: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  time_zone: z.string(),
  source: z.string(),
};

export const freezes = define({
  name: 'freezes',
  title: 'Check freeze periods',
  description:
    'Tells whether a freeze covers a change at `from` (now, when left out), which freezes and windows there are until `to` (30 days), whether that is within business hours (advice only), and the earliest legal slot. It books and overrides nothing.',
  kind: 'query',
  permission: { action: 'read', object: 'calendar' },
  changeless: true,
  rest: { method: 'GET', path: '/api/freeze-periods' },
  cli: {
    command: 'freezes',
    positional: [],
    example: 'changeflow freezes --from 2026-12-01 --to 2026-12-31 --environment production',
  },
  mcp: { tool: 'check_freeze_periods', hints: reading },
  input: z.strictObject({
    from: dayOrInstant.optional().describe('From when, such as 2026-03-02; now, when left out.'),
    to: dayOrInstant
      .optional()
      .describe('Until when, that day included; 30 days on, when left out.'),
    system: words.optional().describe('Systems that the change touches.'),
    environment: word.optional().describe('Where the change happens.'),
    change_type: word.optional().describe('Type of the change.'),
  }),
  output: z.object({
    frozen: z.boolean(),
    periods: z.array(
      z.object({ ...stretch, kind: z.enum(['full', 'partial']), override: z.array(z.string()) }),
    ),
    windows: z.array(z.object(stretch)),
    business_hours: z.array(
      z.object({
        calendar: z.string(),
        time_zone: z.string(),
        open: z.boolean(),
        open_from: z.string().nullable(),
      }),
    ),
    next_slot: z.object({ from: z.string(), to: z.string().nullable() }).nullable(),
    warnings: z.array(z.string()),
  }),
  handle: async (call, input) => {
    const words = {
      ...(input.system === undefined ? {} : { systems: input.system }),
      ...(input.environment === undefined ? {} : { environment: input.environment }),
    };
    const { definitions } = call.services.engine.policy().policy;
    const vocabulary = vocabularyOf(definitions, definitions);
    const wrong = refuseFlaws([
      ...wordsWrong(words, vocabulary, { ...outsideNames, systems: 'system' }),
      ...typeWrong(input.change_type ?? null, vocabulary),
    ]);
    if (wrong !== null) return err(wrong);
    const now = call.services.now();
    const fallback = { from: now, to: now + LOOK_AHEAD_MS };
    const period = periodOf(input, fallback, HORIZON_DAYS);
    if (!period.ok) return period;
    const value = call.services.engine.freezes(call.principal.tenant, {
      ...period.value,
      systems: input.system ?? [],
      environment: input.environment ?? null,
      type: input.change_type ?? null,
    });
    const warnings = unknownWords(words, vocabulary).map(wordText);
    return ok({ kind: 'value', value: { ...value, warnings } });
  },
});
