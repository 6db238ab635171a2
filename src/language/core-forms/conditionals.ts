import type { Core } from '../../machine/code.ts';
import type { Expander } from '../expand.ts';
import type { CoreForm } from '../scope.ts';
import { isList, operandsOf, type Stx, type StxList, toDatum } from '../syntax.ts';

const expandIf: CoreForm = (form, x) => {
  const operands = operandsOf(form, 2, 3);
  if (operands === undefined)
    return x.malformed(
      form,
      'if has a test and one or two branches',
      'write (if TEST THEN [ELSE])',
    );
  const [test, then, otherwise] = operands;
  const branches: [Core, Core] = [x.expand(test!), x.expand(then!)];
  return ['if', ...branches, otherwise === undefined ? x.unspecified() : x.expand(otherwise)];
};

const expandWhen =
  (name: 'when' | 'unless'): CoreForm =>
  (form, x) => {
    const operands = operandsOf(form, 2);
    if (operands === undefined)
      return x.malformed(form, `${name} has a test and a body`, `write (${name} TEST E …)`);
    const test = x.expand(operands[0]!);
    const body = x.body(operands.slice(1), form);
    return name === 'when'
      ? ['if', test, body, x.unspecified()]
      : ['if', test, x.unspecified(), body];
  };

const expandAnd: CoreForm = (form, x) => {
  const operands = operandsOf(form, 0);
  if (operands === undefined) return x.malformed(form, 'and takes expressions', 'write (and E …)');
  const [last, ...before] = operands.map((operand) => x.expand(operand)).toReversed();
  if (last === undefined) return ['const', true];
  return before.reduce<Core>((then, test) => ['if', test, then, ['const', false]], last);
};

const expandOr: CoreForm = (form, x) => {
  const operands = operandsOf(form, 0);
  if (operands === undefined) return x.malformed(form, 'or takes expressions', 'write (or E …)');
  const [last, ...before] = operands.map((operand) => x.expand(operand)).toReversed();
  if (last === undefined) return ['const', false];
  return before.reduce<Core>((otherwise, test) => {
    const value = x.work.newLocal('value');
    return ['let', [[value, test]], ['if', ['ref', value], ['ref', value], otherwise]];
  }, last);
};

const COND_SHAPE = 'write (cond (TEST E …) … (else E …))';

/** A clause on its way to becoming an `if`: what is expanded before what comes after it is known. */
type Link = (otherwise: Core) => Core;

const expandCond: CoreForm = (form, x) => {
  const clauses = operandsOf(form, 1);
  if (clauses === undefined) return x.malformed(form, 'cond has clauses', COND_SHAPE);
  return chain(clauses, x, {
    isElse: (clause) => x.isKeyword(clause.items[0], 'else'),
    link: (clause) => condLink(clause, x),
    otherwise: (clause) => x.body(clause.items.slice(1), clause),
    shape: COND_SHAPE,
  });
};

function condLink(clause: StxList, x: Expander): Link {
  const [test, ...bodies] = clause.items;
  const tested = x.expand(test!);
  if (bodies.length === 0 || x.isKeyword(bodies[0], '=>')) {
    const value = x.work.newLocal('value');
    const then: Core =
      bodies.length === 0 ? ['ref', value] : receiverCall(bodies, ['ref', value], clause, x);
    return (otherwise) => ['let', [[value, tested]], ['if', ['ref', value], then, otherwise]];
  }
  const then = x.body(bodies, clause);
  return (otherwise) => ['if', tested, then, otherwise];
}

const CASE_SHAPE = 'write (case KEY ((DATUM …) E …) … (else E …))';

const expandCase: CoreForm = (form, x) => {
  const operands = operandsOf(form, 2);
  if (operands === undefined) return x.malformed(form, 'case has a key and clauses', CASE_SHAPE);
  const key = x.work.newLocal('key');
  const value = x.expand(operands[0]!);
  const branch = (clause: StxList): Core => {
    const bodies = clause.items.slice(1);
    if (x.isKeyword(bodies[0], '=>')) return receiverCall(bodies, ['ref', key], clause, x);
    return x.body(bodies, clause);
  };
  const body = chain(operands.slice(1), x, {
    isElse: (clause) => x.isKeyword(clause.items[0], 'else'),
    link: (clause) => {
      const test = caseTest(clause.items[0]!, key, x);
      const then = branch(clause);
      return (otherwise) => ['if', test, then, otherwise];
    },
    otherwise: branch,
    shape: CASE_SHAPE,
  });
  return ['let', [[key, value]], body];
};

function caseTest(data: Stx, key: number, x: Expander): Core {
  if (!isList(data))
    return x.malformed(data, 'a clause of case starts with a list of data', CASE_SHAPE);
  const [first, ...others] = data.items;
  const test: Core =
    first !== undefined && others.length === 0
      ? x.call('eqv?', ['ref', key], ['const', toDatum(first)])
      : x.call('memv', ['ref', key], ['const', toDatum(data)]);
  return x.work.place(test, data);
}

interface Chain {
  isElse(clause: StxList): boolean;
  link(clause: StxList): Link;
  otherwise(clause: StxList): Core;
  readonly shape: string;
}

/** Clauses as nested `if`s, expanded in their order. */
function chain(clauses: readonly Stx[], x: Expander, how: Chain): Core {
  const links: { link: Link; clause: Stx }[] = [];
  let last: Core = x.unspecified();
  for (const [index, clause] of clauses.entries()) {
    if (!isList(clause) || clause.items.length === 0) {
      x.malformed(clause, 'a clause is a list', how.shape);
    } else if (!how.isElse(clause)) {
      links.push({ link: how.link(clause), clause });
    } else if (index < clauses.length - 1) {
      x.malformed(clause, 'else stands last', how.shape);
    } else {
      last = how.otherwise(clause);
    }
  }
  return links.reduceRight(
    (otherwise, { link, clause }) => x.work.place(link(otherwise), clause),
    last,
  );
}

/** `=> RECEIVER`: the value is passed on. */
export function receiverCall(bodies: readonly Stx[], value: Core, clause: Stx, x: Expander): Core {
  const receiver = bodies[1];
  if (bodies.length !== 2 || receiver === undefined) {
    return x.malformed(clause, '=> is followed by one procedure', 'write (TEST => PROCEDURE)');
  }
  return ['call', x.expand(receiver), value];
}

export const conditionals: ReadonlyMap<string, CoreForm> = new Map<string, CoreForm>([
  ['if', expandIf],
  ['when', expandWhen('when')],
  ['unless', expandWhen('unless')],
  ['and', expandAnd],
  ['or', expandOr],
  ['cond', expandCond],
  ['case', expandCase],
]);
