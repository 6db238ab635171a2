import type { Diagnostic } from '../../core/diagnostic.ts';
import { explore } from '../net/explore.ts';
import { flatten } from '../net/flat-net.ts';
import { meterOf, type Limits } from '../net/limits.ts';
import type { Net, Transition } from '../net/net.ts';
import { immediateFirst, soundnessWithin } from '../net/soundness.ts';
import type { Region } from './draft.ts';
import type { Reading } from './reading.ts';
import type { Asked } from './remarks.ts';

interface Pair {
  readonly one: Asked;
  readonly other: Asked;
  readonly places: readonly [number, number];
}

/**
 * Two requests of one name that are open at once and that nothing tells apart: whoever answers could not say which is
 * meant. Decided in the net: by its markings, and where they are too many by probes.
 */
export function duplicateFindings(reading: Reading): readonly Diagnostic[] {
  const pairs = candidatesIn(reading);
  if (pairs.length === 0) return [];
  const open = openAtOnce(pairs, reading);
  const reported = new Set<string>();
  return pairs.flatMap(({ one, other }, index) => {
    if (!open[index] || reported.has(one.name)) return [];
    reported.add(one.name);
    return [findingOf(one, other, reading)];
  });
}

/** The firings after which it is not the markings that are looked at. */
const MARKINGS_STEPS = 50_000;

function openAtOnce(
  pairs: readonly Pair[],
  { drawn: { net }, limits }: Reading,
): readonly boolean[] {
  const meter = meterOf({ ...limits, steps: Math.min(limits.steps, MARKINGS_STEPS) });
  const { markings, end } = explore(flatten(net), meter, immediateFirst(net));
  if (end.kind !== 'whole') return byProbes(pairs, net, limits);
  const rows = Array.from({ length: markings.count }, (_, row) => row * markings.places);
  return pairs.map(({ places: [first, second] }) =>
    rows.some((row) => markings.cells[row + first]! > 0 && markings.cells[row + second]! > 0),
  );
}

/**
 * A probe that needs both open either can fire or never does, and the net is sound with it or not; nothing else can be
 * wrong with it, since it is asked of sound nets. One pair of a name is enough. What is not decided counts as open.
 */
function byProbes(pairs: readonly Pair[], net: Net, limits: Limits): readonly boolean[] {
  const meter = meterOf(limits);
  const told = new Set<string>();
  return pairs.map(({ one, places }) => {
    if (told.has(one.name)) return false;
    const probed = [...net.transitions, probe(places, net.transitions.length)];
    const open = soundnessWithin({ ...net, transitions: probed }, meter) !== false;
    if (open) told.add(one.name);
    return open;
  });
}

function candidatesIn({ drawn }: Reading): readonly Pair[] {
  const open = drawn.remarks.asked.filter(
    ({ clauses, region }) => !clauses.has('key') && region.around !== null,
  );
  return open.flatMap((one, index) =>
    open.slice(index + 1).flatMap((other): readonly Pair[] => {
      if (
        one.name !== other.name ||
        one.keyedBy !== other.keyedBy ||
        !together(one.region, other.region)
      )
        return [];
      const places = [drawn.indexOf(one.place), drawn.indexOf(other.place)] as const;
      const [first, second] = places;
      if (first === undefined || second === undefined || first === second) return [];
      return [{ one, other, places: [first, second] }];
    }),
  );
}

/** Whether two regions lie in a common one other than the whole workflow. */
function together(one: Region, other: Region): boolean {
  const around = new Set<Region>();
  for (let region: Region | null = one; region !== null; region = region.around) around.add(region);
  for (let region: Region = other; region.around !== null; region = region.around)
    if (around.has(region)) return true;
  return false;
}

function probe([one, other]: Pair['places'], index: number): Transition {
  const arcs = [
    { place: one, weight: 1 },
    { place: other, weight: 1 },
  ];
  return { name: 'probe', source: index, inputs: arcs, outputs: arcs, resets: [] };
}

function findingOf(one: Asked, other: Asked, { places }: Reading): Diagnostic {
  const first = places.spanOf(one.node);
  return {
    severity: 'error',
    code: 'duplicate-request',
    message: `two requests \`${one.name}\` are open at once, and nothing tells them apart`,
    span: places.spanOf(other.node),
    related: [{ message: 'the other one', span: first }],
    help: 'give one of them another name, or each a (key EXPR)',
  };
}
