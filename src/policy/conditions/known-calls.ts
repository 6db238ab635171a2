import { list, listItems, symbolName, type Datum } from '../../core/datum.ts';
import { answered, settled, type Call, type Known } from './call.ts';
import { domains, type Sort } from './domain.ts';
import type { Explorer } from './explore.ts';
import { chosen, compared, magnitude, ordered } from './orders.ts';
import { arithmetic } from './sums.ts';
import { among, asTruth, meets, same, sameOf } from './sameness.ts';
import { datumValue, type Value, type Way } from './value.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

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

const sorted =
  (sort: Sort): Known =>
  ({ args: [value], world, explorer }) => {
    if (value?.kind === 'subject')
      return answered(explorer.asked(value.subject, { kind: 'sort', sort }, world));
    if (value?.kind === 'sum') return answered(settled(sort === 'number', world));
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
  ...arithmetic,
  max: chosen('>='),
  min: chosen('<='),
  abs: magnitude,
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
