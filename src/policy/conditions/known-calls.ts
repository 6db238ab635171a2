import { canonicalJson } from '../../core/json.ts';
import { list, listItems, symbolName, type Datum } from '../../core/datum.ts';
import { domains, type Sort, type Test } from './domain.ts';
import type { Explorer } from './explore.ts';
import { numberIn, type Order } from './numbers.ts';
import { datumValue, truthValue, type Truths, type Value, type Way } from './value.ts';
import type { Subject, World } from './world.ts';

type Known = (call: Call) => readonly Way[] | undefined;

interface Call {
  readonly name: string;
  readonly args: readonly Value[];
  readonly world: World;
  readonly explorer: Explorer;
}

/** The ways of a call of the library whose meaning is known here; undefined where nothing is known of it. */
export function knownCall(
  name: string,
  args: readonly Value[],
  world: World,
  explorer: Explorer,
): readonly Way[] | undefined {
  const answer = Object.hasOwn(known, name) ? known[name] : undefined;
  return answer?.({ name, args, world, explorer });
}

const answered = ({ yes, no }: Truths): readonly Way[] => [
  ...yes.map((world) => ({ value: truthValue(true), world })),
  ...no.map((world) => ({ value: truthValue(false), world })),
];

/** A number stands in no order to what is no number: where it is asked, the program fails. */
const compared =
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

const settled = (holds: boolean, world: World): Truths =>
  holds ? { yes: [world], no: [] } : { yes: [], no: [world] };

/** What is compared with a constant that is one value and not made of others. */
const isSimple = (datum: Datum): boolean =>
  datum === null ||
  typeof datum !== 'object' ||
  symbolName(datum) !== undefined ||
  numberIn(datum) !== undefined;

const same: Known = ({ args, world, explorer }) => {
  const [left, right, extra] = args;
  if (left === undefined || right === undefined || extra !== undefined) return undefined;
  const truths = sameness(left, right, world, explorer);
  return truths === undefined ? undefined : answered(truths);
};

function sameness(left: Value, right: Value, world: World, explorer: Explorer): Truths | undefined {
  if (left.kind === 'datum' && right.kind === 'datum') {
    if (!isSimple(left.datum) || !isSimple(right.datum)) return undefined;
    return settled(isSame(left.datum, right.datum), world);
  }
  if (left.kind === 'subject' && right.kind === 'subject')
    return left.subject.key === right.subject.key ? settled(true, world) : undefined;
  if (right.kind === 'subject') return sameness(right, left, world, explorer);
  if (left.kind !== 'subject' || right.kind !== 'datum' || !isSimple(right.datum)) return undefined;
  return explorer.asked(left.subject, { kind: 'same', datum: right.datum }, world);
}

function isSame(one: Datum, other: Datum): boolean {
  const [left, right] = [numberIn(one), numberIn(other)];
  return left !== undefined && right !== undefined
    ? left === right
    : canonicalJson(one) === canonicalJson(other);
}

