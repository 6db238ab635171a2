import type { Datum } from '../../core/datum.ts';
import { nearest } from '../../core/nearest.ts';
import type { Definer } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import type { NetDefinition } from '../definitions.ts';
import { clauseOf, readClauses, type ClauseShapes } from '../forms/clauses.ts';
import { call, constant, listOf, symbolConstant } from '../forms/core.ts';
import { clauseEntries } from '../forms/requests.ts';
import { headless, integerOf, itemsOf, textOf } from '../forms/shape.ts';
import { labelOf } from '../forms/structure.ts';
import { durationCore, wordOf } from '../forms/values.ts';
import { namedDefiner, type Making } from './definition.ts';
import { checkNet } from './net-check.ts';
import { transitionClauses, type Drawn } from './transition-clauses.ts';
import { isOption, workflowData } from './workflow.ts';

const placeShapes: ClauseShapes = {
  tokens: { least: 1, most: 1, usage: '(tokens N)' },
  final: { least: 0, most: 1, usage: '(final [OUTCOME])' },
};

const ARCS = ['in', 'out', 'resets'] as const;

const transitionShapes: ClauseShapes = {
  in: {
    least: 1,
    most: null,
    required: true,
    usage: '(in PLACE …), an arc of weight N as (PLACE N)',
  },
  out: { least: 1, most: null, usage: '(out PLACE …), an arc of weight N as (PLACE N)' },
  resets: { least: 1, most: null, usage: '(resets PLACE …)' },
  ...transitionClauses,
};

export type NetPlace = Drawn<NetDefinition['places'][number]>;
export type NetTransition = Drawn<NetDefinition['transitions'][number]>;

/** `(define-net NAME ["…"] option … (place …) … (transition …) …)`: its name is the procedure that plays it. */
export const net: Definer = namedDefiner((header, making) => {
  const { context } = making;
  const options = header.rest.filter((item) => isOption(item, making));
  const places: NetPlace[] = [];
  const pending: Stx[] = [];
  for (const stx of header.rest.filter((item) => !isOption(item, making))) {
    const [head] = itemsOf(stx) ?? [];
    const word = context.word(head);
    if (word === 'place') places.push(...placeOf(stx, making));
    else if (word === 'transition') pending.push(stx);
    else {
      const help = 'a net has (place NAME …) and (transition NAME (in PLACE …) (out PLACE …) …)';
      context.error('unknown-clause', head ?? stx, 'no part of a net starts like this', help);
    }
  }
  const names = places.map(({ data }) => data.name);
  const transitions = pending.flatMap((stx) => transitionOf(stx, names, making));
  const sound = checkNet(places, transitions, making);
  const value = {
    ...workflowData(header, options, null, making),
    net: {
      places: places.map(({ data }) => data),
      transitions: transitions.map(({ data }) => data),
    },
  };
  const play = sound ? playing(places, transitions, making) : constant(false);
  return { core: ['lambda', [], null, play], definition: { kind: 'workflow', value } };
});

function placeOf(stx: Stx, making: Making): readonly NetPlace[] {
  const { context } = making;
  const [nameStx, ...rest] = headless(stx);
  const name = nameStx === undefined ? undefined : wordOf(nameStx, 'the name of a place', context);
  if (name === undefined) return [];
  const label = rest[0] === undefined ? undefined : textOf(rest[0]);
  const clauseStxs = label === undefined ? rest : rest.slice(1);
  const clauses = readClauses(clauseStxs, placeShapes, { name: 'place', stx }, context);
  const tokens = clauseOf(clauses, 'tokens')?.operands[0];
  const final = clauseOf(clauses, 'final');
  const outcome = final?.operands[0];
  const data = {
    name,
    label: label ?? labelOf(name),
    tokens: tokens === undefined ? 0 : weightOf(tokens, making),
    final:
      final === undefined
        ? null
        : outcome === undefined
          ? 'completed'
          : (wordOf(outcome, 'an outcome', context) ?? null),
    span: spanOf(stx),
  };
  return [{ data, clauses, stx }];
}

