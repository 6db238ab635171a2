import { canonicalJson } from '../../core/canonical.ts';
import { finiteOf, order } from '../../core/exact.ts';
import { list, listItems, symbolName, type Datum } from '../../core/datum.ts';
import { answered, settled, type Call, type Known } from './call.ts';
import { domains, isPlainData, type Test } from './domain.ts';
import type { Explorer } from './explore.ts';
import { inOrder } from './orders.ts';
import { datumValue, truthValue, type Truths, type Value, type Way } from './value.ts';
import type { World } from './world.ts';

/** What is compared with a constant that is one value and not made of others. */
const isSimple = (datum: Datum): boolean =>
  datum === null ||
  typeof datum !== 'object' ||
  symbolName(datum) !== undefined ||
  finiteOf(datum) !== undefined;

export const same: Known = ({ name, args, world, explorer }) => {
  const [left, right, extra] = args;
  if (left === undefined || right === undefined || extra !== undefined) return undefined;
  // One thing by its content may be two by where it lies.
  const byContent = name !== 'eq?' && name !== 'eqv?';
  const truths = sameness(left, right, world, explorer, byContent);
  return truths === undefined ? undefined : answered(truths);
};

function sameness(
  left: Value,
  right: Value,
  world: World,
  explorer: Explorer,
  byContent = true,
): Truths | undefined {
  if (left.kind === 'sum' || right.kind === 'sum') return sameNumber(left, right, world, explorer);
  if (left.kind === 'datum' && right.kind === 'datum') {
    if (!isSimple(left.datum) || !isSimple(right.datum)) return undefined;
    return settled(isSame(left.datum, right.datum), world);
  }
  if (left.kind === 'subject' && right.kind === 'subject') {
    const [one, other] = [left.subject, right.subject];
    if (one.key === other.key) return settled(true, world);
    const clear = [one, other].some((each) => isPlainData(world.domainOf(each)));
    return clear || byContent ? explorer.equated(one, other, world) : undefined;
  }
  if (right.kind === 'subject') return sameness(right, left, world, explorer);
  if (left.kind !== 'subject' || right.kind !== 'datum' || !isSimple(right.datum)) return undefined;
  return explorer.asked(left.subject, { kind: 'same', datum: right.datum }, world);
}

/** What is no number is not the same as a sum. */
function sameNumber(
  left: Value,
  right: Value,
  world: World,
  explorer: Explorer,
): Truths | undefined {
  const [sum, other] = left.kind === 'sum' ? [left, right] : [right, left];
  if (other.kind === 'datum' && finiteOf(other.datum) === undefined) return settled(false, world);
  if (other.kind !== 'subject') return inOrder(sum, other, '=', world, explorer);
  const numbers = explorer.asked(other.subject, { kind: 'sort', sort: 'number' }, world);
  const asked = numbers.yes.map((each) => inOrder(sum, other, '=', each, explorer));
  return {
    yes: asked.flatMap((truths) => truths?.yes ?? []),
    no: [...numbers.no, ...asked.flatMap((truths) => truths?.no ?? [])],
  };
}

function isSame(one: Datum, other: Datum): boolean {
  const [left, right] = [finiteOf(one), finiteOf(other)];
  return left !== undefined && right !== undefined
    ? order(left, right) === 0
    : canonicalJson(one) === canonicalJson(other);
}

/** One of several, tried from left to right; answers the rest of the list from there on, as `member` does. */
export const among: Known = ({ name, args, world, explorer }) => {
  const [wanted, all] = args;
  if (wanted === undefined || all === undefined) return undefined;
  const items = all.kind === 'datum' ? listItems(all.datum) : undefined;
  if (items === undefined) return isIn(wanted, all, { name, args, world, explorer });
  const ways: Way[] = [];
  let worlds: readonly World[] = [world];
  for (const [at, item] of items.entries()) {
    const rest = datumValue(list(...items.slice(at)));
    const asked = worlds.map((each) => sameness(wanted, datumValue(item), each, explorer));
    if (asked.includes(undefined)) return undefined;
    ways.push(
      ...asked.flatMap((truths) =>
        (truths?.yes ?? []).map((each) => ({ value: rest, world: each })),
      ),
    );
    worlds = asked.flatMap((truths) => truths?.no ?? []);
  }
  return [...ways, ...worlds.map((each) => ({ value: truthValue(false), world: each }))];
};

/** A constant that a list may have in it. What comes after it in the list nobody knows. */
function isIn(wanted: Value, all: Value, call: Call): readonly Way[] | undefined {
  if (all.kind !== 'subject' || wanted.kind !== 'datum' || !isSimple(wanted.datum))
    return undefined;
  const { yes, no } = call.explorer.asked(
    all.subject,
    { kind: 'holds', datum: wanted.datum },
    call.world,
  );
  const filled = { ...domains.nothing, lists: { empty: false, filled: { holds: [], lacks: [] } } };
  const rest = call.explorer.term(call.name, call.args, filled);
  return [
    ...yes.map((world) => ({ value: rest, world })),
    ...no.map((world) => ({ value: truthValue(false), world })),
  ];
}

export const asTruth =
  (answer: Known): Known =>
  (call) =>
    answer(call)?.map(({ value, world }) => ({
      value: truthValue(value.kind !== 'datum' || value.datum !== false),
      world,
    }));

/** Whether a list has one of several constants in it. */
export const meets: Known = ({ args, world, explorer }) => {
  const [one, other] = args;
  const list = [one, other].find((arg) => arg?.kind === 'subject');
  const constant = [one, other].find((arg) => arg?.kind === 'datum');
  const items = constant?.kind === 'datum' ? listItems(constant.datum) : undefined;
  if (list?.kind !== 'subject' || items?.every(isSimple) !== true) {
    const [left, right] = [one, other].map((arg) =>
      arg?.kind === 'datum' ? listItems(arg.datum) : undefined,
    );
    if (left === undefined || right?.every(isSimple) !== true || !left.every(isSimple))
      return undefined;
    const found = left.some((item) => right.some((each) => isSame(item, each)));
    return answered(settled(found, world));
  }
  const yes: World[] = [];
  let worlds: readonly World[] = explorer.asked(
    list.subject,
    { kind: 'sort', sort: 'list' },
    world,
  ).yes;
  for (const datum of items) {
    const asked = worlds.map((each) =>
      explorer.asked(list.subject, { kind: 'holds', datum }, each),
    );
    yes.push(...asked.flatMap((truths) => truths.yes));
    worlds = asked.flatMap((truths) => truths.no);
  }
  return answered({ yes, no: worlds });
};

/** Texts and words alone are compared so: asked of anything else the program fails. */
export const sameOf =
  (sort: 'text' | 'symbol'): Known =>
  (call) => {
    const subjects = call.args.flatMap((arg) => (arg.kind === 'subject' ? [arg.subject] : []));
    const test: Test = { kind: 'sort', sort };
    const worlds = subjects.reduce<readonly World[]>(
      (all, subject) => all.flatMap((each) => call.explorer.asked(subject, test, each).yes),
      [call.world],
    );
    const ways = worlds.map((world) => same({ ...call, world }));
    return ways.includes(undefined) ? undefined : ways.flatMap((each) => each ?? []);
  };
