import { canonicalJson } from '../../core/canonical.ts';
import { list, listItems, symbol, symbolName, type Datum } from '../../core/datum.ts';
import * as values from './value.ts';
import type { Outcome, Value } from './value.ts';

/** It may be called with too few arguments: that fails when it runs, and nothing is known of it here. */
type Pure = (...args: readonly (Value | undefined)[]) => Value;

/** What a procedure of the library answers to what is known of its arguments; undefined where nothing is known of it. */
export function pureCall(name: string, args: readonly Value[]): readonly Value[] | undefined {
  const compute = Object.hasOwn(known, name) ? known[name] : undefined;
  return compute === undefined ? undefined : [compute(...args)];
}

const truth = (holds: boolean): Value => (holds ? values.yes : values.no);
const isUnknown = (value: Value | undefined): value is undefined | (Value & { kind: 'any' }) =>
  value === undefined || value.kind === 'any';
const isGiven = (value: Value | undefined): value is Value => value !== undefined;
const isOpaque = ({ kind }: Value): boolean =>
  kind === 'any' || kind === 'data' || kind === 'change' || kind === 'someone';

/** The datum that a value is; undefined where it is none that is known. */
export function datumOf(value: Value | undefined): Datum | undefined {
  if (value?.kind === 'constant') return value.datum;
  return value?.kind === 'outcome' ? symbol(value.outcome) : undefined;
}

const isOutcome =
  (outcome: Outcome): Pure =>
  (value) => {
    if (isUnknown(value)) return values.data;
    return truth(value.kind === 'decision' && value.outcome === outcome);
  };

const isSame: Pure = (one, other) => {
  if (one === undefined || other === undefined || isOpaque(one) || isOpaque(other))
    return values.data;
  const [left, right] = [datumOf(one), datumOf(other)];
  if (left !== undefined && right !== undefined) {
    const equal = canonicalJson(left) === canonicalJson(right);
    return equal && Array.isArray(left) && left[0] !== 'y' ? values.data : truth(equal);
  }
  return one.key === other.key ? values.data : truth(false);
};

const isMember: Pure = (wanted, among) => {
  const datum = datumOf(wanted);
  const items = among?.kind === 'constant' ? listItems(among.datum) : undefined;
  if (datum === undefined || items === undefined) return values.data;
  const at = items.findIndex((item) => canonicalJson(item) === canonicalJson(datum));
  return at === -1 ? values.no : values.constant(list(...items.slice(at)));
};

/** What is put before a written-out list is followed, and so are procedures and entries `(word . value)`; the rest is data,
 * so that what a loop gathers does not grow. */
const cons: Pure = (head, tail) => {
  if (head === undefined || tail === undefined) return values.data;
  const isEntry =
    tail.kind !== 'pair' && head.kind === 'constant' && symbolName(head.datum) !== undefined;
  const isList = tail.kind === 'constant' && listItems(tail.datum) !== undefined;
  if (isEntry && !(isList && tail.key === values.constant(null).key))
    return values.pairOf(head, tail);
  if (tail.kind === 'list') return values.pairOf(head, tail);
  if (!values.holdsProcedure(head) && !values.holdsProcedure(tail)) return values.data;
  return values.pairOf(head, tail);
};

/** The entry of a written-out association list. */
const entryOf: Pure = (wanted, among) => {
  const datum = datumOf(wanted);
  const items = among?.kind === 'constant' ? listItems(among.datum) : undefined;
  if (datum === undefined || items === undefined) return values.any;
  const key = canonicalJson(datum);
  const found = items.find((item) => canonicalJson(keyIn(item)) === key);
  return found === undefined ? values.no : values.constant(found);
};

const keyIn = (entry: Datum): Datum =>
  Array.isArray(entry) && (entry[0] === 'l' || entry[0] === 'p') ? (entry[1] as Datum) : false;

