import fc from 'fast-check';
import { Choices } from './choices.ts';
import { controlWays, statement } from './control.ts';
import { macros } from './macros.ts';
import { Scope } from './scope.ts';
import type { Type, Variable } from './scope.ts';
import { valueWays } from './values.ts';

/** Numbers that choose, enough for a program of a page. */
export const choiceNumbers = fc.noBias(
  fc.array(fc.nat(0xffff), {
    minLength: 100,
    maxLength: 500,
    size: 'max',
  }),
);

const LITERALS: { readonly [type in Type]?: readonly string[] } = {
  int: ['0', '1', '2', '-1', '3', '7', '10', '-5', '9007199254740991', '100'],
  num: ['1', '0.5', '1/2', '-2/3', '2.0', '-0.0', '1.5', '-3', '0.25'],
  bool: ['#f', '#t'],
  char: ['#\\a', '#\\Z', '#\\space', '#\\5', '#\\λ'],
  text: ['""', '"ab"', '"Z5 λ"', '"q\\"\\n"'],
  word: ["'a", "'b", "'list"],
  ints: ["'()", "'(1)", "'(3 1 2)", "'(5 5 -1 0)"],
  data: ["'a", '1', '"t"', "'()", "'(a . b)", "'#(1 x)", "''q"],
  procedure: ['abs', '-', 'square'],
  promise: ['(delay 1)', '(make-promise 2)'],
};

const FALLBACK: { readonly [type in Type]?: string } = {
  cell: '(vector 1 2 3)',
  table: '(make-hash-table)',
  point: '(make-point 1 2)',
  parameter: '(make-parameter 1)',
};

/** How deep expressions nest; those at the top are no mere literals. */
const DEPTH = 8;

/** An expression of a type. */
export class Writer {
  private readonly choices: Choices;
  /** Ways that only some programs have, such as requests. */
  private readonly more: typeof controlWays;
  private room: number;

  constructor(choices: Choices, more: typeof controlWays = [], room = 120) {
    this.choices = choices;
    this.more = more;
    this.room = room;
  }

  readonly write = (type: Type, outer: Scope): string => {
    const { choices } = this;
    const scope = outer.deeper();
    this.room -= 1;
    if (outer.depth <= 0 || choices.over || this.room <= 0) return this.leaf(type, outer);
    // Now and then something of another type, so that programs go wrong.
    if (choices.once(60)) return this.write(choices.among(['data', 'bool', 'text', 'int']), scope);
    const ways = [
      ...(outer.depth > DEPTH - 3 ? [] : [() => this.leaf(type, outer)]),
      ...(valueWays[type] ?? []).map((way) => () => way(choices, scope, this.write)),
      ...[...controlWays, ...this.more, ...macros.map(({ use }) => use)].map(
        (way) => () => way(type, choices, scope, this.write),
      ),
    ];
    return choices.among(ways)() ?? this.leaf(type, outer);
  };

  private leaf(type: Type, scope: Scope): string {
    const { choices } = this;
    const variable = choices.once(3) ? undefined : scope.pick(choices, type);
    if (variable !== undefined) return variable;
    const looked = type === 'int' && choices.once(4) ? this.look(scope) : undefined;
    if (looked !== undefined) return looked;
    const literals = LITERALS[type];
    return literals === undefined ? FALLBACK[type]! : choices.among(literals);
  }

  /** What an object that can change holds now. */
  private look(scope: Scope): string | undefined {
    const [before, type, after] = this.choices.among([
      ['(', 'parameter', ')'],
      ['(point-x ', 'point', ')'],
      ['(vector-ref ', 'cell', ' 0)'],
      ['(hash-table-ref/default ', 'table', " 'a 0)"],
    ] as const);
    const name = scope.pick(this.choices, type);
    return name === undefined ? undefined : `${before}${name}${after}`;
  }

  statement(scope: Scope): string {
    return statement(this.choices, scope, this.write);
  }
}

/** Definitions that a program may use: a record type, and a few values of its own. */
export function topLevel(choices: Choices, writer: Writer): readonly [text: string, scope: Scope] {
  const lines = [
    '(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))',
  ];
  let scope = new Scope([], DEPTH - 3);
  const define = (variable: Variable, value: string): void => {
    lines.push(`(define ${variable.name} ${value})`);
    scope = scope.with({ ...variable, fixed: true });
  };
  for (let left = choices.below(4); left > 0; left -= 1) {
    const type = choices.among([
      'procedure',
      'int',
      'ints',
      'procedure',
      'parameter',
      'cell',
    ] as const);
    // Names unlike those that bind locally, which would be defined twice.
    const name = `top-${left}`;
    const value =
      type === 'procedure'
        ? `(lambda (x) ${writer.write('int', scope.with({ name: 'x', type: 'int' }))})`
        : type === 'parameter' || type === 'cell'
          ? FALLBACK[type]!
          : LITERALS[type]![choices.below(3)]!;
    define({ name, type }, value);
  }
  return [lines.join('\n'), scope];
}

/** A program whose `main` writes a value to the trace. */
export function programOf(numbers: readonly number[]): string {
  const choices = new Choices(numbers);
  const writer = new Writer(choices);
  const [definitions, scope] = topLevel(choices, writer);
  const whole = new Scope(scope.variables, DEPTH);
  const type = choices.among(['data', 'int', 'ints', 'num', 'text', 'bool'] as const);
  const before = Array.from({ length: choices.below(3) }, () => writer.statement(whole));
  const body = [...before, `(write ${writer.write(type, whole)})`].join('\n  ');
  return withMacros(`${definitions}\n(define (main)\n  ${body})\n`);
}

/** The text after the definitions of the macros that it uses. */
export function withMacros(text: string): string {
  const used = macros.filter(({ name }) => text.includes(`(${name} `));
  return [...used.map(({ definition }) => definition), text].join('\n');
}
