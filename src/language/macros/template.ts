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

/** The template of a rule, and the variables whose matches it wants once more, each in a slot after all variables. */
export interface RuleTemplate {
  readonly template: Template;
  readonly further: readonly number[];
}

interface Item {
  readonly template: Template;
  /** One entry for each ellipsis after it, outermost first: the variables that take a turn there. */
  readonly turns: readonly (readonly number[])[];
}

/** What an occurrence of a variable stands for: its match, which takes its turns from the ellipsis of that depth on. */
interface Slot {
  readonly variable: number;
  readonly from: number;
}

/** Where a part of a template stands: under how many ellipses, from which on its variables take turns. */
interface Place {
  readonly depth: number;
  readonly from: number;
  /** Whether `...` repeats here, and does not stand for itself. */
  readonly ellipses: boolean;
}

/** Reads the template of one rule and checks that every ellipsis has something to repeat. */
export class TemplateReader {
  private readonly words: Words;
  private readonly variables: readonly Variable[];
  private readonly report: Report;
  /** The slots of the variables, and after them those that take their turns further in. */
  private readonly slots: Slot[];
  private failed = false;

  constructor(words: Words, variables: readonly Variable[], report: Report) {
    this.words = words;
    this.variables = variables;
    this.report = report;
    this.slots = variables.map((_, variable) => ({ variable, from: 0 }));
  }

  read(stx: Stx): RuleTemplate | undefined {
    const template = this.template(stx, { depth: 0, from: 0, ellipses: true });
    const further = this.slots.slice(this.variables.length).map(({ variable }) => variable);
    return this.failed ? undefined : { template, further };
  }

  private template(stx: Stx, at: Place): Template {
    switch (stx.kind) {
      case 'literal':
        return { kind: 'constant', stx };
      case 'symbol':
      case 'alias':
        return this.identifier(stx, at);
      case 'vector':
        return { kind: 'sequence', of: 'vector', items: this.items(stx.items, at), tail: null };
      case 'list': {
        const [head, escaped] = stx.items;
        if (at.ellipses && isList(stx) && stx.items.length === 2 && this.isEllipsis(head)) {
          return this.template(escaped!, { ...at, ellipses: false });
        }
        const items = this.items(stx.items, at);
        const tail = stx.tail === null ? null : this.template(stx.tail, at);
        return { kind: 'sequence', of: 'list', items, tail };
      }
    }
  }

  private identifier(identifier: Identifier, { depth, from, ellipses }: Place): Template {
    const index = this.indexOf(identifier);
    if (index === -1) {
      if (ellipses && this.isEllipsis(identifier))
        this.fail(identifier, 'an ellipsis follows what it repeats');
      return { kind: 'insert', identifier };
    }
    const wanted = this.variables[index]!.depth;
    if (depth - from < wanted) {
      const ellipsesWanted = wanted === 1 ? 'an ellipsis' : `${wanted} ellipses`;
      this.fail(
        identifier,
        `\`${identifier.name}\` matches a sequence: it wants ${ellipsesWanted} after it`,
      );
    }
    return { kind: 'variable', index: this.slot(index, wanted === 0 ? 0 : from) };
  }

  private slot(variable: number, from: number): number {
    const known = this.slots.findIndex((slot) => slot.variable === variable && slot.from === from);
    return known === -1 ? this.slots.push({ variable, from }) - 1 : known;
  }

  private items(stxs: readonly Stx[], at: Place): Item[] {
    const items: Item[] = [];
    for (let index = 0; index < stxs.length;) {
      let next = index + 1;
      while (at.ellipses && next < stxs.length && this.isEllipsis(stxs[next])) next += 1;
      items.push(this.item(stxs[index]!, next - index - 1, at));
      index = next;
    }
    return items;
  }

  /**
   * A variable takes its turns at the outermost ellipses around it and stands still further in; where that would leave
   * an ellipsis with nothing to repeat, what stands before it takes its turns as much further in as that needs.
   */
  private item(stx: Stx, count: number, at: Place): Item {
    const depth = at.depth + count;
    const deepest = count === 0 ? 0 : this.deepestIn(stx);
    const from = deepest === 0 ? at.from : Math.max(at.from, depth - deepest);
    const template = this.template(stx, { ...at, depth, from });
    const used = count === 0 ? [] : [...variablesOf(template)];
    const turns = Array.from({ length: count }, (_, level) =>
      used.filter((index) => this.takesTurn(this.slots[index]!, at.depth + level)),
    );
    if (!this.failed && turns.some((turning) => turning.length === 0))
      this.fail(stx, 'this ellipsis has nothing to repeat');
    return { template, turns };
  }

  private takesTurn({ variable, from }: Slot, depth: number): boolean {
    return depth >= from && depth < from + this.variables[variable]!.depth;
  }

  /** How many ellipses that variable of a part is under that is under most in the pattern. */
  private deepestIn(stx: Stx): number {
    let deepest = 0;
    const work: (Stx | null)[] = [stx];
    for (let part = work.pop(); part !== undefined; part = work.pop()) {
      if (part === null || part.kind === 'literal') continue;
      if (part.kind === 'list') work.push(part.tail);
      if (part.kind === 'list' || part.kind === 'vector') work.push(...part.items);
      else deepest = Math.max(deepest, this.variables[this.indexOf(part)]?.depth ?? 0);
    }
    return deepest;
  }

  private indexOf(identifier: Identifier): number {
    return this.variables.findIndex((variable) => isSame(variable.identifier, identifier));
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
export function instantiate(
  { template, further }: RuleTemplate,
  matched: readonly Matched[],
  making: Making,
): Stx {
  const all = further.length === 0 ? matched : [...matched, ...further.map((of) => matched[of]!)];
  return new Instantiation(making).make(template, all);
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
