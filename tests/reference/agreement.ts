import { env } from 'node:process';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { machineStory, referenceStory } from './compare.ts';
import { choiceNumbers, programOf } from './generate/program.ts';
import { workflowOf } from './generate/workflow.ts';

/** What a random test runs: a text, and what the world does. */
export interface Sample {
  readonly text: string;
  readonly script: readonly number[];
}

const script = fc.array(fc.nat(9999), { maxLength: 30, size: 'max' });

export const programs: fc.Arbitrary<Sample> = choiceNumbers.map((numbers) => ({
  text: programOf(numbers),
  script: [],
}));

export const workflows: fc.Arbitrary<Sample> = fc
  .tuple(choiceNumbers, script)
  .map(([numbers, choices]) => ({ text: workflowOf(numbers), script: choices }));

/** So many are drawn from one seed; then the test lets its process breathe and goes on with the next. */
const BATCH = 500;

type Stories = (sample: Sample) => readonly [expected: unknown, found: unknown] | undefined;

/**
 * Compares two stories of so many samples, the same ones each time unless REFERENCE_RUNS and REFERENCE_SEED say
 * otherwise; REFERENCE_PATH leads to a single one, as a failure tells it. Throws where two differ, with both and the
 * text. How many were compared; of the others nothing can be said.
 */
export async function assertAgreement(
  samples: fc.Arbitrary<Sample>,
  runs: number,
  stories: Stories,
): Promise<number> {
  const wanted = Number(env['REFERENCE_RUNS'] ?? runs);
  const path = env['REFERENCE_PATH'];
  let seed = Number(env['REFERENCE_SEED'] ?? 20_260_101);
  let compared = 0;
  const property = fc.property(samples, (sample) => {
    const both = stories(sample);
    if (both === undefined) return;
    compared += 1;
    assertAlike(both, sample);
  });
  for (let left = wanted; left > 0; left -= BATCH, seed += 1) {
    const numRuns = Math.min(left, BATCH);
    fc.assert(property, path === undefined ? { numRuns, seed } : { numRuns: 1, seed, path });
    await setImmediate();
  }
  return compared;
}

function assertAlike(both: readonly [unknown, unknown], { text }: Sample): void {
  const [expected, found] = both.map((story) => JSON.stringify(story, null, 1));
  if (expected === found) return;
  throw new Error(
    `\nexpected ${expected!}\nbut ${found!}\nof\n${text}\nto replay, set REFERENCE_SEED and REFERENCE_PATH to the seed and path told above and REFERENCE_RUNS to 1`,
  );
}

/** The reference's story and the machine's. */
export function onBoth({ text, script: choices }: Sample): readonly [unknown, unknown] | undefined {
  const expected = referenceStory(text, choices);
  return expected === undefined ? undefined : [expected, machineStory(text, choices)];
}

/** The reference's story, and the machine's when it is stopped, stored and read back after every so many calls. */
export const inPieces =
  (calls: number) =>
  ({ text, script: choices }: Sample): readonly [unknown, unknown] | undefined => {
    const expected = referenceStory(text, choices);
    return expected === undefined ? undefined : [expected, machineStory(text, choices, calls)];
  };