/** One of several, tried from left to right; answers the rest of the list from there on, as `member` does. */
const among: Known = ({ name, args, world, explorer }) => {
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

const asTruth =
  (answer: Known): Known =>
  (call) =>
    answer(call)?.map(({ value, world }) => ({
      value: truthValue(value.kind !== 'datum' || value.datum !== false),
      world,
    }));

/** Whether a list has one of several constants in it. */
const meets: Known = ({ args, world, explorer }) => {
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

const sorted =
  (sort: Sort): Known =>
  ({ args: [value], world, explorer }) => {
    if (value?.kind === 'subject')
      return answered(explorer.asked(value.subject, { kind: 'sort', sort }, world));
    return value?.kind === 'datum'
      ? answered(settled(isOfSort(value.datum, sort), world))
      : undefined;
  };

function isOfSort(datum: Datum, sort: Sort): boolean {
  switch (sort) {
    case 'boolean':
      return typeof datum === 'boolean';
    case 'number':
      return (
        typeof datum === 'number' || (Array.isArray(datum) && 'bqf'.includes(String(datum[0])))
      );
    case 'symbol':
      return symbolName(datum) !== undefined;
    case 'text':
      return typeof datum === 'string';
    case 'filled':
      return Array.isArray(datum) && (datum[0] === 'l' || datum[0] === 'p');
    case 'list':
      return listItems(datum) !== undefined;
  }
}

const isNull: Known = ({ args: [value], world, explorer }) => {
  if (value?.kind === 'subject')
    return answered(explorer.asked(value.subject, { kind: 'null' }, world));
  return value?.kind === 'datum' ? answered(settled(value.datum === null, world)) : undefined;
};

const not: Known = ({ args: [value], world, explorer }) => {
  if (value === undefined) return undefined;
  const { yes, no } = explorer.truthOf({ value, world });
  return answered({ yes: no, no: yes });
};

const ordered =
  (order: Order): Known =>
  (call) =>
    call.args.length === 1
      ? compared(order)({ ...call, args: [...call.args, datumValue(0)] })
      : undefined;

/** Texts and words alone are compared so: asked of anything else the program fails. */
const sameOf =
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

function subjectOf({ name, args, explorer }: Call): Subject | undefined {
  const [word] = args;
  const kind = name === 'fact' ? 'fact' : 'field';
  const field = word?.kind === 'datum' ? symbolName(word.datum) : undefined;
  if (field === undefined) return undefined;
  return {
    key: `${kind} ${field}`,
    text: `(${kind} '${field})`,
    kind,
    name: field,
    domain: explorer.meaning.domainOf(kind, field) ?? { ...domains.anything, absent: true },
    lasting: false,
  };
}

/** Its value, or what stands for it where it has none; without that the program fails. */
const valueOf: Known = (call) => {
  const subject = subjectOf(call);
  if (subject === undefined) return undefined;
  const { yes, no } = call.explorer.asked(subject, { kind: 'absent' }, call.world);
  const otherwise = call.args[1];
  if (otherwise === undefined)
    call.explorer.missing.push(...yes.map((world) => ({ subject, world })));
  return [
    ...(otherwise === undefined ? [] : yes.map((world) => ({ value: otherwise, world }))),
    ...no.map((world): Way => ({ value: { kind: 'subject', subject }, world })),
  ];
};

const hasValue: Known = (call) => {
  const subject = subjectOf(call);
  if (subject === undefined) return undefined;
  const { yes, no } = call.explorer.asked(subject, { kind: 'absent' }, call.world);
  return answered({ yes: no, no: yes });
};

const raises: Known = () => [];

/** A list of constants is one; of anything else nothing is known but that it is a list. */
const listed: Known = ({ name, args, world, explorer }) => {
  const items = args.flatMap((arg) => (arg.kind === 'datum' ? [arg.datum] : []));
  if (items.length === args.length) return [{ value: datumValue(list(...items)), world }];
  return [{ value: explorer.term(name, args), world }];
};

const known: { readonly [name: string]: Known } = {
  not,
  '%truth': (call) => {
    const [value] = call.args;
    return value === undefined ? undefined : answered(call.explorer.truthOf({ ...call, value }));
  },
  '<': compared('<'),
  '<=': compared('<='),
  '=': compared('='),
  '>=': compared('>='),
  '>': compared('>'),
  'zero?': ordered('='),
  'positive?': ordered('>'),
  'negative?': ordered('<'),
  'eq?': same,
  'eqv?': same,
  'equal?': same,
  'string=?': sameOf('text'),
  'symbol=?': sameOf('symbol'),
  memq: among,
  memv: among,
  member: among,
  'member?': asTruth(among),
  'intersects?': meets,
  'null?': isNull,
  'pair?': sorted('filled'),
  'list?': sorted('list'),
  'string?': sorted('text'),
  'symbol?': sorted('symbol'),
  'number?': sorted('number'),
  'boolean?': sorted('boolean'),
  '%field': valueOf,
  fact: valueOf,
  '%field?': hasValue,
  list: listed,
  raise: raises,
  error: raises,
  '%exit': raises,
  close: raises,
};
