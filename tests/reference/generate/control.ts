/** Expressions that give any type: what binds, decides, repeats, raises, handles, leaves and comes back. */
import { makers } from './values.ts';
import type { Choices } from './choices.ts';
import type { Scope, Type, Write } from './scope.ts';

/** As a `Way`, for a type that is wanted. */
export type ControlWay = (
  type: Type,
  choices: Choices,
  scope: Scope,
  write: Write,
) => string | undefined;

const SIMPLE = [
  'int',
  'num',
  'bool',
  'text',
  'ints',
  'data',
  'procedure',
  'word',
  'promise',
] as const;

/** An expression for its effect. */
export function statement(choices: Choices, scope: Scope, write: Write): string {
  const ways: readonly (() => string | undefined)[] = [
    () => `(display ${write('data', scope)})`,
    () => `(display "${choices.below(90) + 10} ")`,
    () => `(begin (write ${write('data', scope)}) (newline))`,
    () => {
      const type = choices.among(['int', 'data', 'ints', 'procedure'] as const);
      const name = scope.pick(choices, type, true);
      return name === undefined ? undefined : `(set! ${name} ${write(type, scope)})`;
    },
    () => changing(choices, scope, write),
    () => {
      const name = choices.fresh('e');
      const inner = scope.with({ name, type: 'int' }).deeper();
      return `(for-each (lambda (${name}) ${statement(choices, inner, write)}) ${write('ints', scope)})`;
    },
    () => `(when ${write('bool', scope)} ${statement(choices, scope.deeper(), write)})`,
    () =>
      `(unless ${write('bool', scope)} ${write('data', scope)} ${statement(choices, scope.deeper(), write)})`,
  ];
  const way = scope.depth <= 0 || choices.over ? ways[1]! : choices.among(ways);
  return way() ?? '(display ".")';
}

/** Changes an object. */
function changing(choices: Choices, scope: Scope, write: Write): string | undefined {
  const type = choices.among(['cell', 'table', 'point'] as const);
  const name = scope.pick(choices, type);
  if (name === undefined) return undefined;
  if (type === 'cell')
    return choices.once(4)
      ? `(vector-fill! ${name} ${write('int', scope)})`
      : `(vector-set! ${name} ${choices.below(3)} ${write('int', scope)})`;
  if (type === 'point') return `(set-point-x! ${name} ${write('int', scope)})`;
  return choices.among([
    `(hash-table-set! ${name} ${write('data', scope)} ${write('int', scope)})`,
    `(hash-table-update!/default ${name} 'a (lambda (x) (+ x 1)) 0)`,
    `(hash-table-delete! ${name} ${write('data', scope)})`,
  ]);
}

/** `((NAME INIT) …)` and the scope with the names, all evaluated outside of it. */
function bindings(choices: Choices, scope: Scope, write: Write): readonly [string, Scope] {
  const made = Array.from({ length: 1 + choices.below(3) }, (_, at) => {
    const type = choices.among(SIMPLE);
    return {
      name: `${choices.fresh('v')}${at === 0 ? '' : `-${at}`}`,
      type,
      init: write(type, scope),
    };
  });
  const text = made.map(({ name, init }) => `(${name} ${init})`).join(' ');
  return [`(${text})`, scope.with(...made)];
}

const let_: ControlWay = (type, choices, scope, write) => {
  const form = choices.among(['let', 'let*']);
  const [text, inner] = bindings(choices, scope, write);
  return `(${form} ${text} ${choices.once(3) ? `${statement(choices, inner, write)} ` : ''}${write(type, inner)})`;
};

/** An object that can be changed, changed and used. */
const object: ControlWay = (type, choices, scope, write) => {
  const kind = choices.among(['cell', 'table', 'point', 'parameter'] as const);
  const name = choices.fresh(kind);
  const inner = scope.with({ name, type: kind });
  return `(let ((${name} ${makers[kind](choices, scope, write)!})) ${statement(choices, inner, write)} ${write(type, inner)})`;
};

/** A body with definitions between its expressions. */
const body: ControlWay = (type, choices, scope, write) => {
  const [f, a] = [choices.fresh('f'), choices.fresh('a')];
  const inner = scope.with({ name: f, type: 'procedure' });
  const value = choices.fresh('d');
  if (value === f) return undefined;
  const last = inner.with({ name: value, type: 'int' });
  return `(let () (define (${f} ${a}) ${write('int', scope.with({ name: a, type: 'int' }))}) ${statement(choices, inner, write)} (define ${value} ${write('int', inner)}) ${write(type, last)})`;
};

