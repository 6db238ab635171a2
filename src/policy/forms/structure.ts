import type { Form, FormContext } from '../../language/forms.ts';
import type { Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import { call, constant, listOf, symbolConstant } from './core.ts';
import { headless, integerOf, itemsOf, textOf } from './shape.ts';
import { choiceOf, durationCore, wordOf } from './values.ts';

/** "pending-work" → "Pending work": what people see where the author gave no label. */
export function labelOf(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const misshapen = (stx: Stx, usage: string, context: FormContext): Core => {
  context.error('bad-syntax', stx, `this is written ${usage}`);
  return constant(false);
};

const phase: Form = (stx, context) => {
  const [nameStx, ...rest] = headless(stx);
  if (nameStx === undefined) return misshapen(stx, '(phase NAME ["Label"] E …)', context);
  const name = wordOf(nameStx, 'the name of a phase', context) ?? '';
  const label = rest.length > 1 ? textOf(rest[0]!) : undefined;
  const body = label === undefined ? rest : rest.slice(1);
  if (body.length === 0) return misshapen(stx, '(phase NAME ["Label"] E …)', context);
  return call(
    '%phase',
    symbolConstant(name),
    constant(label ?? labelOf(name)),
    context.thunk(body, stx),
  );
};

const revisable: Form = (stx, context) => {
  const body = headless(stx);
  if (body.length === 0) return misshapen(stx, '(revisable E …)', context);
  return call('%revisable', context.thunk(body, stx));
};

const parallel: Form = (stx, context) => {
  const { until, rest, body } = enoughClauses(headless(stx), context);
  const thunks = body.map((branch) => context.thunk([branch], branch));
  if (until[0] === 'const' && typeof until[1] === 'number' && until[1] > body.length) {
    const message = `\`until\` wants ${until[1]} values, and there are ${body.length} branches`;
    context.warn('idle-clause', stx, message, 'lower it, or leave it out to wait for all of them');
  }
  return call('%together', listOf(thunks), until, rest);
};

const parallelFor: Form = (stx, context) => {
  const usage = '(parallel-for (NAME LIST) [(until N)] E …)';
  const [binding, ...operands] = headless(stx);
  const [name, items, extra] = (binding === undefined ? undefined : itemsOf(binding)) ?? [];
  if (name === undefined || items === undefined || extra !== undefined) {
    return misshapen(stx, usage, context);
  }
  const list = context.expand(items);
  const { until, rest, body } = enoughClauses(operands, context);
  if (body.length === 0) return misshapen(stx, usage, context);
  return call('%parallel-for', list, context.lambda([name], body, stx), until, rest);
};

const nursery: Form = (stx, context) => {
  const usage = '(nursery (SPAWN) [(until N)] E …)';
  const [binding, ...operands] = headless(stx);
  const [spawn, extra] = (binding === undefined ? undefined : itemsOf(binding)) ?? [];
  if (spawn === undefined || extra !== undefined) return misshapen(stx, usage, context);
  const { until, rest, body } = enoughClauses(operands, context);
  if (body.length === 0) return misshapen(stx, usage, context);
  return call('%spawning', context.spawner(spawn, body, stx), until, rest);
};

interface Enough {
  /** A number, a procedure of the values so far, or #f: all of them. */
  readonly until: Core;
  /** `cancel` or `finish`: what becomes of the branches that were not needed. */
  readonly rest: Core;
  readonly body: readonly Stx[];
}

/** The optional first clause `(until N)` or `(until PROC)`, and `(rest finish)` in it or right behind it. */
function enoughClauses(stxs: readonly Stx[], context: FormContext): Enough {
  const [first, second, ...more] = stxs;
  const [head, enough, inner, extra] = (first === undefined ? undefined : itemsOf(first)) ?? [];
  if (first === undefined || head === undefined || context.word(head) !== 'until') {
    return { until: constant(false), rest: symbolConstant('cancel'), body: stxs };
  }
  if (
    enough === undefined ||
    extra !== undefined ||
    (inner !== undefined && !isRest(inner, context))
  ) {
    const message =
      '`until` is written (until N) or (until PROCEDURE), with (rest finish) behind it';
    context.error('bad-clause', first, message);
    return { until: constant(false), rest: symbolConstant('cancel'), body: stxs.slice(1) };
  }
  const behind = inner === undefined && second !== undefined && isRest(second, context);
  return {
    until: enoughOf(enough, context),
    rest: restOf(behind ? second : inner, context),
    body: behind ? more : stxs.slice(1),
  };
}

/** What is written out is checked now, anything else when it is reached. */
function enoughOf(stx: Stx, context: FormContext): Core {
  if (stx.kind === 'literal' && !((integerOf(stx) ?? 0) >= 1)) {
    const message = 'how many values are enough is a whole number from 1, or a procedure of them';
    context.error('bad-clause', stx, message);
  }
  return context.expand(stx);
}

const isRest = (stx: Stx, context: FormContext): boolean =>
  context.word(itemsOf(stx)?.[0]) === 'rest';

function restOf(stx: Stx | undefined, context: FormContext): Core {
  const [, choice, extra] = (stx === undefined ? undefined : itemsOf(stx)) ?? [];
  if (stx === undefined) return symbolConstant('cancel');
  if (choice !== undefined && extra === undefined)
    return symbolConstant(choiceOf(choice, ['cancel', 'finish'], context) ?? 'cancel');
  context.error('bad-clause', stx, '`rest` is written (rest finish) or (rest cancel)');
  return symbolConstant('cancel');
}

const race: Form = (stx, context) => {
  const clauses = headless(stx);
  if (clauses.length === 0) return misshapen(stx, '(race (HEAD E …) …)', context);
  const heads: Core[] = [];
  const thens: Core[] = [];
  for (const clause of clauses) {
    const [head, ...rest] = itemsOf(clause) ?? [];
    if (head === undefined) {
      context.error('bad-clause', clause, 'a branch of `race` is written (HEAD E …)');
      continue;
    }
    if (context.resolve(head)?.kind === 'keyword') {
      const message = `a branch of \`race\` is written (HEAD E …), and \`${context.word(head) ?? ''}\` alone is no HEAD`;
      const help = `put parentheses of their own around what is waited for: ((${context.word(head) ?? ''} …) E …)`;
      context.error('bad-clause', clause, message, help);
      continue;
    }
    heads.push(context.thunk([head], head));
    thens.push(consequence(rest, clause, context));
  }
  return call('%race', listOf(heads), listOf(thens));
};

/** What follows a head that won, as `%race` takes it. */
function consequence(rest: readonly Stx[], clause: Stx, context: FormContext): Core {
  if (rest.length === 0) return constant(false);
  if (context.word(rest[0]) !== '=>') return context.thunk(rest, clause);
  if (rest.length === 2) {
    return call('cons', symbolConstant('=>'), context.thunk([rest[1]!], clause));
  }
  context.error('bad-clause', clause, 'this branch of `race` is written (HEAD => PROCEDURE)');
  return constant(false);
}

/** The operands of a form without its last clause `(else F …)`, and that clause as a thunk; undefined: misshapen. */
function elseClause(
  operands: readonly Stx[],
  context: FormContext,
): { readonly body: readonly Stx[]; readonly otherwise: Core } | undefined {
  const last = operands.at(-1);
  const [head, ...otherwise] = (last === undefined ? undefined : itemsOf(last)) ?? [];
  const hasElse = last !== undefined && head !== undefined && context.word(head) === 'else';
  const body = hasElse ? operands.slice(0, -1) : operands;
  if (body.length === 0 || (hasElse && otherwise.length === 0)) return undefined;
  return { body, otherwise: hasElse ? context.thunk(otherwise, last) : constant(false) };
}

const within: Form = (stx, context) => {
  const [duration, ...rest] = headless(stx);
  const parts = elseClause(rest, context);
  if (duration === undefined || parts === undefined) {
    return misshapen(stx, '(within DURATION E … [(else F …)])', context);
  }
  const { body, otherwise } = parts;
  return call('%within', durationCore(duration, context), context.thunk(body, stx), otherwise);
};

const whileIn: Form = (stx, context) => {
  const [nameStx, ...rest] = headless(stx);
  const parts = elseClause(rest, context);
  if (nameStx === undefined || parts === undefined) {
    return misshapen(stx, '(while-in PHASE E … [(else F …)])', context);
  }
  const name = wordOf(nameStx, 'the name of a phase', context) ?? '';
  return call('%while-in', symbolConstant(name), context.thunk(parts.body, stx), parts.otherwise);
};

const lock: Form = (stx, context) => {
  const [names, ...body] = headless(stx);
  if (names === undefined || body.length === 0) return misshapen(stx, '(lock NAME E …)', context);
  return call('%lock', context.expand(names), context.thunk(body, stx));
};

export const structureForms: readonly (readonly [string, Form])[] = [
  ['phase', phase],
  ['revisable', revisable],
  ['parallel', parallel],
  ['parallel-for', parallelFor],
  ['nursery', nursery],
  ['race', race],
  ['within', within],
  ['while-in', whileIn],
  ['lock', lock],
];
