import { unreachable } from '../../core/unreachable.ts';
import { pathTo, type Space } from './explore.ts';
import { clipped, listed, type NetFinding, type NetFindingCode } from './finding.ts';
import type { FlatNet } from './flat-net.ts';
import type { Net } from './net.ts';

/**
 * What the markings reached say of a net: the first marking of each kind of trouble. Deadlocks, improper ends and
 * unboundedness are told of a part of the space, too; livelocks and dead transitions need the whole. In a net without an
 * end nothing can be stuck before it. A space of stubborn sets tells of dead transitions only where nothing else is wrong.
 */
export function judge(
  net: Net,
  flat: FlatNet,
  space: Space,
  followed: 'all' | 'stubborn' = 'all',
): readonly NetFinding[] {
  const kinds = kindsOf(flat, space);
  const first = (kind: number): number => kinds.indexOf(kind);
  const findings: NetFinding[] = [];
  const about = (code: NetFindingCode, marking: number, message: string): void => {
    const trace = pathTo(space, marking);
    findings.push({ code, message, places: marked(space, marking), transitions: [], trace });
  };
  const ends = flat.final.length > 0;
  const stuck = ends ? first(STUCK) : -1;
  if (stuck !== -1) {
    const names = namesOf(net, marked(space, stuck));
    about(
      'deadlock',
      stuck,
      `stuck: with tokens in ${names} nothing can fire, and the end is not reached`,
    );
  }
  const improper = first(IMPROPER);
  if (improper !== -1) {
    const left = marked(space, improper).filter((place) => !flat.final.includes(place));
    const what =
      left.length === 0 ? 'more than once' : `while tokens remain in ${namesOf(net, left)}`;
    about('improper-completion', improper, `the end is reached ${what}`);
  }
  if (space.end.kind === 'whole') {
    const lost = ends ? livelocked(space, kinds) : -1;
    if (lost !== -1) findings.push(livelock(net, space, lost));
    if (followed === 'all' || findings.length === 0)
      return [...findings, ...deadTransitions(net, space)];
  }
  if (space.end.kind === 'unbounded') findings.push(unbounded(net, space, space.end));
  return findings;
}

/** The firings to the first marking that is stuck or an improper end; null where there is none. */
export function pathIntoTrouble(flat: FlatNet, space: Space): readonly number[] | null {
  const marking = kindsOf(flat, space).findIndex((kind) => kind === STUCK || kind === IMPROPER);
  return marking === -1 ? null : pathTo(space, marking);
}

/**
 * Whether a space says that its net is sound: null where it says nothing, as where leaders go round in a
 * circle. Of the whole space of a net or of that of
 * stubborn sets of a prunable one.
 */
export function isSound(flat: FlatNet, space: Space): boolean | null {
  const kinds = kindsOf(flat, space);
  if (kinds.includes(STUCK) || kinds.includes(IMPROPER)) return false;
  switch (space.end.kind) {
    case 'limit':
      return null;
    case 'unbounded':
      return flat.resets.items.length === 0 ? false : null;
    case 'whole':
      if (livelocked(space, kinds) !== -1)
        return space.led.some((led) => led !== 'no') ? null : false;
      if (!space.fired.includes(0)) return true;
      return space.led.includes('unseen') ? null : false;
    default:
      return unreachable(space.end);
  }
}

const ONGOING = 0;
const COMPLETED = 1;
const STUCK = 2;
const IMPROPER = 3;
const UNKNOWN = 4;

/** By marking: what it is of itself. A marking whose firings were not followed may be anything but improper. */
function kindsOf(flat: FlatNet, space: Space): Uint8Array {
  const { cells, count, places } = space.markings;
  const goesOn = new Uint8Array(count);
  for (let at = 0; at < space.from.length; at++) goesOn[space.from.at(at)] = 1;
  const isFinal = new Uint8Array(places);
  for (const place of flat.final) isFinal[place] = 1;
  const single = flat.final.length === 1;
  const kinds = new Uint8Array(count);
  for (let marking = 0; marking < count; marking++) {
    let inside = 0;
    let most = 0;
    let outside = false;
    for (let place = 0, cell = marking * places; place < places; place++, cell++) {
      const tokens = cells[cell]!;
      if (tokens === 0) continue;
      if (isFinal[place] === 0) outside = true;
      else {
        inside += tokens;
        if (tokens > most) most = tokens;
      }
    }
    if (most === 1 && !outside) kinds[marking] = COMPLETED;
    else if (most > 1 || (single && inside > 0)) kinds[marking] = IMPROPER;
    else if (marking >= space.expanded) kinds[marking] = UNKNOWN;
    else kinds[marking] = goesOn[marking] === 1 ? ONGOING : STUCK;
  }
  return kinds;
}

