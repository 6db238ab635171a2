import { negative, over, signOf } from '../../core/exact.ts';
import { answered, settled, type Known } from './call.ts';
import type { Explorer } from './explore.ts';
import { difference, type Linear } from './linear.ts';
import type { Order } from './numbers.ts';
import { inNumbers, opposed } from './sums.ts';
import { datumValue, type Truths, type Value, type Way } from './value.ts';
import type { World } from './world.ts';

/** A number stands in no order to what is no number: where it is asked, the program fails. */
export const compared =
  (order: Order): Known =>
  (call) => {
    const { args, explorer } = call;
    // All of them are looked at before any two are compared.
    const numbers = inNumbers(call);
    if (args.length < 2 || numbers === undefined) return undefined;
    let { worlds } = numbers;
    const no: World[] = [];
    for (let at = 1; at < args.length; at += 1) {
      const asked = worlds.map((each) => inOrder(args[at - 1]!, args[at]!, order, each, explorer));
      if (asked.includes(undefined)) return undefined;
      no.push(...asked.flatMap((truths) => truths?.no ?? []));
      worlds = asked.flatMap((truths) => truths?.yes ?? []);
    }
    return answered({ yes: worlds, no });
  };

/** How two values are ordered; undefined where one may be a number that is not followed. */
export function inOrder(
  left: Value,
  right: Value,
  order: Order,
  world: World,
  explorer: Explorer,
): Truths | undefined {
  const numbers = inNumbers({ name: order, args: [left, right], world, explorer });
  const [one, other] = numbers?.sums ?? [];
  if (numbers === undefined || one === undefined || other === undefined) return undefined;
  const sum = difference(one, other);
  const plain = left.kind !== 'sum' && right.kind !== 'sum';
  const asked = numbers.worlds.map((each) => standing(sum, order, plain, each, explorer));
  return { yes: asked.flatMap(({ yes }) => yes), no: asked.flatMap(({ no }) => no) };
}

/** How a sum stands to zero; of one number that is compared with another, `plain`ly, it narrows the values alone. */
function standing(
  sum: Linear,
  order: Order,
  plain: boolean,
  world: World,
  explorer: Explorer,
): Truths {
  const [only, another] = sum.terms;
  if (only === undefined) return settled(holdsOrder(signOf(sum.constant), order), world);
  if (another !== undefined || !plain) return explorer.compared(sum, order, world);
  const test = {
    kind: 'order',
    order: signOf(only.factor) > 0 ? order : flipped[order],
    bound: over(negative(sum.constant), only.factor),
  } as const;
  return explorer.asked(only.subject, test, world);
}

const flipped = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<' } as const;

function holdsOrder(sign: number, order: Order): boolean {
  switch (order) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '=':
      return sign === 0;
    case '>=':
      return sign >= 0;
    case '>':
      return sign > 0;
  }
}

/** How a number stands to zero. */
export const ordered =
  (order: Order): Known =>
  (call) =>
    call.args.length === 1
      ? compared(order)({ ...call, args: [...call.args, datumValue(0)] })
      : undefined;

/** One of several numbers, that which stands so to all others. */
export const chosen =
  (order: Order): Known =>
  ({ args, world, explorer }) => {
    const [first, ...others] = args;
    if (first === undefined) return undefined;
    let ways: readonly Way[] = [{ value: first, world }];
    for (const other of others) {
      const asked = ways.map((way) => ({
        way,
        truths: inOrder(way.value, other, order, way.world, explorer),
      }));
      if (asked.some(({ truths }) => truths === undefined)) return undefined;
      ways = asked.flatMap(({ way: { value }, truths }) => [
        ...(truths?.yes ?? []).map((each) => ({ value, world: each })),
        ...(truths?.no ?? []).map((each) => ({ value: other, world: each })),
      ]);
    }
    return ways;
  };

/** A number as far as it is from zero. */
export const magnitude: Known = ({ args, world, explorer }) => {
  const [value, extra] = args;
  if (value === undefined || extra !== undefined) return undefined;
  return opposed({ name: '-', args, world, explorer })?.flatMap((negated) => {
    const truths = inOrder(value, datumValue(0), '>=', negated.world, explorer);
    return [
      ...(truths?.yes ?? []).map((each) => ({ value, world: each })),
      ...(truths?.no ?? []).map((each) => ({ value: negated.value, world: each })),
    ];
  });
};
