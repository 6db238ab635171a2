import { z } from 'zod';
import { ok } from '../../core/result.ts';
import { define } from '../operation.ts';

export const language = define({
  name: 'language',
  title: 'Reference of the language',
  description: 'The reference of the language that policies are written in, as Markdown.',
  kind: 'query',
  permission: null,
  rest: { method: 'GET', path: '/docs/language.md' },
  cli: null,
  mcp: null,
  input: z.strictObject({}),
  output: z.string(),
  handle: async ({ services }) =>
    ok({
      kind: 'text',
      media: 'text/markdown; charset=utf-8',
      text: await services.languageGuide(),
    }),
});
