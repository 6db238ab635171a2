import type { Span } from '../../core/span.ts';
import type { Matched, Variable } from './pattern.ts';
import type { Scope } from '../scope.ts';
import {
  type Alias,
  type Identifier,
  isIdentifier,
  isList,
  isSame,
  spanOf,
  type Stx,
  type StxList,
} from '../syntax.ts';
import type { Report, Words } from './syntax-rules.ts';

/** The template of a rule. */
export type Template =
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'insert'; readonly identifier: Identifier }
  | { readonly kind: 'constant'; readonly stx: Stx }
  | {
      readonly kind: 'sequence';
      readonly of: 'list' | 'vector';
      readonly items: readonly Item[];
      readonly tail: Template | null;
    };

interface Item {
  readonly template: Template;
  /** One entry for each ellipsis after it, outermost first: the variables that take a turn there. */
  readonly turns: readonly (readonly number[])[];
}

/** Reads the template of one rule and checks that every ellipsis has something to repeat. */
export class TemplateReader {
  private readonly words: Words;
  private readonly variables: readonly Variable[];
  private readonly report: Report;
  private failed = false;

  constructor(words: Words, variables: readonly Variable[], report: Report) {
    this.words = words;
    this.variables = variables;
    this.report = report;
  }

  read(stx: Stx): Template | undefined {
    const template = this.template(stx, 0, true);
    return this.failed ? undefined : template;
  }

  private template(stx: Stx, depth: number, ellipses: boolean): Template {
    switch (stx.kind) {
      case 'literal':
        return { kind: 'constant', stx };
      case 'symbol':
      case 'alias':
        return this.identifier(stx, depth, ellipses);
      case 'vector':
        return {
          kind: 'sequence',
          of: 'vector',
          items: this.items(stx.items, depth, ellipses),
          tail: null,
        };
      case 'list': {
        const [head, escaped] = stx.items;
        if (ellipses && isList(stx) && stx.items.length === 2 && this.isEllipsis(head)) {
          return this.template(escaped!, depth, false);
        }
        const items = this.items(stx.items, depth, ellipses);
        const tail = stx.tail === null ? null : this.template(stx.tail, depth, ellipses);
        return { kind: 'sequence', of: 'list', items, tail };
      }
    }
  }

  private identifier(identifier: Identifier, depth: number, ellipses: boolean): Template {
    const index = this.variables.findIndex((variable) => isSame(variable.identifier, identifier));
    if (index === -1) {
      if (ellipses && this.isEllipsis(identifier))
        this.fail(identifier, 'an ellipsis follows what it repeats');
      return { kind: 'insert', identifier };
    }
    const wanted = this.variables[index]!.depth;
    if (depth < wanted) {
      const ellipsesWanted = wanted === 1 ? 'an ellipsis' : `${wanted} ellipses`;
      this.fail(
        identifier,
        `\`${identifier.name}\` matches a sequence: it wants ${ellipsesWanted} after it`,
      );
    }
    return { kind: 'variable', index };
  }

  private items(stxs: readonly Stx[], depth: number, ellipses: boolean): Item[] {
    const items: Item[] = [];
    for (let index = 0; index < stxs.length;) {
      let next = index + 1;
      while (ellipses && next < stxs.length && this.isEllipsis(stxs[next])) next += 1;
      const count = next - index - 1;
      const template = this.template(stxs[index]!, depth + count, ellipses);
      items.push({
        template,
        turns: count === 0 ? [] : this.turns(template, depth, count, stxs[index]!),
      });
      index = next;
    }
    return items;
  }

  /** A variable takes its turns at the outermost ellipses around it; further in it stands still. */
  private turns(template: Template, depth: number, count: number, at: Stx): number[][] {
    const used = [...variablesOf(template)];
    return Array.from({ length: count }, (_, level) => {
      const turning = used.filter((index) => this.variables[index]!.depth > depth + level);
      if (turning.length === 0 && !this.failed)
        this.fail(at, 'this ellipsis has nothing to repeat');
      return turning;
    });
  }

  private isEllipsis(stx: Stx | undefined): boolean {
    return stx !== undefined && isIdentifier(stx) && this.words.isEllipsis(stx);
  }

  private fail(at: Stx, message: string): void {
    this.failed = true;
    this.report('bad-template', at, message);
  }
}

function variablesOf(template: Template, found = new Set<number>()): Set<number> {
  if (template.kind === 'variable') found.add(template.index);
  if (template.kind === 'sequence') {
    for (const item of template.items) variablesOf(item.template, found);
    if (template.tail !== null) variablesOf(template.tail, found);
  }
  return found;
}

export interface Making {
  /** The scope in which the macro was defined: what its inserted symbols speak of. */
  readonly scope: Scope;
  /** The use, whose place everything made takes. */
  readonly at: Span;
  /** Counts the nodes made; may throw where they are too many. */
  readonly spend: (nodes: number) => void;
  /** Told when an ellipsis repeats variables that matched sequences of different lengths. */
  readonly uneven: () => void;
}

/** Syntax made from a template. Symbols that it inserts become aliases, the same alias for the same symbol. */
export function instantiate(template: Template, matched: readonly Matched[], making: Making): Stx {
  return new Instantiation(making).make(template, matched);
}

class Instantiation {
  private readonly making: Making;
  private readonly span: Span;
  private readonly aliases = new Map<string | Alias, Alias>();

  constructor(making: Making) {
    this.making = making;
    this.span = spanOf(making.at);
  }

  make(template: Template, matched: readonly Matched[]): Stx {
    switch (template.kind) {
      case 'variable':
        // Checked when the template was read: a variable under its ellipses stands for one piece of syntax.
        return matched[template.index] as Stx;
      case 'insert':
        return this.alias(template.identifier);
      case 'constant':
        return { ...template.stx, ...this.span, made: true } as Stx;
      case 'sequence':
        return this.sequence(template, matched);
    }
  }

  private sequence(template: Template & { kind: 'sequence' }, matched: readonly Matched[]): Stx {
    const items: Stx[] = [];
    for (const item of template.items) {
      if (item.turns.length === 0) items.push(this.make(item.template, matched));
      else this.repeat(item, 0, matched, items);
    }
    this.making.spend(items.length + 1);
    if (template.of === 'vector') return { kind: 'vector', items, ...this.span, made: true };
    const tail = template.tail === null ? null : this.make(template.tail, matched);
    const list: StxList = { kind: 'list', items, tail, ...this.span, made: true };
    return tail?.kind === 'list'
      ? { ...list, items: [...items, ...tail.items], tail: tail.tail }
      : list;
  }

  private repeat(item: Item, level: number, matched: readonly Matched[], items: Stx[]): void {
    if (level === item.turns.length) {
      items.push(this.make(item.template, matched));
      return;
    }
    const turning = item.turns[level]!;
    const sequences = turning.map((index) => matched[index] as readonly Matched[]);
    const length = Math.min(...sequences.map((sequence) => sequence.length));
    if (sequences.some((sequence) => sequence.length !== length)) this.making.uneven();
    this.making.spend(length);
    for (let turn = 0; turn < length; turn += 1) {
      const now = [...matched];
      turning.forEach((index, place) => (now[index] = sequences[place]![turn]!));
      this.repeat(item, level + 1, now, items);
    }
  }

  private alias(of: Identifier): Alias {
    const key = of.kind === 'alias' ? of : of.name;
    const known = this.aliases.get(key);
    if (known !== undefined) return known;
    const { scope } = this.making;
    const alias: Alias = { kind: 'alias', name: of.name, of, scope, ...this.span, made: true };
    this.aliases.set(key, alias);
    return alias;
  }
}