const decide: ControlWay = (type, choices, scope, write) => {
  const part = (): string => write(type, scope);
  const [test, value] = [write('bool', scope), write('int', scope)];
  switch (choices.below(5)) {
    case 0:
      return `(if ${test} ${part()} ${part()})`;
    case 1:
      return `(cond (${test} ${part()}) (${write('bool', scope)} ${statement(choices, scope, write)} ${part()}) (else ${part()}))`;
    case 2:
      return `(cond ((memv ${value} ${write('ints', scope)}) => (lambda (found) ${write(type, scope.with({ name: 'found', type: 'ints' }))})) (else ${part()}))`;
    case 3:
      return `(case ${value} ((0 1) ${part()}) ((2 3 -1) ${part()}) (else ${part()}))`;
    default:
      return `(case ${write('word', scope)} ((a) ${part()}) (else => (lambda (word) ${write(type, scope.with({ name: 'word', type: 'word' }))})))`;
  }
};

/** Loops end by counting. */
const loop: ControlWay = (type, choices, scope, write) => {
  const [name, count, so] = [choices.fresh('loop'), choices.fresh('n'), choices.fresh('acc')];
  const rounds = choices.below(4);
  const inner = scope.with({ name: count, type: 'int', fixed: true }, { name: so, type });
  if (choices.once(2))
    return `(let ${name} ((${count} ${rounds}) (${so} ${write(type, scope)})) (if (<= ${count} 0) ${so} (${name} (- ${count} 1) ${write(type, inner)})))`;
  return `(do ((${count} 0 (+ ${count} 1)) (${so} ${write(type, scope)} ${write(type, inner)})) ((>= ${count} ${rounds}) ${so}) ${statement(choices, inner, write)})`;
};

/** Recursion that is not a tail call. */
const recursion: ControlWay = (type, choices, scope, write) => {
  const [f, n] = [choices.fresh('rec'), choices.fresh('n')];
  if (type !== 'int' && type !== 'ints') return undefined;
  const inner = scope.with({ name: n, type: 'int' });
  const combine = type === 'int' ? choices.among(['+', '-', 'max']) : 'cons';
  return `(letrec ((${f} (lambda (${n}) (if (<= ${n} 0) ${write(type, scope)} (${combine} ${write('int', inner)} (${f} (- ${n} 1))))))) (${f} ${choices.below(5)}))`;
};

const raising: ControlWay = (_, choices, scope, write) => {
  switch (choices.below(3)) {
    case 0:
      return `(raise ${write('data', scope)})`;
    case 1:
      return `(error "wrong" ${write('data', scope)})`;
    default:
      return `(raise-continuable ${write('int', scope)})`;
  }
};

const guarded: ControlWay = (type, choices, scope, write) => {
  const name = choices.fresh('e');
  const inner = scope.with({ name, type: 'data', fixed: true });
  const clauses = [
    `((symbol? ${name}) ${write(type, inner)})`,
    `((error-object? ${name}) (display (condition-kind ${name})) ${write(type, scope)})`,
    `((and (pair? ${name}) (assq 'a (list ${name}))) => (lambda (entry) ${write(type, scope)}))`,
    `((begin (display "asked ") (integer? ${name})) ${write(type, inner)})`,
    `(else ${write(type, scope)})`,
  ].filter((_, at) => (at === 4 ? !choices.once(3) : choices.once(2)));
  const wanted = clauses.length === 0 ? [`(#t ${write(type, scope)})`] : clauses;
  return `(guard (${name} ${wanted.join(' ')}) ${statement(choices, scope, write)} ${raiser(type, choices, scope, write)})`;
};

/** Something that may well raise, perhaps out of a `dynamic-wind`. */
function raiser(type: Type, choices: Choices, scope: Scope, write: Write): string {
  const inside = choices.once(2) ? raising(type, choices, scope, write)! : write(type, scope);
  return choices.once(2)
    ? `(dynamic-wind (lambda () (display "in ")) (lambda () ${inside}) (lambda () (display "out ")))`
    : inside;
}

const handled: ControlWay = (type, choices, scope, write) => {
  const name = choices.fresh('c');
  const inner = scope.with({ name, type: 'data', fixed: true });
  const answer = choices.once(3) ? statement(choices, inner, write) : '';
  return `(with-exception-handler (lambda (${name}) ${answer} ${write('int', inner)}) (lambda () ${raiser(type, choices, scope, write)}))`;
};

/** What goes on after a `raise-continuable`, with what the handler answers. */
const asked: ControlWay = (type, choices, scope, write) =>
  type === 'int'
    ? `(with-exception-handler (lambda (asked) ${write('int', scope)}) (lambda () (+ ${write('int', scope)} (raise-continuable ${write('data', scope)}))))`
    : `(begin ${statement(choices, scope, write)} ${write(type, scope)})`;

const wound: ControlWay = (type, choices, scope, write) => {
  const thunk = (): string => `(lambda () ${statement(choices, scope.deeper(), write)})`;
  return `(dynamic-wind ${thunk()} (lambda () ${write(type, scope)}) ${thunk()})`;
};

