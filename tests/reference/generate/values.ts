/** Expressions by the type of what they give. */
import type { Choices } from './choices.ts';
import type { Scope, Type, Way, Write } from './scope.ts';

/** `(OPERATOR PART …)` with parts of the types. */
const call =
  (operator: string, ...types: readonly Type[]): Way =>
  (_, scope, write) =>
    `(${[operator, ...types.map((type) => write(type, scope))].join(' ')})`;

const oneOf =
  (operators: readonly string[], ...types: readonly Type[]): Way =>
  (choices, scope, write) =>
    call(choices.among(operators), ...types)(choices, scope, write);

const index = (choices: Choices): string => String(choices.below(4));

const several = (choices: Choices, scope: Scope, write: Write, type: Type): string =>
  Array.from({ length: choices.below(4) }, () => write(type, scope)).join(' ');

/** A procedure of one int, as its body makes it. */
const lambda =
  (type: Type, body: Type): ((choices: Choices, scope: Scope, write: Write) => string) =>
  (choices, scope, write) => {
    const name = choices.fresh('x');
    return `(lambda (${name}) ${write(body, scope.with({ name, type }))})`;
  };

const predicate = lambda('int', 'bool');
const mapping = lambda('int', 'int');

const using =
  (
    before: string,
    make: (choices: Choices, scope: Scope, write: Write) => string,
    ...types: readonly Type[]
  ): Way =>
  (choices, scope, write) =>
    `(${[before, make(choices, scope, write), ...types.map((type) => write(type, scope))].join(' ')})`;

const ofVariable =
  (type: Type, write: (name: string, choices: Choices) => string): Way =>
  (choices, scope) => {
    const name = scope.pick(choices, type);
    return name === undefined ? undefined : write(name, choices);
  };

const int: readonly Way[] = [
  oneOf(['+', '-', '*', 'max', 'min', 'gcd', 'lcm'], 'int', 'int'),
  oneOf(['quotient', 'remainder', 'modulo', 'floor-quotient'], 'int', 'int'),
  oneOf(['abs', 'square', '-', '+'], 'int'),
  (choices, scope, write) =>
    `(${choices.among(['+', '*', 'max'])} ${several(choices, scope, write, 'int')} 1)`,
  oneOf(['numerator', 'denominator'], 'int'),
  call('exact', 'int'),
  (choices, scope, write) =>
    `(exact (${choices.among(['floor', 'round', 'ceiling', 'truncate'])} ${write('num', scope)}))`,
  (choices, scope, write) => `(expt ${write('int', scope)} ${index(choices)})`,
  call('length', 'ints'),
  call('string-length', 'text'),
  call('char->integer', 'char'),
  oneOf(['car', 'cadr'], 'ints'),
  (choices, scope, write) => `(list-ref ${write('ints', scope)} ${index(choices)})`,
  using('reduce', () => '+', 'int', 'ints'),
  (choices, scope, write) =>
    `(fold ${choices.among(['+', '*', '-', 'max'])} ${write('int', scope)} ${write('ints', scope)})`,
  (choices, scope, write) =>
    `(apply ${choices.among(['+', 'max', '-'])} ${write('int', scope)} ${write('ints', scope)})`,
  ofVariable('cell', (name, choices) => `(vector-ref ${name} ${index(choices)})`),
  ofVariable('cell', (name) => `(vector-length ${name})`),
  ofVariable('table', (name) => `(hash-table-size ${name})`),
  ofVariable('point', (name, choices) => `(${choices.among(['point-x', 'point-y'])} ${name})`),
  ofVariable('parameter', (name) => `(${name})`),
  (choices, scope, write) => {
    const table = scope.pick(choices, 'table');
    return table === undefined
      ? undefined
      : `(hash-table-ref/default ${table} ${write('data', scope)} ${write('int', scope)})`;
  },
  call('force', 'promise'),
  (_, scope, write) => `(${write('procedure', scope)} ${write('int', scope)})`,
  (choices, scope, write) => {
    const [q, r] = [choices.fresh('q'), choices.fresh('r')];
    const inner = scope.with({ name: q, type: 'int' }, { name: r, type: 'int' });
    if (q === r) return undefined;
    return choices.once(2)
      ? `(call-with-values (lambda () (${choices.among(['floor/', 'truncate/'])} ${write('int', scope)} ${write('int', scope)})) (lambda (${q} ${r}) ${write('int', inner)}))`
      : `(let-values (((${q} ${r}) (floor/ ${write('int', scope)} 7))) ${write('int', inner)})`;
  },
  (_, scope, write) =>
    `(call-with-values (lambda () (exact-integer-sqrt (abs ${write('int', scope)}))) -)`,
  (_, scope, write) => `(string->number (number->string ${write('int', scope)}))`,
];

