/** `syntax-rules`: what a macro writes is renamed, and a renamed name means what it meant where the macro was defined. */
import { itemsOf } from './evaluate.ts';
import { Alias, Env, Pair, Vector, isIdentifier, list, symbol } from './values.ts';
import type { Identifier, Meaning, Value } from './values.ts';
import { plainDatum } from './write.ts';

/** What the variables of a pattern stand for: a form, or under an ellipsis one match for each repetition. */
type Match = ReadonlyMap<Identifier, Bound>;
type Bound = { readonly form: Value } | { readonly many: readonly Bound[] };

/** Whether two identifiers mean the same, each where it stands; unbound ones do that are spelt alike. */
function sameMeaning(a: Identifier, inA: Env, b: Identifier, inB: Env): boolean {
  const meaning = inA.find(a);
  if (meaning !== inB.find(b)) return false;
  return meaning !== undefined || plainDatum(a) === plainDatum(b);
}

const top = new Env(null);

/** Whether a form is an auxiliary word of the language, such as `else`, that nothing has bound. */
export const isWord = (form: Value, word: string, env: Env): boolean =>
  isIdentifier(form) && sameMeaning(form, env, symbol(word), top);

/** The macro of `(syntax-rules [ELLIPSIS] (LITERAL …) (PATTERN TEMPLATE) …)`. */
export function macroOf(form: Value, definition: Env): Meaning {
  const [, ...operands] = itemsOf(form);
  const custom = isIdentifier(operands[0]!) ? (operands.shift() as Identifier) : undefined;
  const [literalList, ...rules] = operands;
  const literals = itemsOf(literalList!) as Identifier[];
  const isEllipsis = (value: Value): boolean =>
    custom === undefined
      ? isIdentifier(value) && plainDatum(value) === symbol('...') && !literals.includes(value)
      : value === custom;
  return {
    kind: 'macro',
    expand: (use, env) => {
      for (const rule of rules) {
        const [pattern, template] = itemsOf(rule);
        const matcher = new Matcher(literals, isEllipsis, env, definition);
        const found = matcher.match((pattern as Pair).cdr, (use as Pair).cdr);
        if (found === undefined) continue;
        return new Writer(isEllipsis, definition).write(template!, found);
      }
      throw new Error('the program uses a macro in a way that no rule knows');
    },
  };
}

class Matcher {
  private readonly literals: readonly Identifier[];
  private readonly isEllipsis: (value: Value) => boolean;
  private readonly use: Env;
  private readonly definition: Env;

  constructor(
    literals: readonly Identifier[],
    isEllipsis: (value: Value) => boolean,
    use: Env,
    definition: Env,
  ) {
    this.literals = literals;
    this.isEllipsis = isEllipsis;
    this.use = use;
    this.definition = definition;
  }

  match(pattern: Value, form: Value): Match | undefined {
    if (isIdentifier(pattern)) return this.matchName(pattern, form);
    if (pattern instanceof Vector)
      return form instanceof Vector ? this.match(list(pattern.items), list(form.items)) : undefined;
    if (!(pattern instanceof Pair)) return sameAtom(pattern, form) ? new Map() : undefined;
    if (pattern.cdr instanceof Pair && this.isEllipsis(pattern.cdr.car))
      return this.matchMany(pattern.car, pattern.cdr.cdr, form);
    if (!(form instanceof Pair)) return undefined;
    return joined([this.match(pattern.car, form.car), this.match(pattern.cdr, form.cdr)]);
  }

  private matchName(pattern: Identifier, form: Value): Match | undefined {
    if (this.literals.includes(pattern))
      return isIdentifier(form) && sameMeaning(form, this.use, pattern, this.definition)
        ? new Map()
        : undefined;
    return plainDatum(pattern) === symbol('_') ? new Map() : new Map([[pattern, { form }]]);
  }

