import { MachineRun, programOfText } from './machine-run.ts';
import { ReferenceRun } from './reference-run.ts';
import { Unsaid } from './values.ts';
import type { Env } from './values.ts';
import { tellInWorld } from './world.ts';

const FUEL = 60_000;

/** What came of a program, in lines. */
export type Story = readonly string[];

/** What the reference says of a program in a world with a script; undefined where it says nothing. */
export function referenceStory(
  text: string,
  script: readonly number[] = [],
  language?: Env,
): Story | undefined {
  try {
    const run = new ReferenceRun(text, FUEL, language);
    return run.ended === null ? tellInWorld(run, script) : ['', run.ended];
  } catch (thrown) {
    if (thrown instanceof Unsaid) return undefined;
    throw thrown;
  }
}

/** What the machine makes of it; with `calls` it is stopped, written down and read back after every so many. */
export function machineStory(text: string, script: readonly number[] = [], calls?: number): Story {
  const program = programOfText(text);
  if ('failed' in program) return ['', program.failed];
  return tellInWorld(new MachineRun(program, calls), script);
}