const num: readonly Way[] = [
  call('+', 'int'),
  oneOf(['+', '-', '*', 'max', 'min'], 'num', 'num'),
  call('/', 'num', 'int'),
  oneOf(['abs', 'floor', 'ceiling', 'round', 'truncate', 'exact', 'inexact'], 'num'),
  (choices, scope, write) =>
    `(expt ${write('num', scope)} ${choices.among(['0', '1', '2', '-1'])})`,
  (_, scope, write) => `(sqrt (abs ${write('int', scope)}))`,
];

const bool: readonly Way[] = [
  oneOf(['<', '>', '=', '<=', '>='], 'int', 'int'),
  oneOf(['<', '=', '>='], 'num', 'num'),
  call('<', 'int', 'int', 'int'),
  oneOf(['even?', 'odd?', 'zero?', 'negative?', 'positive?'], 'int'),
  call('not', 'bool'),
  oneOf(['and', 'or'], 'bool', 'bool'),
  oneOf(
    [
      'pair?',
      'null?',
      'symbol?',
      'string?',
      'boolean?',
      'vector?',
      'integer?',
      'exact-integer?',
      'procedure?',
      'list?',
    ],
    'data',
  ),
  call('equal?', 'data', 'data'),
  call('eqv?', 'int', 'int'),
  call('eq?', 'word', 'word'),
  oneOf(['eqv?', 'equal?'], 'num', 'num'),
  oneOf(['exact?', 'inexact?', 'integer?'], 'num'),
  oneOf(['string=?', 'string<?', 'string>=?'], 'text', 'text'),
  oneOf(['char<?', 'char=?'], 'char', 'char'),
  oneOf(['char-alphabetic?', 'char-numeric?'], 'char'),
  using('any', predicate, 'ints'),
  using('every', predicate, 'ints'),
];

const text: readonly Way[] = [
  call('string-append', 'text', 'text'),
  oneOf(['string-upcase', 'string-downcase'], 'text'),
  call('symbol->string', 'word'),
  call('number->string', 'num'),
  (choices, scope, write) =>
    `(number->string ${write('int', scope)} ${choices.among(['2', '16', '10'])})`,
  (choices, scope, write) =>
    `(substring ${write('text', scope)} ${index(choices)} ${index(choices)})`,
  call('list->string', 'data'),
  (choices, scope, write) => `(string ${several(choices, scope, write, 'char')})`,
  (choices, scope, write) =>
    `(string-join (list ${several(choices, scope, write, 'text')}) ${write('text', scope)})`,
  using('string-map', (choices) => choices.among(['char-upcase', '(lambda (c) c)']), 'text'),
  (choices, scope, write) => {
    const port = choices.fresh('port');
    return `(call-with-output-string (lambda (${port}) (write ${write('data', scope)} ${port}) (display ${write('data', scope)} ${port})))`;
  },
];

const ints: readonly Way[] = [
  (choices, scope, write) => `(list ${several(choices, scope, write, 'int')})`,
  call('cons', 'int', 'ints'),
  call('append', 'ints', 'ints'),
  oneOf(['reverse', 'cdr', 'list-copy', 'delete-duplicates'], 'ints'),
  (choices, scope, write) => `(list-tail ${write('ints', scope)} ${index(choices)})`,
  using('map', mapping, 'ints'),
  using('filter', predicate, 'ints'),
  (_, scope, write) => `(map ${write('procedure', scope)} ${write('ints', scope)})`,
  (choices, scope, write) =>
    `(map ${choices.among(['+', '*', '-'])} ${write('ints', scope)} ${write('ints', scope)})`,
  (choices, scope, write) => {
    const [a, b] = [choices.fresh('a'), choices.fresh('b')];
    const inner = scope.with({ name: a, type: 'int' }, { name: b, type: 'int' });
    if (a === b) return undefined;
    return `(map (lambda (${a} ${b}) ${write('int', inner)}) ${write('ints', scope)} ${write('ints', scope)})`;
  },
  (choices, scope, write) =>
    `(sort ${choices.among(['<', '>', '(lambda (a b) (< (modulo a 3) (modulo b 3)))'])} ${write('ints', scope)})`,
  (choices) => `(iota ${index(choices)} ${index(choices)} ${choices.among(['1', '2', '-1'])})`,
  ofVariable('cell', (name) => `(vector->list ${name})`),
  (choices, scope, write) => {
    const operator = choices.among(['fold', 'fold-right']);
    const [item, rest] = [choices.fresh('i'), choices.fresh('so')];
    const inner = scope.with({ name: item, type: 'int' }, { name: rest, type: 'ints' });
    return `(${operator} (lambda (${item} ${rest}) ${write('ints', inner)}) ${write('ints', scope)} ${write('ints', scope)})`;
  },
  (_, scope, write) => `\`(${write('int', scope).replace(/^/, ',')} ,@${write('ints', scope)} 3)`,
  (_, scope, write) =>
    `(vector->list (vector-map ${write('procedure', scope)} (list->vector ${write('ints', scope)})))`,
];

