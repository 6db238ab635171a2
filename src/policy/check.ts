import type { Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { spanOfNode, walk } from '../language/compile/positions.ts';
import {
  inOrder,
  togetherByName,
  type Definition,
  type Program,
  type SourceFile,
} from '../language/program.ts';
import { rolesAskedFor } from './asks-roles.ts';
import type { Definition as PolicyDefinition } from './definers/definition.ts';
import { knownTypes, meaningOf, type Texts } from './conditions/meaning.ts';
import type { Definitions, RoleDefinition, WorkflowDefinition } from './definitions.ts';
import { conditionTypeFindings, fieldTypeFindings } from './field-types.ts';
import { fieldWordFindings, wordsByField, wordsSpoken, type SpokenWord } from './field-words.ts';
import type { Reference, RoleLike } from './forms/values.ts';
import { idleFindings } from './idle-rules.ts';
import { oneWorkflowFindings } from './one-workflow.ts';
import { AGENT, MEMBER } from './standing-roles.ts';
import { survey } from './survey.ts';

/** What an expanded program defines, and the words with which it compares fields. */
export interface Defined {
  readonly definitions: Definitions;
  readonly words: readonly SpokenWord[];
}

/** The definitions that an expanded program hands over, workflows with what their texts have. */
export function definedBy({ definitions }: Program): Defined {
  const found = definitions.flatMap(({ data }) =>
    data === undefined ? [] : [data as PolicyDefinition],
  );
  const byName = new Map(definitions.map((made) => [made.name, made]));
  const surveyed = (workflow: WorkflowDefinition): WorkflowDefinition => ({
    ...workflow,
    ...survey(workflow.name, byName),
  });
  const all = {
    workflows: found.filter(isKind('workflow')).map(valueOf).map(surveyed),
    riskModels: found.filter(isKind('risk-model')).map(valueOf),
    rules: found.filter(isKind('rule')).map(valueOf),
    tables: found.filter(isKind('table')).map(valueOf),
    calendars: found.filter(isKind('calendar')).map(valueOf),
    freezes: found.filter(isKind('freeze')).map(valueOf),
    windows: found.filter(isKind('window')).map(valueOf),
    systems: found.filter(isKind('system')).map(valueOf),
    roles: found.filter(isKind('role')).map(valueOf),
    access: found.filter(isKind('access')).map(valueOf).flat(),
    fields: found.filter(isKind('field')).map(valueOf),
    tests: found.filter(isKind('test')).map(valueOf),
  };
  const words = wordsSpoken(all, definitions);
  return { definitions: { ...all, spoken: wordsByField(words) }, words };
}

type OfKind<K extends PolicyDefinition['kind']> = Extract<PolicyDefinition, { kind: K }>;

const isKind =
  <K extends PolicyDefinition['kind']>(kind: K) =>
  (definition: PolicyDefinition): definition is OfKind<K> =>
    definition.kind === kind;

const valueOf = <T>({ value }: { readonly value: T }): T => value;

/** What is wrong with a policy as a whole, beyond what its single forms told when they were expanded. */
export function policyFindings(
  program: Program,
  { definitions, words }: Defined,
  files: readonly SourceFile[],
): readonly Diagnostic[] {
  const typed = definitions.rules.map((rule) => ({
    rule,
    findings: conditionTypeFindings(rule.when),
  }));
  // What a rule compares wrongly is said once: that it can never hold follows.
  const rules = typed.flatMap(({ rule, findings }) => (findings.length === 0 ? [rule] : []));
  // What is said of all definitions together would follow from one that could not be read.
  const whole = !program.diagnostics.some(({ severity }) => severity === 'error');
  return [
    ...referenceFindings(program, definitions, files),
    ...program.definitions.flatMap(fieldTypeFindings),
    ...typed.flatMap(({ findings }) => findings),
    ...fieldWordFindings(definitions, words),
    ...definitions.workflows.flatMap(requestFindings),
    ...roleCycleFindings(definitions.roles),
    ...(whole ? conditionFindings(program, { ...definitions, rules }, files) : []),
    ...(whole ? modelFindings(program.definitions, definitions) : []),
  ];
}

/** What conditions say together, worked out without running them. */
function conditionFindings(
  { definitions: all }: Program,
  definitions: Definitions,
  files: readonly SourceFile[],
): readonly Diagnostic[] {
  const byName = new Map(all.map((definition) => [definition.name, definition]));
  const texts: Texts = {
    own: (name) => byName.get(name)?.core,
    localName: (name, local) => byName.get(name)?.positions.locals?.[local] ?? 'a value',
    acts: () => false,
  };
  const levels = definitions.riskModels.flatMap((model) => model.levels.map(({ name }) => name));
  const types = knownTypes(definitions);
  const written = new Map(files.map(({ path, text }) => [path, text]));
  return [
    // A change has no facts yet when its workflow is chosen.
    ...oneWorkflowFindings(
      definitions,
      meaningOf(texts, { types: null, levels, facts: false, bare: false }),
    ),
    ...idleFindings(definitions, {
      meaning: meaningOf(texts, { types, levels, facts: true, bare: true }),
      textAt: ({ file, start, end }) => written.get(file)?.slice(start, end) ?? '',
    }),
  ];
}

const codes = {
  role: 'unknown-role',
  system: 'unknown-system',
  calendar: 'unknown-calendar',
  workflow: 'unknown-workflow',
} as const;

function referenceFindings(
  program: Program,
  definitions: Definitions,
  files: readonly SourceFile[],
): readonly Diagnostic[] {
  const names = (list: readonly { readonly name: string }[]): ReadonlySet<string> =>
    new Set(list.map(({ name }) => name));
  const known = {
    role: new Set([...names(definitions.roles), MEMBER, AGENT]),
    system: names(definitions.systems),
    calendar: names(definitions.calendars),
    workflow: names(definitions.workflows),
  };
  const made = new Set(program.definitions.map(({ name }) => name));
  const noted = program.notes.flatMap(({ kind, data }) =>
    kind === 'reference' ? [data as Reference] : [],
  );
  const references = [...noted, ...program.definitions.flatMap(rolesAskedFor)];
  const found = references.flatMap(({ kind, name, span }): readonly Diagnostic[] => {
    if (kind === 'person') return known.role.has(name) ? [quotedRole(name, span)] : [];
    if (known[kind].has(name)) return [];
    // Its definition is there and could not be read, which was told.
    if (program.scope.names().includes(name) && !made.has(name)) return [];
    const meant = nearest(name, known[kind]);
    const help =
      meant === undefined ? `define it: (define-${kind} ${name} …)` : `did you mean \`${meant}\`?`;
    const message = `no file defines the ${kind} \`${name}\``;
    return [{ severity: 'error', code: codes[kind], message, span, help }];
  });
  found.push(...misspeltAmongRoles(program, known.role));
  return togetherByName(inOrder(found, new Map(files.map(({ path }, index) => [path, index]))));
}

/** Words that stand where others name roles, and are nearly the name of one. */
function misspeltAmongRoles({ notes }: Program, roles: ReadonlySet<string>): readonly Diagnostic[] {
  const words = notes.flatMap(({ kind, data }) => (kind === 'role-like' ? [data as RoleLike] : []));
  const ofRoles = new Set(words.flatMap(({ name, among }) => (roles.has(name) ? [among] : [])));
  return words.flatMap(({ name, among, span }): readonly Diagnostic[] => {
    const meant = roles.has(name) || !ofRoles.has(among) ? undefined : nearest(name, roles);
    if (meant === undefined) return [];
    const message = `no file defines the role \`${name}\``;
    const help = `did you mean \`${meant}\`?`;
    return [{ severity: 'error', code: 'unknown-role', message, span, help }];
  });
}

const quotedRole = (role: string, span: Diagnostic['span']): Diagnostic => ({
  severity: 'error',
  code: 'unknown-role',
  message: `"${role}" in quotes is a person of that identifier, and \`${role}\` is a role`,
  span,
  help: `write ${role} without the quotes; a person is written (person "${role}")`,
});

/** One name has one kind in a workflow: whoever answers it must know what is asked. */
function requestFindings({ name: workflow, requests }: WorkflowDefinition): readonly Diagnostic[] {
  const first = new Map<string, WorkflowDefinition['requests'][number]>();
  return requests.flatMap((request): readonly Diagnostic[] => {
    const before = first.get(request.name);
    if (before === undefined) first.set(request.name, request);
    if (before === undefined || before.kind === request.kind) return [];
    return [
      {
        severity: 'error',
        code: 'duplicate-request',
        message: `\`${workflow}\` has the request \`${request.name}\` as ${request.kind} and as ${before.kind}`,
        span: request.span,
        related: [{ message: `here it is of kind ${before.kind}`, span: before.span }],
        help: 'give one of them another name',
      },
    ];
  });
}

/** A role that inherits itself, however far around: whoever has one of the circle would have all of it. */
function roleCycleFindings(roles: readonly RoleDefinition[]): readonly Diagnostic[] {
  const inherits = new Map(roles.map((role) => [role.name, role.inherits]));
  return roles.flatMap(({ name, span }): readonly Diagnostic[] => {
    const above = new Set(inherits.get(name));
    for (const role of above) for (const next of inherits.get(role) ?? []) above.add(next);
    if (!above.has(name)) return [];
    const message = `the role \`${name}\` inherits itself`;
    const help = `the circle goes through ${[...above].join(', ')}`;
    return [{ severity: 'error', code: 'role-cycle', message, span, help }];
  });
}

/** `(assess-risk)` without the name of a model needs exactly one to exist. */
function modelFindings(
  all: readonly Definition[],
  { riskModels }: Definitions,
): readonly Diagnostic[] {
  if (riskModels.length === 1) return [];
  const none = riskModels.length === 0;
  const message = none ? 'no file defines a risk model' : 'there are several risk models';
  const named = riskModels.map(({ name }) => `(assess-risk ${name})`).join(' or ');
  const help = none ? 'define one with define-risk-model' : `name one: ${named}`;
  const findings: Diagnostic[] = [];
  for (const definition of all) {
    walk(definition.core, (node, number) => {
      if (node[0] !== 'call' || node[1][0] !== 'global' || node[1][1] !== '%assess-risk') return;
      const model = node[2];
      if (model?.[0] !== 'const' || model[1] !== false) return;
      const span = spanOfNode(definition, number);
      findings.push({ severity: 'error', code: 'unknown-model', message, span, help });
    });
  }
  return findings;
}
