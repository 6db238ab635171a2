import { expect } from 'vitest';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
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
