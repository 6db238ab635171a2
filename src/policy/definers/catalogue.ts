import type { Definer } from '../../language/forms.ts';
import { spanOf } from '../../language/syntax.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { integerOf } from '../forms/shape.ts';
import { namedDefiner } from './definition.ts';

const systemShapes: ClauseShapes = {
  criticality: { least: 1, most: 1, usage: '(criticality N)' },
  owner: { least: 1, most: 1, usage: '(owner ROLE)' },
  environment: { least: 1, most: 1, usage: '(environment WORD)' },
  'depends-on': { least: 1, most: null, usage: '(depends-on SYSTEM …)' },
};

/** `(define-system NAME ["…"] (criticality N) (owner ROLE) (environment WORD) (depends-on SYSTEM …))` */
export const system: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, systemShapes, { name: 'define-system', stx }, context);
  const first = (word: string) => clauseOf(clauses, word)?.operands[0];
  const criticality = first('criticality');
  const owner = first('owner');
  const environment = first('environment');
  if (criticality !== undefined && integerOf(criticality) === undefined) {
    context.error(
      'bad-clause',
      criticality,
      'criticality is a whole number; higher is more critical',
    );
  }
  return {
    definition: {
      kind: 'system',
      value: {
        name,
        doc,
        span: spanOf(stx),
        criticality: criticality === undefined ? null : (integerOf(criticality) ?? null),
        owner: owner === undefined ? null : (making.refer('role', owner) ?? null),
        environment: environment === undefined ? null : (context.word(environment) ?? null),
        dependsOn: making.referAll('system', clauseOf(clauses, 'depends-on')?.operands ?? []),
      },
    },
  };
});

const roleShapes: ClauseShapes = {
  inherits: { least: 1, most: null, usage: '(inherits ROLE …)' },
};

/** `(define-role NAME ["…"] [(inherits ROLE …)])` */
export const role: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, roleShapes, { name: 'define-role', stx }, context);
  const inherits = making.referAll('role', clauseOf(clauses, 'inherits')?.operands ?? []);
  return { definition: { kind: 'role', value: { name, doc, span: spanOf(stx), inherits } } };
});