const data: readonly Way[] = [
  (choices, scope, write) =>
    write(choices.among(['int', 'num', 'bool', 'char', 'text', 'word', 'ints'] as const), scope),
  call('cons', 'data', 'data'),
  (choices, scope, write) => `(list ${several(choices, scope, write, 'data')})`,
  (choices, scope, write) => `(vector ${several(choices, scope, write, 'data')})`,
  (_, scope, write) => `\`(,${write('data', scope)} . ,${write('data', scope)})`,
  (_, scope, write) => `\`#(a ,${write('data', scope)} ,@${write('ints', scope)})`,
  (_, scope, write) => `\`(1 \`(,(+ 1 ,${write('int', scope)}) ,@x))`,
  (choices, scope, write) =>
    `(${choices.among(['assq', 'assv', 'assoc'])} ${write('word', scope)} (list (cons 'a ${write('int', scope)}) (cons 'b ${write('data', scope)})))`,
  (choices, scope, write) =>
    `(${choices.among(['memv', 'member'])} ${write('int', scope)} ${write('ints', scope)})`,
  (_, scope, write) => `(member ${write('int', scope)} ${write('ints', scope)} <)`,
  (_, scope, write) => `(assoc ${write('num', scope)} (list (list 1 'one) (list 2 'two)) =)`,
  using('list-index', predicate, 'ints'),
  oneOf(['string->list', 'string->vector'], 'text'),
  ofVariable(
    'table',
    (name, choices) =>
      `(${choices.among(['hash-table->alist', 'hash-table-keys', 'hash-table-values'])} ${name})`,
  ),
  (choices, scope, write) => {
    const table = scope.pick(choices, 'table');
    return table === undefined
      ? undefined
      : `(hash-table-ref ${table} ${write('data', scope)}${choices.once(2) ? ` (lambda () ${write('data', scope)})` : ''})`;
  },
  (_, scope, write) => `(digit-value ${write('char', scope)})`,
];

const procedure: readonly Way[] = [
  mapping,
  (choices, scope, write) =>
    `(case-lambda (() ${write('int', scope)}) (${mapping(choices, scope, write).slice('(lambda '.length)} ((a . more) (length more)))`,
  (choices) => choices.among(['abs', 'square', '-', '(lambda (x . more) (if (null? more) x 0))']),
];

const promise: readonly Way[] = [
  call('delay', 'int'),
  call('make-promise', 'int'),
  call('delay-force', 'promise'),
];

const word: readonly Way[] = [
  (choices, scope, write) =>
    `(if ${write('bool', scope)} '${choices.among(['a', 'b', 'c'])} ${write('word', scope)})`,
  call('string->symbol', 'text'),
];

const char: readonly Way[] = [
  (choices, scope, write) => `(string-ref ${write('text', scope)} ${index(choices)})`,
  call('char-upcase', 'char'),
];

/** Ways to make an object of a type that only variables have. */
export const makers: { readonly [type in 'cell' | 'table' | 'point' | 'parameter']: Way } = {
  cell: (choices, scope, write) =>
    choices.once(2)
      ? `(vector ${several(choices, scope, write, 'int')} 0)`
      : `(make-vector ${index(choices)} ${write('int', scope)})`,
  table: () => '(make-hash-table)',
  point: call('make-point', 'int', 'int'),
  parameter: (choices, scope, write) =>
    choices.once(2)
      ? `(make-parameter ${write('int', scope)} ${write('procedure', scope)})`
      : `(make-parameter ${write('int', scope)})`,
};

export const valueWays: { readonly [type in Type]?: readonly Way[] } = {
  int,
  num,
  bool,
  text,
  ints,
  data,
  procedure,
  promise,
  word,
  char,
};