const escape: ControlWay = (type, choices, scope, write) => {
  const name = choices.fresh('k');
  if (type !== 'int') return undefined;
  const inner = scope.with({ name, type: 'continuation' });
  return `(${choices.among(['call/cc', 'call-with-current-continuation'])} (lambda (${name}) ${write(type, inner)}))`;
};

const thrown: ControlWay = (_, choices, scope, write) => {
  const k = scope.pick(choices, 'continuation');
  return k === undefined ? undefined : `(${k} ${write('int', scope)})`;
};

/** Comes back to a place that was left, a few times. */
const again: ControlWay = (type, choices, scope, write) => {
  const [k, count, value] = [choices.fresh('again'), choices.fresh('count'), choices.fresh('got')];
  if (new Set([k, count, value]).size < 3) return undefined;
  const inner = scope.with({ name: value, type: 'int' });
  const times = 1 + choices.below(3);
  const init = choices.once(2)
    ? `(call/cc (lambda (here) (set! ${k} here) ${write('int', scope)}))`
    : `(dynamic-wind (lambda () (display "in ")) (lambda () (call/cc (lambda (here) (set! ${k} here) ${write('int', scope)}))) (lambda () (display "out ")))`;
  return `(let ((${k} #f) (${count} 0)) (let ((${value} ${init})) (set! ${count} (+ ${count} 1)) (if (< ${count} ${times}) (${k} ${write('int', inner)}) ${write(type, inner)})))`;
};

/** Comes back into the middle of a `map`. */
const mapAgain: ControlWay = (type, choices, scope, write) => {
  if (type !== 'ints') return undefined;
  const inner = scope.with({ name: 'item', type: 'int' });
  return `(let* ((back #f) (tries 0) (all (map (lambda (item) (call/cc (lambda (here) (if (= tries ${choices.below(2)}) (set! back here)) ${write('int', inner)}))) ${write('ints', scope)}))) (set! tries (+ tries 1)) (if (and back (< tries 3)) (back tries) all))`;
};

/** Two computations that hand control to each other: a producer that is left and resumed for each element. */
const generator: ControlWay = (type, choices, scope, write) => {
  if (type !== 'ints') return undefined;
  const wanted = choices.below(5);
  return `(let ((give #f) (resume #f)) (define (next) (call/cc (lambda (back) (set! give back) (if resume (resume 0) (begin (for-each (lambda (item) (call/cc (lambda (here) (set! resume here) (give item)))) ${write('ints', scope)}) (set! resume (lambda (x) (give -1))) (give -1)))))) (let* (${Array.from({ length: wanted }, (_, at) => `(g${at} (next))`).join(' ')}) (list ${Array.from({ length: wanted }, (_, at) => `g${at}`).join(' ')})))`;
};

const parameterized: ControlWay = (type, choices, scope, write) => {
  const name = scope.pick(choices, 'parameter');
  return name === undefined
    ? undefined
    : `(parameterize ((${name} ${write('int', scope)})) (display (${name})) ${choices.once(2) ? statement(choices, scope, write) : ''} ${write(type, scope)})`;
};

const values: ControlWay = (type, choices, scope, write) => {
  const [a, rest] = [choices.fresh('a'), choices.fresh('rest')];
  const inner = scope.with({ name: a, type: 'int' }, { name: rest, type: 'ints' });
  const produced = `(values ${write('int', scope)} ${write('int', scope)} ${write('int', scope)})`;
  switch (choices.below(4)) {
    case 0:
      return `(call-with-values (lambda () ${produced}) (lambda (${a} . ${rest}) ${write(type, inner)}))`;
    case 1:
      return `(let-values (((${a} . ${rest}) ${produced})) ${write(type, inner)})`;
    case 2:
      return `(let () (define-values (${a} . ${rest}) ${produced}) ${write(type, inner)})`;
    default:
      return `(let*-values (((${a} . ${rest}) ${produced}) ((z) (values ${write('int', inner)}))) ${write(type, inner.with({ name: 'z', type: 'int' }))})`;
  }
};

const sequence: ControlWay = (type, choices, scope, write) =>
  `(begin ${statement(choices, scope, write)} ${write(type, scope)})`;

const immediate: ControlWay = (type, choices, scope, write) => {
  const name = choices.fresh('p');
  return `((lambda (${name} . more) ${write(type, scope.with({ name, type: 'int' }))}) ${write('int', scope)} ${write('data', scope)})`;
};

/** What is written more often chosen more often. */
export const controlWays: readonly ControlWay[] = [
  let_,
  decide,
  sequence,
  loop,
  guarded,
  object,
  body,
  recursion,
  handled,
  asked,
  wound,
  escape,
  thrown,
  thrown,
  again,
  mapAgain,
  generator,
  parameterized,
  parameterized,
  values,
  immediate,
  raising,
  guarded,
];