function transitionOf(
  stx: Stx,
  places: readonly string[],
  making: Making,
): readonly NetTransition[] {
  const { context } = making;
  const [nameStx, ...rest] = headless(stx);
  const name = nameStx === undefined ? undefined : wordOf(nameStx, 'a transition', context);
  if (name === undefined) return [];
  const clauses = readClauses(rest, transitionShapes, { name: 'transition', stx }, context);
  const arcs = (word: (typeof ARCS)[number]): NetDefinition['transitions'][number]['in'] =>
    (clauseOf(clauses, word)?.operands ?? []).flatMap((arc) => arcOf(arc, places, making));
  const data = {
    name,
    in: arcs('in'),
    out: arcs('out'),
    resets: arcs('resets').map(({ place }) => place),
    span: spanOf(stx),
  };
  return [{ data, clauses, stx }];
}

/** `PLACE`, or `(PLACE WEIGHT)`. */
function arcOf(
  stx: Stx,
  places: readonly string[],
  making: Making,
): NetDefinition['transitions'][number]['in'] {
  const { context } = making;
  const [weighed, weight, extra] = itemsOf(stx) ?? [];
  const placeStx = weighed ?? stx;
  const place = context.word(placeStx);
  if (
    place === undefined ||
    (weighed !== undefined && weight === undefined) ||
    extra !== undefined
  ) {
    context.error('bad-clause', stx, 'an arc is written PLACE or (PLACE WEIGHT)');
    return [];
  }
  if (places.includes(place))
    return [{ place, weight: weight === undefined ? 1 : weightOf(weight, making) }];
  const meant = nearest(place, places);
  const help = meant === undefined ? `places: ${places.join(', ')}` : `did you mean \`${meant}\`?`;
  context.error('unknown-state', placeStx, `the net has no place \`${place}\``, help);
  return [];
}

/** So many tokens: what the machine counts and the checker can follow. */
const WEIGHT_MAX = 1000;

function weightOf(stx: Stx, making: Making): number {
  const value = integerOf(stx);
  if (value !== undefined && value >= 1 && value <= WEIGHT_MAX) return value;
  const message = `a whole number from 1 to ${WEIGHT_MAX} is wanted here`;
  making.context.error('bad-clause', stx, message);
  return 1;
}

/** The call that plays the net: its places, and for each transition its arcs and what it waits for. */
function playing(
  places: readonly NetPlace[],
  transitions: readonly NetTransition[],
  making: Making,
): Core {
  const index = new Map(places.map(({ data }, at) => [data.name, at]));
  const arcs = (list: NetDefinition['transitions'][number]['in']): Core =>
    quoted(list.map(({ place, weight }): Datum => ['p', index.get(place)!, weight]));
  const asData = places.map(({ data: { name, label, tokens, final }, stx }) => {
    const outcome: Datum = final === null ? false : ['y', final];
    return making.context.placed(constant(['l', ['y', name], label, tokens, outcome]), stx);
  });
  const asCalls = transitions.map(({ data, clauses, stx }) => {
    const reset = quoted(data.resets.map((place) => index.get(place)!));
    const wait = waitFor({ data, clauses, stx }, making);
    const parts = [symbolConstant(data.name), arcs(data.in), arcs(data.out), reset, wait];
    return making.context.placed(call('list', ...parts), stx);
  });
  return call('%net', listOf(asData), listOf(asCalls));
}

const quoted = (items: readonly Datum[]): Core =>
  constant(items.length === 0 ? null : ['l', ...items]);

/** A thunk that waits for a transition's signal or time; #f where it fires by itself. */
function waitFor({ data, clauses, stx }: NetTransition, making: Making): Core {
  const { context } = making;
  const after = clauseOf(clauses, 'after')?.operands[0];
  if (after === undefined && clauseOf(clauses, 'by') === undefined) return constant(false);
  const own = clauses.filter(({ word }) => !ARCS.some((arc) => arc === word));
  const wait =
    after === undefined
      ? call('%await-signal', symbolConstant(data.name), listOf(clauseEntries(own, context)))
      : call('%sleep', durationCore(after, context));
  return ['lambda', [], null, context.placed(wait, stx)];
}