const namesOf = (net: Net, places: readonly number[]): string =>
  listed(places.map((place) => net.places[place]!.name));

function marked(space: Space, marking: number): readonly number[] {
  const { cells, places } = space.markings;
  const found: number[] = [];
  for (let place = 0; place < places; place++) {
    if (cells[marking * places + place]! > 0) found.push(place);
  }
  return found;
}

/**
 * The first marking from which neither the end nor any other trouble is reached, or −1. Where the end cannot be reached
 * from a marking, then it is lost, or a deadlock or an improper end is reached from it, which is told as such.
 */
function livelocked(space: Space, kinds: Uint8Array): number {
  const known = new Uint8Array(kinds.length);
  const waiting: number[] = [];
  for (let marking = 0; marking < kinds.length; marking++) {
    if (kinds[marking] === ONGOING) continue;
    known[marking] = 1;
    waiting.push(marking);
  }
  const sources = sourcesOf(space, kinds.length);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (let i = sources.start[at]!; i < sources.start[at + 1]!; i++) {
      const before = sources.items[i]!;
      if (known[before] === 1) continue;
      known[before] = 1;
      waiting.push(before);
    }
  }
  return known.indexOf(0);
}

/**
 * By marking, the markings it is reached from in one firing. Of those where one transition leads only its own firing
 * counts: that there is a way by it to the end is what the others rest on.
 */
function sourcesOf(space: Space, count: number) {
  const { from, to, led } = space;
  const counts = (at: number): boolean =>
    led[from.at(at)] === 'no' || at === 0 || from.at(at - 1) !== from.at(at);
  const start = new Int32Array(count + 1);
  for (let at = 0; at < to.length; at++) if (counts(at)) start[to.at(at) + 1]! += 1;
  for (let marking = 0; marking < count; marking++) start[marking + 1]! += start[marking]!;
  const items = new Int32Array(start[count]!);
  const next = start.slice(0, count);
  for (let at = 0; at < to.length; at++) if (counts(at)) items[next[to.at(at)]!++] = from.at(at);
  return { start, items };
}

function livelock(net: Net, space: Space, marking: number): NetFinding {
  const places = marked(space, marking);
  return {
    code: 'livelock',
    message: `with tokens in ${namesOf(net, places)} it can go on for ever, and the end cannot be reached any more`,
    places,
    transitions: [],
    trace: pathTo(space, marking),
  };
}

function deadTransitions(net: Net, space: Space): readonly NetFinding[] {
  return net.transitions.flatMap(({ name }, transition) =>
    space.fired[transition] === 1
      ? []
      : [
          {
            code: 'dead-transition',
            message: `${clipped(name)} can never fire`,
            places: [],
            transitions: [transition],
            trace: [],
          } as const,
        ],
  );
}

function unbounded(
  net: Net,
  space: Space,
  end: Extract<Space['end'], { kind: 'unbounded' }>,
): NetFinding {
  const { cells, places } = space.markings;
  const grows: number[] = [];
  for (let place = 0; place < places; place++) {
    if (cells[end.marking * places + place]! > cells[end.covered * places + place]!)
      grows.push(place);
  }
  const again = pathTo(space, end.marking, end.covered);
  const names = (all: readonly number[], of: readonly { readonly name: string }[]): string =>
    listed(all.map((index) => of[index]!.name));
  return {
    code: 'unbounded',
    message: `repeating ${names(again, net.transitions)} puts any number of tokens into ${names(grows, net.places)}`,
    places: grows,
    transitions: [...new Set(again)],
    trace: pathTo(space, end.marking),
  };
}
