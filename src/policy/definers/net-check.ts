import { clauseOf } from '../forms/clauses.ts';
import type { Making } from './definition.ts';
import type { NetPlace, NetTransition } from './net.ts';

/** Reports what is wrong with a net as drawn; true where it can be played. Whether it is sound is the verifier's. */
export function checkNet(
  places: readonly NetPlace[],
  transitions: readonly NetTransition[],
  making: Making,
): boolean {
  const { context, stx } = making;
  // What is said of all parts together would follow from one that could not be read.
  if (context.failed) return false;
  const has = (holds: (place: NetPlace) => boolean, what: string): boolean => {
    if (places.some(holds)) return true;
    context.error('missing-clause', stx, `a net needs ${what}`);
    return false;
  };
  const parts = [
    has(({ data }) => data.tokens > 0, 'a place with (tokens N), where it starts'),
    has(({ data }) => data.final !== null, 'a place with (final), where it ends'),
    namedOnce(places, 'place', making),
    namedOnce(transitions, 'transition', making),
    ...places.map((place) => startsBeforeItsEnd(place, making)),
    ...transitions.map((transition) => fires(transition, places, making)),
  ];
  return !parts.includes(false);
}

function namedOnce(
  parts: readonly (NetPlace | NetTransition)[],
  what: string,
  { context }: Making,
): boolean {
  const seen = new Set<string>();
  let sound = true;
  for (const { data, stx } of parts) {
    if (seen.has(data.name)) {
      sound = false;
      context.error('defined-twice', stx, `the net has the ${what} \`${data.name}\` already`);
    }
    seen.add(data.name);
  }
  return sound;
}

function startsBeforeItsEnd({ data, stx }: NetPlace, { context }: Making): boolean {
  if (data.tokens === 0 || data.final === null) return true;
  context.error('bad-clause', stx, `\`${data.name}\` is final: it has no tokens at the start`);
  return false;
}

function fires(
  { data, clauses, stx }: NetTransition,
  places: readonly NetPlace[],
  { context }: Making,
): boolean {
  const waits = clauseOf(clauses, 'by') !== undefined || clauseOf(clauses, 'after') !== undefined;
  if (clauseOf(clauses, 'by') !== undefined && clauseOf(clauses, 'after') !== undefined) {
    context.error(
      'bad-clause',
      stx,
      `\`${data.name}\` has (by WHO …) or (after DURATION), not both`,
    );
    return false;
  }
  const idle = waits ? undefined : clauses.find(({ word }) => of.includes(word));
  if (idle !== undefined) {
    const message = `\`${data.name}\` fires by itself: \`${idle.word}\` is for transitions with (by WHO …)`;
    context.error('bad-clause', idle.stx, message);
    return false;
  }
  const final = new Set(places.flatMap((one) => (one.data.final === null ? [] : [one.data.name])));
  const ended = data.in.find(({ place }) => final.has(place));
  if (ended !== undefined) {
    context.error('bad-clause', stx, `\`${ended.place}\` is final: nothing leaves it`);
    return false;
  }
  return data.in.length > 0;
}

/** Clauses that say something of a signal. */
const of = ['accepts', 'key', 'due', 'remind', 'escalate'];
