import type { DiagnosticCode } from '../../core/diagnostic-codes.ts';
import { matchPattern, type Matched, type Pattern, PatternReader } from './pattern.ts';
import { sameMeaning, type Scope } from '../scope.ts';
import {
  describe,
  type Identifier,
  isIdentifier,
  isList,
  isSame,
  spanOf,
  type Stx,
  type StxList,
} from '../syntax.ts';
import { instantiate, type Making, type RuleTemplate, TemplateReader } from './template.ts';

/** A `syntax-rules` macro, with the scope that its templates speak of. */
export interface Macro {
  readonly rules: readonly Rule[];
  readonly scope: Scope;
  /** Whether a part could not be read: then a use that no rule matches is no further mistake. */
  readonly broken: boolean;
}

interface Rule {
  readonly pattern: Pattern;
  readonly template: RuleTemplate;
  readonly variables: number;
  /** The pattern as the author wrote it, for messages. */
  readonly source: StxList;
}

export type Report = (code: DiagnosticCode, at: Stx, message: string, help?: string) => void;

/**
 * Reads `(syntax-rules [ELLIPSIS] (LITERAL …) (PATTERN TEMPLATE) …)`. A rule with a mistake is reported and left out,
 * so that the others still serve.
 */
export function readSyntaxRules(spec: StxList, scope: Scope, report: Report): Macro {
  const custom = spec.items[1];
  const hasCustom = custom !== undefined && isIdentifier(custom);
  const literals = spec.items[hasCustom ? 2 : 1];
  const names = literals !== undefined && isList(literals) ? literals.items : undefined;
  if (names === undefined || !names.every(isIdentifier)) {
    report(
      'bad-syntax',
      literals ?? spec,
      'syntax-rules wants a list of literals, which are symbols',
      SHAPE,
    );
    return brokenMacro(scope);
  }
  const words = readWords(hasCustom ? custom : undefined, names, scope);
  const read = spec.items.slice(hasCustom ? 3 : 2).map((rule) => readRule(rule, words, report));
  const rules = read.filter((rule) => rule !== undefined);
  return { rules, scope, broken: rules.length < read.length };
}

/** A macro of which nothing could be read. */
export const brokenMacro = (scope: Scope): Macro => ({ rules: [], scope, broken: true });

/** What the first matching rule makes of a use, or undefined where none matches. */
export function expandMacro(
  macro: Macro,
  use: StxList,
  scope: Scope,
  bounds: Pick<Making, 'spend' | 'uneven'>,
): Stx | undefined {
  for (const rule of macro.rules) {
    const matched: Matched[] = new Array<Matched>(rule.variables);
    const matches = matchPattern(rule.pattern, use, matched, (literal, found) =>
      sameMeaning(found, scope, literal, macro.scope),
    );
    if (matches)
      return instantiate(rule.template, matched, { ...bounds, scope: macro.scope, at: use });
  }
  return undefined;
}

/** How a use is to be written, by the pattern of a rule. */
export function useShape(name: string, rule: Rule): string {
  const keyword: Stx = { kind: 'symbol', name, ...spanOf(rule.source) };
  return describe({ ...rule.source, items: [keyword, ...rule.source.items.slice(1)] });
}

/** Which identifiers have a meaning of their own in the patterns and templates of one `syntax-rules`. */
export interface Words {
  readonly isEllipsis: (identifier: Identifier) => boolean;
  readonly isLiteral: (identifier: Identifier) => boolean;
  readonly isUnderscore: (identifier: Identifier) => boolean;
}

const SHAPE = 'write (syntax-rules (LITERAL …) (PATTERN TEMPLATE) …)';

function readWords(
  custom: Identifier | undefined,
  literals: readonly Identifier[],
  scope: Scope,
): Words {
  const isLiteral = (id: Identifier): boolean => literals.some((literal) => isSame(literal, id));
  const means = (id: Identifier, name: string): boolean => {
    const binding = scope.lookup(id);
    return binding?.kind === 'auxiliary' && binding.name === name;
  };
  return {
    isLiteral,
    isEllipsis: (id) =>
      !isLiteral(id) && (custom === undefined ? means(id, '...') : isSame(custom, id)),
    isUnderscore: (id) => !isLiteral(id) && means(id, '_'),
  };
}

function readRule(rule: Stx, words: Words, report: Report): Rule | undefined {
  const [pattern, template] = isList(rule) ? rule.items : [];
  if (!isList(rule) || rule.items.length !== 2 || pattern === undefined || template === undefined) {
    report('bad-syntax', rule, 'a rule is a pattern and a template', SHAPE);
    return undefined;
  }
  if (pattern.kind !== 'list' || pattern.items.length === 0) {
    report('bad-pattern', pattern, 'a pattern is a list that starts with the macro’s name or _');
    return undefined;
  }
  const patterns = new PatternReader(words, report);
  const read = patterns.readUse(pattern);
  if (read === undefined) return undefined;
  const made = new TemplateReader(words, patterns.variables, report).read(template);
  if (made === undefined) return undefined;
  return { pattern: read, template: made, variables: patterns.variables.length, source: pattern };
}
