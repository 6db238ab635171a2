import { answered, settled, type Known } from './call.ts';
import type { Explorer } from './explore.ts';
import { numberIn, type Order } from './numbers.ts';
import { datumValue, type Truths, type Value } from './value.ts';
import type { World } from './world.ts';

/** A number stands in no order to what is no number: where it is asked, the program fails. */
export const compared =
  (order: Order): Known =>
  ({ args, world, explorer }) => {
    if (args.length < 2) return undefined;
    let worlds: readonly World[] = [world];
    const no: World[] = [];
    for (let at = 1; at < args.length; at += 1) {
      const asked = worlds.map((each) => inOrder(args[at - 1]!, args[at]!, order, each, explorer));
      if (asked.includes(undefined)) return undefined;
      no.push(...asked.flatMap((truths) => truths?.no ?? []));
      worlds = asked.flatMap((truths) => truths?.yes ?? []);
    }
    return answered({ yes: worlds, no });
  };

const flipped = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<' } as const;

function inOrder(
  left: Value,
  right: Value,
  order: Order,
  world: World,
  explorer: Explorer,
): Truths | undefined {
  const [low, high] = [numberOf(left), numberOf(right)];
  if (low !== undefined && high !== undefined) return settled(holdsOrder(low, high, order), world);
  if (left.kind === 'subject' && high !== undefined)
    return explorer.asked(left.subject, { kind: 'order', order, bound: high }, world);
  if (right.kind === 'subject' && low !== undefined)
    return explorer.asked(
      right.subject,
      { kind: 'order', order: flipped[order], bound: low },
      world,
    );
  return undefined;
}

const numberOf = (value: Value): number | undefined =>
  value.kind === 'datum' ? numberIn(value.datum) : undefined;

function holdsOrder(low: number, high: number, order: Order): boolean {
  switch (order) {
    case '<':
      return low < high;
    case '<=':
      return low <= high;
    case '=':
      return low === high;
    case '>=':
      return low >= high;
    case '>':
      return low > high;
  }
}

/** How a number stands to zero. */
export const ordered =
  (order: Order): Known =>
  (call) =>
    call.args.length === 1
      ? compared(order)({ ...call, args: [...call.args, datumValue(0)] })
      : undefined;
