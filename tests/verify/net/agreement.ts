import { expect } from 'vitest';
import { explore } from '../../../src/verify/net/explore.ts';
import { flatten } from '../../../src/verify/net/flat-net.ts';
import { freeChoiceSoundness } from '../../../src/verify/net/free-choice.ts';
import { isSound, pathIntoTrouble } from '../../../src/verify/net/judge.ts';
import { defaultLimits, meterOf } from '../../../src/verify/net/limits.ts';
import { reduced } from '../../../src/verify/net/reduce.ts';
import { structureFindings } from '../../../src/verify/net/structure.ts';
import { isPrunable, stubbornChoice } from '../../../src/verify/net/stubborn.ts';
import type { Net } from '../../../src/verify/net/net.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { isImproper, isStuck, replayed, truthOf } from './oracle.ts';

/** Asserts that the verifier says of a net what plain search says; true where plain search could tell. */
export function expectTruth(net: Net, sound?: boolean): boolean {
  const truth = truthOf(net, 2000);
  const decided = decideSoundness(net, defaultLimits);
  if (sound !== undefined) expect(decided.sound).toBe(sound);
  expectTraces(net, decided.findings);
  if (truth === null) return false;
  expect(decided.sound).toBe(truth.sound && decided.workflowNet);
  expect(decided.bounded).toBe(truth.bounded);
  if (!truth.bounded) return true;
  const pathTo = (code: string): number | null =>
    decided.findings.find((each) => each.code === code)?.trace.length ?? null;
  expect({
    deadlock: pathTo('deadlock'),
    improper: pathTo('improper-completion'),
    livelock: pathTo('livelock'),
  }).toEqual(net.final.length > 0 ? truth.nearest : expect.anything());
  const dead = decided.findings.filter(({ code }) => code === 'dead-transition');
  expect(dead.map(({ transitions }) => transitions[0])).toEqual(truth.dead);
  return true;
}

type Findings = ReturnType<typeof decideSoundness>['findings'];

/** Every path can be fired, and ends where the finding says it does. */
function expectTraces(net: Net, findings: Findings): void {
  for (const { code, trace, places } of findings) {
    const marking = replayed(net, trace);
    expect(marking).not.toBeNull();
    if (code === 'deadlock') expect(isStuck(net, marking!)).toBe(true);
    if (code === 'improper-completion') expect(isImproper(net, marking!)).toBe(true);
    if (code === 'deadlock' || code === 'improper-completion' || code === 'livelock')
      expect(places).toEqual(marking!.flatMap((tokens, place) => (tokens > 0 ? [place] : [])));
  }
}

/** Asserts that within a few steps the verifier says what plain search says, or that it does not know. */
export function expectNoGuess(net: Net, steps: number): void {
  const truth = truthOf(net, 2000);
  const decided = decideSoundness(net, { ...defaultLimits, steps });
  expectTraces(net, decided.findings);
  if (truth === null) return;
  if (decided.sound !== 'undecided') expect(decided.sound).toBe(truth.sound && decided.workflowNet);
  if (decided.bounded !== 'undecided') expect(decided.bounded).toBe(truth.bounded);
}

const limits = { ...defaultLimits, states: 20_000, steps: 200_000 };

/** What each method says of a net, for itself: null where it has nothing to say. */
export interface Opinions {
  readonly plain: boolean | null;
  readonly reduced: boolean | null;
  readonly stubborn: boolean | null;
  /** By stubborn sets that are led where something cancels. */
  readonly led: boolean | null;
  readonly ledReduced: boolean | null;
  readonly freeChoice: boolean | null;
}

/** A path into trouble of the smaller net can be fired in the net that it was made of, and leads to where nothing goes on well. */
function expectSameTrouble(net: Net, small: ReturnType<typeof reduced>): void {
  const path = pathIntoTrouble(small, explore(small, meterOf(limits), stubbornChoice(small)));
  if (path === null) return;
  const marking = replayed(net, small.inFull(path));
  expect(marking).not.toBeNull();
  expect(truthOf(startingAt(net, marking!), 2000)?.sound ?? false).toBe(false);
}

const startingAt = (net: Net, marking: readonly number[]): Net => ({
  ...net,
  places: net.places.map((place, at) => ({ ...place, tokens: marking[at]! })),
});

/** The opinions of all methods on a workflow net that they apply to; null of any other net. */
export function opinionsOn(net: Net): Opinions | null {
  const flat = flatten(net);
  if (structureFindings(net, flat).length > 0 || !isPrunable(flat)) return null;
  const small = reduced(flat);
  expectSameTrouble(net, small);
  return {
    plain: isSound(flat, explore(flat, meterOf(limits))),
    reduced: isSound(small, explore(small, meterOf(limits))),
    stubborn: isSound(flat, explore(flat, meterOf(limits), stubbornChoice(flat, 'none'))),
    led: isSound(flat, explore(flat, meterOf(limits), stubbornChoice(flat))),
    ledReduced: isSound(small, explore(small, meterOf(limits), stubbornChoice(small))),
    freeChoice: freeChoiceSoundness(flat, meterOf(limits)),
  };
}

/** Asserts that no method contradicts plain search. */
export function expectOneOpinion(net: Net): Opinions | null {
  const opinions = opinionsOn(net);
  if (opinions === null || opinions.plain === null) return null;
  const { plain, ...others } = opinions;
  for (const [method, opinion] of Object.entries(others)) {
    if (opinion !== null) expect({ [method]: opinion }).toEqual({ [method]: plain });
  }
  return opinions;
}
