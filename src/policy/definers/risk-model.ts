import type { Definer, FormContext } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { Bound, RiskModelDefinition } from '../definitions.ts';
import { clauseOf, readClauses, type Clause, type ClauseShapes } from '../forms/clauses.ts';
import { integerOf, textOf, writeSyntax } from '../forms/shape.ts';
import { labelOf } from '../forms/structure.ts';
import { whoCore, wordOf } from '../forms/values.ts';
import { namedDefiner, type Making } from './definition.ts';

type Factor = RiskModelDefinition['factors'][number];
interface Band {
  readonly name: string;
  readonly label: string;
  readonly bound: Bound;
  readonly otherwise: string | null;
}

const shapes: ClauseShapes = {
  factor: {
    least: 1,
    most: null,
    repeats: true,
    required: true,
    usage: '(factor NAME (weight N) (score EXPR))',
  },
  level: {
    least: 1,
    most: null,
    repeats: true,
    required: true,
    usage: '(level NAME [(below N) | (up-to N)])',
  },
  type: {
    least: 1,
    most: null,
    repeats: true,
    usage: '(type NAME [(below N) | (up-to N)] [(otherwise TYPE)])',
  },
  approvers: { least: 1, most: null, usage: '(approvers WHO …)' },
};

const factorShapes: ClauseShapes = {
  weight: { least: 1, most: 1, required: true, usage: '(weight N)' },
  score: { least: 1, most: 1, required: true, usage: '(score EXPR)' },
  because: { least: 1, most: 1, usage: '(because EXPR)' },
};

const boundShapes: ClauseShapes = {
  below: { least: 1, most: 1, usage: '(below N)' },
  'up-to': { least: 1, most: 1, usage: '(up-to N)' },
};

const typeShapes: ClauseShapes = {
  ...boundShapes,
  otherwise: { least: 1, most: 1, usage: '(otherwise TYPE)' },
};

/** `(define-risk-model NAME ["…"] (factor …) … (level …) … (type …) … (approvers WHO …))` */
export const riskModel: Definer = namedDefiner(({ name, doc, rest }, making) => {
  const { context, stx } = making;
  const clauses = readClauses(rest, shapes, { name: 'define-risk-model', stx }, context);
  const all = (word: string): readonly Clause[] => clauses.filter((clause) => clause.word === word);
  const approvers = clauseOf(clauses, 'approvers');
  const levels = all('level').map((clause) => bandOf(clause, context));
  const types = all('type').map((clause) => bandOf(clause, context));
  checkOrder(levels, all('level'), context);
  checkOrder(types, all('type'), context);
  return {
    definition: {
      kind: 'risk-model',
      value: {
        name,
        doc,
        span: spanOf(stx),
        factors: all('factor').map((clause) => factorOf(clause, making)),
        levels: levels.map(({ name: level, label, bound }) => ({ name: level, label, bound })),
        types: types.map(({ name: type, bound, otherwise }) => ({ name: type, bound, otherwise })),
        approvers:
          approvers === undefined
            ? null
            : making.procedure(
                'approvers',
                ['lambda', [], null, whoCore(approvers.operands, context)],
                approvers.stx,
              ),
      },
    },
  };
});

/** A clause that starts with a name and perhaps a label. */
function named(
  { operands }: Clause,
  context: FormContext,
): { readonly name: string; readonly label: string; readonly rest: readonly Stx[] } {
  const [nameStx, ...rest] = operands;
  const name = wordOf(nameStx!, 'the name', context) ?? '';
  const label = rest[0] === undefined ? undefined : textOf(rest[0]);
  return { name, label: label ?? labelOf(name), rest: label === undefined ? rest : rest.slice(1) };
}

function factorOf(clause: Clause, making: Making): Factor {
  const { context } = making;
  const { name, label, rest } = named(clause, context);
  const form = { name: 'factor', stx: clause.stx };
  const clauses = readClauses(rest, factorShapes, form, context);
  const [weight, score, because] = ['weight', 'score', 'because'].map((word) =>
    clauseOf(clauses, word),
  );
  const procedure = (part: string, from: Clause): string =>
    making.procedure(`${name}.${part}`, context.thunk(from.operands, from.stx), from.stx);
  return {
    name,
    label,
    weight: weight === undefined ? 0 : weightOf(weight.operands[0]!, context),
    grade: score === undefined ? '' : procedure('score', score),
    because: because === undefined ? null : procedure('because', because),
    source: score === undefined ? '' : writeSyntax(score.operands[0]!),
    span: spanOf(clause.stx),
  };
}

function weightOf(stx: Stx, context: FormContext): Factor['weight'] {
  const weight = exactNumber(stx);
  if (weight !== undefined) return weight;
  context.error('bad-clause', stx, 'a weight is an exact number that is not negative, such as 30');
  return 0;
}

function bandOf(clause: Clause, context: FormContext): Band {
  const { name, label, rest } = named(clause, context);
  const form = { name: clause.word, stx: clause.stx };
  const shapesHere = clause.word === 'type' ? typeShapes : boundShapes;
  const clauses = readClauses(rest, shapesHere, form, context);
  const other = clauseOf(clauses, 'otherwise')?.operands[0];
  const otherwise = other === undefined ? null : (wordOf(other, 'a change type', context) ?? null);
  const [limit, second] = clauses.filter(({ word }) => word !== 'otherwise');
  if (second !== undefined) {
    context.error('bad-clause', second.stx, 'one bound is enough: (below N) or (up-to N)');
  }
  const value = limit === undefined ? undefined : integerOf(limit.operands[0]!);
  if (limit !== undefined && value === undefined) {
    context.error('bad-clause', limit.stx, 'a bound is a whole number');
  }
  if (limit === undefined || value === undefined) {
    return { name, label, bound: { kind: null, value: 0 }, otherwise };
  }
  const kind = limit.word === 'below' ? 'below' : 'up-to';
  return { name, label, bound: { kind, value }, otherwise };
}

/** Bands are read from the lowest up; the last one takes the rest. */
function checkOrder(
  bands: readonly Band[],
  clauses: readonly Clause[],
  context: FormContext,
): void {
  let reached = -Infinity;
  bands.forEach(({ name, bound }, index) => {
    const { stx } = clauses[index]!;
    const last = index === bands.length - 1;
    if (bound.kind === null && !last) {
      context.error(
        'bad-clause',
        stx,
        `\`${name}\` takes every score, so nothing is left for those after it`,
      );
    }
    if (bound.kind !== null && last) {
      context.error(
        'bad-clause',
        stx,
        `\`${name}\` is the last and takes the rest: leave its bound out`,
      );
    }
    if (bound.kind === null) return;
    const end = bound.kind === 'below' ? bound.value : bound.value + 1;
    if (end <= reached) context.error('bad-clause', stx, `no score is left for \`${name}\``);
    reached = Math.max(reached, end);
  });
}

/** An exact literal that is not negative. */
function exactNumber(stx: Stx): Factor['weight'] | undefined {
  if (stx.kind !== 'literal') return undefined;
  const { datum } = stx;
  if (typeof datum === 'number') return datum >= 0 ? datum : undefined;
  const rational = Array.isArray(datum) && datum[0] === 'q' && !String(datum[1]).startsWith('-');
  return rational ? datum : undefined;
}
