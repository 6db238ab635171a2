import { z } from 'zod';
import { err, ok, type Result } from '../../core/result.ts';
import { factNames, fieldTypeOf } from '../../policy/forms/fields.ts';
import { engineOperators, FACT_PREFIX } from '../compile.ts';

/**
 * Rules as a file of json-rules-engine. A rule of the policy that needs no more than comparisons is plain JSON; what is
 * computed stands under `changeflow:facts`, each name with its source in the language.
 */
export type RuleSheet = z.output<typeof sheet>;
export type SheetCondition =
  | (Shared & { readonly all: readonly SheetCondition[] })
  | (Shared & { readonly any: readonly SheetCondition[] })
  | (Shared & { readonly not: SheetCondition })
  | z.output<typeof comparison>;
interface Shared {
  readonly priority?: number | undefined;
  readonly name?: string | undefined;
}
export type SheetRule = z.output<typeof rule>;

/** What is wrong with a sheet, by JSON pointer. */
export interface SheetFlaw {
  readonly path: string;
  readonly message: string;
}

/** No more than a dotted path: nothing in it is executed. */
const PATH = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

const scalar = z.union([z.boolean(), z.string(), z.number()]);
const constant = z.union([scalar, z.array(z.union([scalar, z.array(scalar)]))]);
const shared = { priority: z.int().min(1).optional(), name: z.string().optional() };

const comparison = z.strictObject({
  fact: z.string().min(1),
  operator: z.enum(Object.values(engineOperators)),
  value: constant,
  path: z.string().regex(PATH, 'is a dotted path such as a.b').optional(),
  params: z
    .strictObject({
      default: constant.optional(),
      strings: z.enum(['words', 'texts']).optional(),
    })
    .optional(),
  ...shared,
});

const condition: z.ZodType<SheetCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition), ...shared }),
    z.strictObject({ any: z.array(condition).min(1), ...shared }),
    z.strictObject({ not: condition, ...shared }),
    comparison,
  ]),
);

const computed = z.strictObject({ fact: z.string().startsWith('%') });

const rule = z.strictObject({
  name: z.string().min(1),
  conditions: condition.refine((top) => !('fact' in top), 'starts with all, any or not'),
  event: z.strictObject({
    type: z.literal('rule'),
    params: z.strictObject({
      doc: z.string().optional(),
      /** Role names and `person:ID`. */
      require: z.union([z.array(z.string().min(1)).min(1), computed]).optional(),
      'add-risk': z.union([z.int(), computed]).optional(),
      tags: z.array(z.string().min(1)).min(1).optional(),
      because: z.string().optional(),
    }),
  }),
});

const sheet = z.strictObject({
  rules: z.array(rule),
  'changeflow:facts': z.record(z.string(), z.string()).optional(),
});

/**
 * Reads a sheet that came from outside. Keys that mean nothing, operators and facts that do not exist, and paths that
 * are more than paths are refused: json-rules-engine itself would find them late or never.
 */
export function rulesImport(json: unknown): Result<RuleSheet, readonly SheetFlaw[]> {
  const parsed = sheet.safeParse(json);
  if (!parsed.success) {
    return err(
      parsed.error.issues.map(({ path, message }) => ({
        path: path.map((step) => `/${String(step)}`).join(''),
        message,
      })),
    );
  }
  const flaws = strangers(parsed.data);
  return flaws.length === 0 ? ok(parsed.data) : err(flaws);
}

function strangers({ rules, 'changeflow:facts': facts = {} }: RuleSheet): readonly SheetFlaw[] {
  const known = (fact: string): boolean =>
    Object.hasOwn(facts, fact) ||
    fieldTypeOf(fact) !== undefined ||
    (fact.startsWith(FACT_PREFIX) && factNames.includes(fact.slice(FACT_PREFIX.length)));
  const flaws: SheetFlaw[] = [];
  const look = (part: SheetCondition, path: string): void => {
    if ('all' in part) part.all.forEach((one, at) => look(one, `${path}/all/${at}`));
    else if ('any' in part) part.any.forEach((one, at) => look(one, `${path}/any/${at}`));
    else if ('not' in part) look(part.not, `${path}/not`);
    else if (!known(part.fact)) {
      flaws.push({ path: `${path}/fact`, message: `there is no field or fact ${part.fact}` });
    } else if (part.path !== undefined && !part.fact.startsWith('custom.')) {
      flaws.push({ path: `${path}/path`, message: 'only custom fields have parts' });
    }
  };
  rules.forEach(({ conditions, event: { params } }, at) => {
    look(conditions, `/rules/${at}/conditions`);
    for (const effect of [params.require, params['add-risk']]) {
      if (typeof effect !== 'object' || !('fact' in effect) || known(effect.fact)) continue;
      flaws.push({ path: `/rules/${at}/event/params`, message: `${effect.fact} has no source` });
    }
  });
  return flaws;
}
