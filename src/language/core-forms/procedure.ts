import type { Core } from '../../machine/code.ts';
import type { Expander } from '../expand.ts';
import type { CoreForm } from '../scope.ts';
import { describe, isIdentifier, isList, operandsOf, type Stx, toDatum } from '../syntax.ts';
import { receiverCall } from './conditionals.ts';

const expandQuote: CoreForm = (form, x) => {
  const operands = operandsOf(form, 1, 1);
  if (operands === undefined) return x.malformed(form, 'quote takes one datum', "write 'DATUM");
  return ['const', toDatum(operands[0]!)];
};

const expandQuasiquote: CoreForm = (form, x) => {
  const operands = operandsOf(form, 1, 1);
  if (operands === undefined)
    return x.malformed(form, 'quasiquote takes one template', 'write `TEMPLATE');
  return x.quasi(operands[0]!);
};

const expandLambda: CoreForm = (form, x) => {
  const operands = operandsOf(form, 2);
  if (operands === undefined)
    return x.malformed(form, 'lambda has parameters and a body', 'write (lambda (NAME …) E …)');
  return x.procedure(operands[0]!, operands.slice(1), form);
};

const expandCaseLambda: CoreForm = (form, x) => {
  const shape = 'write (case-lambda ((NAME …) E …) …)';
  const clauses = operandsOf(form, 1);
  if (clauses === undefined) return x.malformed(form, 'case-lambda has clauses', shape);
  const lambdas = clauses.map((clause) => {
    if (!isList(clause) || clause.items.length < 2) {
      return x.malformed(clause, 'a clause has parameters and a body', shape);
    }
    return x.procedure(clause.items[0]!, clause.items.slice(1), clause);
  });
  return ['case-lambda', ...lambdas];
};

const expandSet: CoreForm = (form, x) => {
  const [target, value] = operandsOf(form, 2, 2) ?? [];
  if (target === undefined || value === undefined || !isIdentifier(target)) {
    return x.malformed(form, 'set! has a name and a value', 'write (set! NAME E)');
  }
  const binding = x.scope.lookup(target);
  const expanded = x.expand(value);
  if (binding === undefined) {
    x.unbound(target);
    return x.unspecified();
  }
  if (binding.kind === 'local') return ['set', binding.local, expanded];
  if (binding.kind === 'global' && x.work.mayAssign(binding.span))
    return ['set-global', binding.name, expanded];
  if (binding.kind === 'global') {
    const help = 'keep what changes in a local, or pass it on as an argument';
    x.error(
      'set-top-level',
      target,
      `\`${target.name}\` is a top-level name, and these never change`,
      help,
    );
  } else {
    x.error('not-an-expression', target, `\`${target.name}\` is a keyword, not a variable`);
  }
  return x.unspecified();
};

const expandDelay =
  (keyword: 'delay' | 'delay-force'): CoreForm =>
  (form, x) => {
    const operands = operandsOf(form, 1, 1);
    if (operands === undefined)
      return x.malformed(form, `${keyword} takes one expression`, `write (${keyword} E)`);
    return x.call(`%${keyword}`, x.thunk(operands, form));
  };

const GUARD_SHAPE = 'write (guard (NAME (TEST E …) … [(else E …)]) E …)';

/**
 * The clauses become a procedure that, called with the condition while the raise still stands, answers the thunk of the
 * clause that wants it, or #f; `%guard` leaves only in the former case, and calls the thunk in its own place.
 */
const expandGuard: CoreForm = (form, x) => {
  const [head, ...body] = operandsOf(form, 2) ?? [];
  if (head === undefined || !isList(head) || !isIdentifier(head.items[0] ?? head)) {
    return x.malformed(form, 'guard has a name with clauses, and a body', GUARD_SHAPE);
  }
  const [name, ...clauses] = head.items;
  const inner = x.inside();
  const condition = inner.bindLocal(name!);
  const links = clauses.map((clause, index) =>
    guardClause(clause, index === clauses.length - 1, inner),
  );
  const choice = links.reduceRight<Core>((otherwise, link) => link(otherwise), ['const', false]);
  const chooser: Core = ['lambda', [condition], null, choice];
  return x.call('%guard', x.work.place(chooser, head), x.thunk(body, form));
};

function guardClause(clause: Stx, isLast: boolean, x: Expander): (otherwise: Core) => Core {
  if (!isList(clause) || clause.items.length === 0) {
    x.malformed(clause, 'a clause is a list', GUARD_SHAPE);
    return (otherwise) => otherwise;
  }
  const [test, ...bodies] = clause.items;
  if (x.isKeyword(test, 'else')) {
    if (!isLast) x.malformed(clause, 'else stands last', GUARD_SHAPE);
    const thunk = x.thunk(bodies, clause);
    return () => thunk;
  }
  const tested = x.expand(test!);
  if (bodies.length > 0 && !x.isKeyword(bodies[0], '=>')) {
    const thunk = x.thunk(bodies, clause);
    return (otherwise) => ['if', tested, thunk, otherwise];
  }
  const value = x.work.newLocal('value');
  const result: Core =
    bodies.length === 0 ? ['ref', value] : receiverCall(bodies, ['ref', value], clause, x);
  const thunk: Core = ['lambda', [], null, result];
  return (otherwise) => ['let', [[value, tested]], ['if', ['ref', value], thunk, otherwise]];
}

const expandSyntaxError: CoreForm = (form, x) => {
  const [message, ...irritants] = form.items.slice(1);
  const text =
    message?.kind === 'literal' && typeof message.datum === 'string'
      ? message.datum
      : 'syntax error';
  x.error('bad-syntax', form, [text, ...irritants.map(describe)].join(' '));
  return x.unspecified();
};

export const procedures: ReadonlyMap<string, CoreForm> = new Map<string, CoreForm>([
  ['quote', expandQuote],
  ['quasiquote', expandQuasiquote],
  ['lambda', expandLambda],
  ['case-lambda', expandCaseLambda],
  ['set!', expandSet],
  ['delay', expandDelay('delay')],
  ['delay-force', expandDelay('delay-force')],
  ['guard', expandGuard],
  ['syntax-error', expandSyntaxError],
]);
