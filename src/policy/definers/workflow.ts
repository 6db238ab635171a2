import type { Definer } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { WorkflowDefinition } from '../definitions.ts';
import { nearest } from '../../core/nearest.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { itemsOf, textOf } from '../forms/shape.ts';
import { namedDefiner, type Header, type Making } from './definition.ts';

const optionShapes: ClauseShapes = {
  'applies-to': { least: 0, most: null, usage: '(applies-to (type WORD …) (when EXPR))' },
  identifier: { least: 1, most: 1, usage: '(identifier "CH-{date}-{n:3}") or (identifier slug)' },
  'one-active': { least: 1, most: 1, usage: '(one-active (by project))' },
  unverified: { least: 1, most: 1, usage: '(unverified "REASON")' },
};

const scopeShapes: ClauseShapes = {
  type: { least: 1, most: null, usage: '(type WORD …)' },
  when: { least: 1, most: 1, usage: '(when EXPR)' },
};

/** Whether a form at the head of a workflow is an option of it. */
export function isOption(stx: Stx, making: Making): boolean {
  const head = itemsOf(stx)?.[0];
  const word = head === undefined ? undefined : making.context.word(head);
  return word !== undefined && Object.hasOwn(optionShapes, word);
}

/** What a workflow's options say; the lists of its text are filled in when the core is known. */
export function workflowData(
  { name, doc }: Header,
  options: readonly Stx[],
  lifecycle: WorkflowDefinition['lifecycle'],
  making: Making,
): WorkflowDefinition {
  const form = { name: 'define-workflow', stx: making.stx };
  const clauses = readClauses(options, optionShapes, form, making.context);
  return {
    name,
    doc,
    span: spanOf(making.stx),
    appliesTo: scopeOf(clauseOf(clauses, 'applies-to')?.operands ?? [], making),
    identifier: identifierOf(clauseOf(clauses, 'identifier')?.operands[0], making),
    oneActive: oneActiveOf(clauseOf(clauses, 'one-active')?.operands[0], making),
    unverified: reasonOf(clauseOf(clauses, 'unverified')?.operands[0], making),
    phases: [],
    requests: [],
    awaitsWindow: false,
    lifecycle,
    net: null,
  };
}

function scopeOf(stxs: readonly Stx[], making: Making): WorkflowDefinition['appliesTo'] {
  const { context, stx } = making;
  const clauses = readClauses(stxs, scopeShapes, { name: 'applies-to', stx }, context);
  const types = clauseOf(clauses, 'type')?.operands;
  const when = clauseOf(clauses, 'when');
  for (const type of types ?? []) {
    if (context.word(type) === undefined) {
      context.error('bad-clause', type, 'the name of a change type is wanted here');
    }
  }
  return {
    types: types?.flatMap((type) => context.word(type) ?? []) ?? null,
    when:
      when === undefined
        ? null
        : making.procedure('applies', context.thunk(when.operands, when.stx), when.stx),
  };
}

const TEMPLATE = /^(?:[A-Za-z0-9._-]|\{date\}|\{n:[1-9]\})+$/;

/** `slug`, or a template with a number in it, since two changes may not have one name. */
function identifierOf(stx: Stx | undefined, making: Making): string {
  if (stx === undefined) return 'slug';
  const text = textOf(stx);
  if (text === undefined && making.context.word(stx) === 'slug') return 'slug';
  if (text !== undefined && TEMPLATE.test(text) && text.split('{n:').length === 2) return text;
  making.context.error(
    'bad-clause',
    stx,
    'an identifier is `slug`, or text with {date} and one {n:DIGITS}',
    'such as "CH-{date}-{n:3}"',
  );
  return 'slug';
}

function oneActiveOf(stx: Stx | undefined, making: Making): 'project' | null {
  if (stx === undefined) return null;
  const [by, scope, extra] = itemsOf(stx) ?? [];
  const words = [by, scope].map((item) => item && making.context.word(item));
  if (words[0] === 'by' && words[1] === 'project' && extra === undefined) return 'project';
  making.context.error('bad-clause', stx, 'this is written (one-active (by project))');
  return null;
}

/** Text with something in it: a reason that nobody gave is none. */
function reasonOf(stx: Stx | undefined, making: Making): string | null {
  if (stx === undefined) return null;
  const reason = textOf(stx)?.trim() ?? '';
  if (reason === '')
    making.context.error('bad-clause', stx, 'the reason is text: why this is safe');
  return reason;
}

/** Reports a misspelt option, and one that stands behind the start of the body; true where it was one. */
function refused(stx: Stx, making: Making): boolean {
  const { context } = making;
  const head = itemsOf(stx)?.[0];
  if (head === undefined || context.resolve(head)?.kind !== 'unbound') return false;
  const word = context.word(head) ?? '';
  if (isOption(stx, making)) {
    const message = `the option \`${word}\` stands behind the start of what the workflow does`;
    context.error('bad-clause', stx, message, 'move it up, right behind the description');
    return true;
  }
  const meant = nearest(word, Object.keys(optionShapes));
  if (meant === undefined) return false;
  const message = `a workflow has no option \`${word}\``;
  context.error('unknown-clause', head, message, `did you mean \`${meant}\`?`);
  return true;
}

/** `(define-workflow NAME ["…"] option … E …)`: its name is the procedure that runs it. */
export const workflow: Definer = namedDefiner((header, making) => {
  const { context, stx } = making;
  const first = header.rest.findIndex((item) => !isOption(item, making));
  const options = first === -1 ? header.rest : header.rest.slice(0, first);
  const body =
    first === -1 ? [] : header.rest.slice(first).filter((item) => !refused(item, making));
  if (first === -1) {
    context.error('bad-syntax', stx, `the workflow \`${header.name}\` does nothing`);
  }
  const value = workflowData(header, options, null, making);
  return {
    core: body.length === 0 ? ['lambda', [], null, ['const', false]] : context.thunk(body, stx),
    definition: { kind: 'workflow', value },
  };
});
