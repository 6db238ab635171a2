import type { Diagnostic } from '../../core/diagnostic.ts';
import type { NetFinding } from '../net/finding.ts';
import type { Step } from './draft.ts';
import type { Reading } from './reading.ts';
import type { Loop } from './remarks.ts';
import { onwardFrom, roundBy, type Onward } from './round.ts';

/** Points at the loop that a workflow cannot leave, with the way into it and the way round. */
export function livelockFinding(finding: NetFinding, reading: Reading): Diagnostic {
  const { net } = reading.drawn;
  const onward = onwardFrom(net, finding.trace);
  const loop = loopOf(finding.trace, onward, reading);
  const { lasting } = onward;
  const way = loop && roundBy(net, finding.trace, { place: loop.place, lasting }, reading.limits);
  return loop === undefined || way === undefined
    ? ofSteps(finding, onward, reading)
    : ofLoop(loop, way.into, way.round, reading);
}

/** A loop in which nothing happens that anybody would notice: in the net it is a place that nothing leaves. */
export function idleLoop({ places, trace }: NetFinding, reading: Reading): Diagnostic | undefined {
  const { loops } = reading.drawn.remarks;
  const loop = loops.find(({ place }) => places.includes(reading.drawn.indexOf(place) ?? -1));
  return loop === undefined ? undefined : ofLoop(loop, trace, [], reading);
}

function ofLoop(
  loop: Loop,
  into: readonly number[],
  round: readonly number[],
  reading: Reading,
): Diagnostic {
  const { places } = reading;
  const span = places.spanOf(loop.form);
  const back = places.spanOf(loop.back);
  const path = places.pathOf(stepsOf([...into, ...round], reading), span);
  return {
    ...livelock,
    message: 'this goes round for ever, and no path leads out of it to an end',
    span,
    ...(loop.back === loop.form ? {} : { related: [{ message: 'here it goes back', span: back }] }),
    path: [...path, `round again (${places.lineOf(loop.back, span)})`],
  };
}

/** Of a net that its author drew, in which nothing is a loop but arcs. */
function ofSteps({ trace }: NetFinding, { lasting }: Onward, reading: Reading): Diagnostic {
  const { places } = reading;
  const round = stepsOf(lasting, reading);
  const named = round.filter(({ label }) => label !== null);
  const shown = named[0] ?? round.find(({ node }) => node !== null);
  const span = places.spanOf(shown?.node);
  const path = places.pathOf([...stepsOf(trace, reading), ...round], span);
  return {
    ...livelock,
    message: 'from here the workflow can only go round, and no path leads to an end',
    span,
    ...(path.length === 0 ? {} : { path: [...path, 'round again'] }),
  };
}

const livelock = {
  severity: 'error',
  code: 'livelock',
  help: 'give it a way out: a test that ends it, or an event beside it with `race`',
} as const;

/** The outermost of the loops that are gone round: the one that the run comes to first. */
function loopOf(trace: readonly number[], onward: Onward, { drawn }: Reading): Loop | undefined {
  const { transitions } = drawn.net;
  const outputs = (index: number): readonly number[] =>
    transitions[index]!.outputs.map(({ place }) => place);
  const lasting = new Set(onward.lasting.flatMap(outputs));
  const found = new Map<number, Loop>();
  for (const loop of drawn.remarks.loops) {
    const place = drawn.indexOf(loop.place);
    if (place !== undefined && lasting.has(place)) found.set(place, { ...loop, place });
  }
  const first = [...trace, ...onward.firings].flatMap(outputs).find((place) => found.has(place));
  return first === undefined ? undefined : found.get(first);
}

const stepsOf = (firings: readonly number[], { drawn }: Reading): readonly Step[] =>
  firings.map((index) => drawn.steps[index]!);
