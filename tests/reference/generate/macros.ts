/** Macros with something to get wrong about each, and uses of them. */
import type { Choices } from './choices.ts';
import { Scope } from './scope.ts';
import type { Type, Write } from './scope.ts';
import { statement } from './control.ts';
import type { ControlWay } from './control.ts';

interface Macro {
  readonly name: string;
  readonly definition: string;
  readonly use: ControlWay;
}

/** Names that macros here introduce, so that only hygiene keeps them apart. */
const CLASHING = ['t', 'tmp', 'loop', 'i', 'result'] as const;

/** Where forms of the language may be hidden: only variables and literals. */
const flat = (scope: Scope): Scope => new Scope(scope.variables, 0);

/** Binds such a name around a part, with the type that the part may use it at. */
const clash = (choices: Choices, scope: Scope, write: Write): readonly [string, Scope] => {
  const name = choices.among(CLASHING);
  return [`(${name} ${write('int', scope)})`, scope.with({ name, type: 'int' })];
};

const around =
  (use: (type: Type, choices: Choices, scope: Scope, write: Write) => string): ControlWay =>
  (type, choices, scope, write) => {
    const [binding, inner] = clash(choices, scope, write);
    return `(let (${binding}) ${use(type, choices, inner, write)})`;
  };

export const macros: readonly Macro[] = [
  {
    name: 'my-or',
    definition: `(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))`,
    use: around((type, _, scope, write) =>
      type === 'bool'
        ? `(my-or ${write('bool', scope)} ${write('bool', scope)} #t)`
        : `(if (my-or #f ${write('bool', scope)}) ${write(type, scope)} ${write(type, scope)})`,
    ),
  },
  {
    name: 'swap!',
    definition: `(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))`,
    use: (type, choices, scope, write) => {
      const inner = scope.with({ name: 'tmp', type: 'int' }, { name: 'other', type: 'int' });
      return `(let ((tmp ${write('int', scope)}) (other ${write('int', scope)})) (swap! tmp other) ${statement(choices, inner, write)} ${write(type, inner)})`;
    },
  },
  {
    name: 'repeat',
    definition: `(define-syntax repeat (syntax-rules (times) ((_ n times body ...) (let loop ((i n) (result '())) (if (<= i 0) result (loop (- i 1) (cons (begin body ...) result)))))))`,
    use: (type, choices, scope, write) => {
      if (type !== 'ints') return undefined;
      const [binding, inner] = clash(choices, scope, write);
      return `(let (${binding}) (repeat ${choices.below(4)} times ${statement(choices, inner, write)} ${write('int', inner)}))`;
    },
  },
  {
    name: 'my-let*',
    definition: `(define-syntax my-let* (syntax-rules () ((_ () body ...) (let () body ...)) ((_ ((x v) rest ...) body ...) (let ((x v)) (my-let* (rest ...) body ...)))))`,
    use: (type, choices, scope, write) => {
      const name = choices.fresh('x');
      const inner = scope.with({ name, type: 'int' });
      return `(my-let* ((${name} ${write('int', scope)}) (${name} ${write('int', inner)})) ${write(type, inner)})`;
    },
  },
  {
    name: 'table-of',
    definition: `(define-syntax table-of (syntax-rules () ((_ (key value ...) ...) (list (cons 'key (list value ...)) ...))))`,
    use: (type, _, scope, write) =>
      type === 'data'
        ? `(table-of (a ${write('int', scope)} ${write('int', scope)}) (b) (c ${write('data', scope)}))`
        : undefined,
  },
  {
    name: 'flat',
    definition: `(define-syntax flat (syntax-rules () ((_ ((a ...) ...) last) (list a ... ... last))))`,
    use: (type, _, scope, write) =>
      type === 'ints'
        ? `(flat ((${write('int', scope)} 1) () (${write('int', scope)})) ${write('int', scope)})`
        : undefined,
  },
  {
    name: 'last-first',
    definition: `(define-syntax last-first (syntax-rules () ((_ a ... z) (list z a ...))))`,
    use: (type, _, scope, write) =>
      type === 'ints' ? `(last-first ${write('int', scope)} ${write('int', scope)} 5)` : undefined,
  },
  {
    name: 'of-vector',
    definition: `(define-syntax of-vector (syntax-rules () ((_ #(a b ...) . rest) (list a (+ b ... 0) 'rest))))`,
    use: (type, choices, scope, write) =>
      type === 'data'
        ? `(of-vector #(${write('int', scope)} ${write('int', scope)} ${choices.below(5)}) x y)`
        : undefined,
  },
  {
    name: 'define-constant-macro',
    definition: `(define-syntax define-constant-macro (syntax-rules () ((_ name value) (define-syntax name (syntax-rules () ((_ a b (... ...)) (+ a value b (... ...))))))))`,
    use: (type, choices, scope, write) =>
      type === 'int'
        ? `(let () (define-constant-macro plus-it ${choices.below(9)}) (plus-it ${write('int', scope)} ${choices.once(2) ? '3 4' : ''}))`
        : undefined,
  },
  {
    name: 'my-cond',
    definition: `(define-syntax my-cond (syntax-rules (else) ((_ (else e)) e) ((_ (c e) clause ...) (if c e (my-cond clause ...)))))`,
    use: (type, choices, scope, write) => {
      const name = choices.among(['if', 'list', 'x'] as const);
      const [test, part] = [write('bool', flat(scope)), write(type, flat(scope))];
      return `(let ((${name} ${write('int', scope)})) (my-cond (${test} ${part}) (#f ${name}) (else ${part})))`;
    },
  },
  {
    name: 'while',
    definition: `(define-syntax while (syntax-rules () ((_ test body ...) (let loop () (when test body ... (loop))))))`,
    use: (type, choices, scope, write) => {
      const [binding, inner] = clash(choices, scope, write);
      return `(let ((steps 0) ${binding}) (while (< steps ${choices.below(4)}) (set! steps (+ steps 1)) ${statement(choices, inner, write)}) ${write(type, inner)})`;
    },
  },
  {
    name: 'my-if',
    definition: `(define-syntax my-if (syntax-rules () ((_ c a b) (cond (c a) (else b)))))`,
    use: (type, choices, scope, write) => {
      const [test, part] = [write('bool', flat(scope)), write(type, flat(scope))];
      return `(let ((${choices.among(['else', 'cond', 'x'])} #f)) (my-if ${test} ${part} ${part}))`;
    },
  },
  {
    name: 'under',
    definition: `(define-syntax under (syntax-rules ::: () ((_ (n v) ::: body) ((lambda (n :::) body) v :::))))`,
    use: (type, choices, scope, write) => {
      const name = choices.fresh('u');
      return `(under (${name} ${write('int', scope)}) ${write(type, scope.with({ name, type: 'int' }))})`;
    },
  },
];