const itemsIn = (value: Value | undefined): readonly Value[] | undefined => {
  if (value?.kind === 'list') return value.items;
  if (value?.kind === 'constant') return listItems(value.datum)?.map(values.constant);
  return undefined;
};

/** Of longer lists the items are not told apart. */
const EACH_MAX = 32;

/** The items of a list that is known and short enough to look at each; undefined of anything else. */
export function fewItems(value: Value | undefined): readonly Value[] | undefined {
  const items = itemsIn(value);
  return items === undefined || items.length > EACH_MAX ? undefined : items;
}

const car: Pure = (value) => {
  if (value?.kind === 'pair') return value.head;
  return itemsIn(value)?.[0] ?? values.any;
};

const cdr: Pure = (value) => {
  if (value?.kind === 'pair') return value.tail;
  const items = itemsIn(value);
  if (items === undefined || items.length === 0) return values.any;
  return value?.kind === 'constant'
    ? values.constant(list(...(listItems(value.datum) ?? []).slice(1)))
    : values.listOf(items.slice(1));
};

const listRef: Pure = (of, index) => {
  const at = datumOf(index);
  return (typeof at === 'number' ? itemsIn(of)?.[at] : undefined) ?? values.any;
};

/** Those who are asked, one by one; `any` among them where somebody is not known. */
const who: Pure = (...args) => values.listOf(args.filter(isGiven).flatMap(flat));

const flat = (value: Value): readonly Value[] => {
  const items = value.kind === 'constant' && isPerson(value.datum) ? undefined : itemsIn(value);
  return items?.flatMap(flat) ?? [value];
};

const isPerson = (datum: Datum): boolean => symbolName(listItems(datum)?.[0] ?? null) === 'person';

const isKind =
  (kinds: readonly Value['kind'][], constants: (datum: Datum) => boolean): Pure =>
  (value) => {
    if (value === undefined || isOpaque(value)) return values.data;
    return truth(value.kind === 'constant' ? constants(value.datum) : kinds.includes(value.kind));
  };

const known: { readonly [name: string]: Pure } = {
  'approved?': isOutcome('approved'),
  'rejected?': isOutcome('rejected'),
  'revise?': isOutcome('revise'),
  'expired?': isOutcome('expired'),
  'stale?': isOutcome('stale'),
  'decision?': (value) => (isUnknown(value) ? values.data : truth(value.kind === 'decision')),
  'decision-outcome': (value) =>
    value?.kind === 'decision' ? values.outcomeOf(value) : values.data,
  'error-object?': (value) => (isUnknown(value) ? values.data : truth(value.kind === 'condition')),
  'condition-kind': (value) =>
    value?.kind === 'condition' && value.name !== null
      ? values.constant(symbol(value.name))
      : values.data,
  'eq?': isSame,
  'eqv?': isSame,
  'equal?': isSame,
  memq: isMember,
  assq: entryOf,
  assv: entryOf,
  memv: isMember,
  not: (value) => {
    const { then, otherwise } = values.truthOf(value ?? values.any);
    return then && otherwise ? values.data : truth(otherwise);
  },
  '%truth': (value) => {
    const { then, otherwise } = values.truthOf(value ?? values.any);
    return then && otherwise ? values.data : truth(then);
  },
  list: (...args) => values.listOf(args.filter(isGiven)),
  cons,
  car,
  cdr,
  cadr: (value) => car(cdr(value ?? values.any)),
  'list-ref': listRef,
  'null?': isKind([], (datum) => datum === null),
  'pair?': isKind(['pair', 'list'], (datum) => (listItems(datum)?.length ?? 0) > 0),
  'symbol?': isKind(['outcome'], (datum) => symbolName(datum) !== undefined),
  'procedure?': isKind(['closure', 'global', 'spawner'], () => false),
  '%who': who,
  person: (id) => {
    const text = datumOf(id);
    return typeof text === 'string' ? values.constant(list(symbol('person'), text)) : values.data;
  },
};