  /** `PATTERN ... TAIL`: the tail takes as many items as it has, the repetition all before. */
  private matchMany(pattern: Value, tail: Value, form: Value): Match | undefined {
    const items: Value[] = [];
    let rest = form;
    for (; rest instanceof Pair; rest = rest.cdr) items.push(rest.car);
    let least = 0;
    for (let at = tail; at instanceof Pair; at = at.cdr) least += 1;
    if (items.length < least) return undefined;
    const count = items.length - least;
    const each = items.slice(0, count).map((item) => this.match(pattern, item));
    const after = this.match(tail, list(items.slice(count), rest));
    if (after === undefined || each.includes(undefined)) return undefined;
    const found = new Map<Identifier, Bound>(after);
    for (const name of this.names(pattern))
      found.set(name, { many: each.map((match) => match!.get(name)!) });
    return found;
  }

  private names(pattern: Value): Identifier[] {
    if (pattern instanceof Vector) return pattern.items.flatMap((item) => this.names(item));
    if (pattern instanceof Pair) return [...this.names(pattern.car), ...this.names(pattern.cdr)];
    if (!isIdentifier(pattern) || this.isEllipsis(pattern)) return [];
    return this.literals.includes(pattern) || plainDatum(pattern) === symbol('_') ? [] : [pattern];
  }
}

const joined = (matches: readonly (Match | undefined)[]): Match | undefined =>
  matches.includes(undefined) ? undefined : new Map(matches.flatMap((match) => [...match!]));

const sameAtom = (a: Value, b: Value): boolean =>
  a === b || (typeof a === 'number' && Object.is(a, b));

class Writer {
  private readonly isEllipsis: (value: Value) => boolean;
  private readonly definition: Env;
  /** One new name for each that this use of the macro writes. */
  private readonly renamed = new Map<Identifier, Alias>();

  constructor(isEllipsis: (value: Value) => boolean, definition: Env) {
    this.isEllipsis = isEllipsis;
    this.definition = definition;
  }

  write(template: Value, match: Match, escaped = false): Value {
    if (isIdentifier(template)) return this.writeName(template, match);
    if (template instanceof Vector)
      return new Vector(itemsOf(this.write(list(template.items), match, escaped)));
    if (!(template instanceof Pair)) return template;
    if (escaped) return this.writePair(template, match, true);
    if (this.isEllipsis(template.car) && template.cdr instanceof Pair)
      return this.write(template.cdr.car, match, true);
    let rest = template.cdr;
    let depth = 0;
    for (; rest instanceof Pair && this.isEllipsis(rest.car); rest = rest.cdr) depth += 1;
    if (depth === 0) return this.writePair(template, match, false);
    return list(this.writeMany(template.car, match, depth), this.write(rest, match));
  }

  private writePair(template: Pair, match: Match, escaped: boolean): Value {
    return new Pair(
      this.write(template.car, match, escaped),
      this.write(template.cdr, match, escaped),
    );
  }

  private writeName(name: Identifier, match: Match): Value {
    const bound = match.get(name);
    if (bound !== undefined && 'form' in bound) return bound.form;
    const alias = this.renamed.get(name) ?? new Alias(name, this.definition);
    this.renamed.set(name, alias);
    return alias;
  }

  private writeMany(template: Value, match: Match, depth: number): Value[] {
    if (depth === 0) return [this.write(template, match)];
    const names = [...match].flatMap(([name, bound]) =>
      'many' in bound && mentions(template, name) ? [{ name, many: bound.many }] : [],
    );
    const count = Math.max(...names.map(({ many }) => many.length));
    return Array.from({ length: count }, (_, at) => {
      const inner = new Map(match);
      for (const { name, many } of names) if (many[at] !== undefined) inner.set(name, many[at]);
      return this.writeMany(template, inner, depth - 1);
    }).flat();
  }
}

function mentions(template: Value, name: Identifier): boolean {
  if (template instanceof Vector) return template.items.some((item) => mentions(item, name));
  if (template instanceof Pair) return mentions(template.car, name) || mentions(template.cdr, name);
  return template === name;
}
