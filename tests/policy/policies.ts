import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { assemble } from '../../src/policy/assemble.ts';
import type { Policy, PolicyCheck } from '../../src/policy/definitions.ts';
import { readLibrary } from '../../src/policy/library.ts';

const library = await readLibrary();
const nowhere = { commit: null, dirty: false };

/** Roles that the small policies of these tests speak of. */
const roles = '(define-role writer) (define-role reader) (define-role keeper "Keeps the house.")';

/** A policy of one file, beside a few roles. */
export const checkText = (text: string): PolicyCheck =>
  checkFiles({ 'rules/people.scm': roles, 'workflows/text.scm': text });

export function checkFiles(files: { readonly [path: string]: string }): PolicyCheck {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  return assemble(sources, nowhere, library);
}

/** The policy of a text in which nothing is wrong. */
export function policyOf(text: string): Policy {
  const { policy, diagnostics } = checkText(text);
  if (policy === null) throw new Error(diagnostics.map(told).join('\n'));
  return policy;
}

export const told = ({ code, message, span, help }: Diagnostic): string =>
  `${span.file}:${span.start} ${code}: ${message}${help === undefined ? '' : ` (${help})`}`;

/** The codes of what is wrong with a text, in its order. */
export const codesOf = (text: string): readonly string[] =>
  checkText(text).diagnostics.map(({ code }) => code);

/** The only finding of a text, with the stretch of text that it points at. */
export function findingOf(text: string): {
  readonly code: string;
  readonly at: string;
  readonly help: string | undefined;
  readonly message: string;
} {
  const { diagnostics } = checkText(text);
  if (diagnostics.length !== 1)
    throw new Error(`${diagnostics.length} findings: ${diagnostics.map(told).join('\n')}`);
  const { code, span, help, message } = diagnostics[0]!;
  return { code, at: text.slice(span.start, span.end), help, message };
}

/** A workflow around some body. */
export const workflow = (body: string): string => `(define-workflow sample "A sample." ${body})`;
