import { listItems, symbol, type Datum } from '../../src/core/datum.ts';
import type { Output } from '../../src/machine/machine.ts';
import type { Program } from '../../src/machine/program.ts';
import { step, type MachineEvent } from '../../src/machine/run.ts';
import { openRequests, type MachineState } from '../../src/machine/state/state.ts';
import { emptyView, type View } from '../../src/machine/view.ts';

/** Everything that can happen to a change, tried with the machine; what the engine answers at once is answered so. */

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 1000 };

/** A way to something: the flags that the change has, and what was over before, by name and in order. */
export interface Way {
  readonly flags: readonly string[];
  readonly done: readonly string[];
}

export interface Happenings {
  /** What was said on some way. */
  readonly said: ReadonlyMap<string, Way>;
  /** What was waited for when nothing else could go on. */
  readonly awaited: ReadonlyMap<string, Way>;
}

interface Standing {
  readonly machine: MachineState;
  readonly names: ReadonlyMap<number, string>;
  readonly done: readonly string[];
}

const STANDINGS_MAX = 3000;

/** What may happen to a change under the workflow `sample`, whichever of the flags it has; null where there is too much. */
export function happenings(program: Program, flags: readonly string[]): Happenings | null {
  const said = new Map<string, Way>();
  const awaited = new Map<string, Way>();
  const sets = flags.reduce<string[][]>(
    (all, flag) => [...all, ...all.map((set) => [...set, flag])],
    [[]],
  );
  for (const set of sets) {
    const fields = Object.fromEntries(set.map((flag) => [`custom.${flag}`, symbol('yes')]));
    const trial = { program, view: { ...emptyView, fields } };
    const tell = (into: Map<string, Way>, name: string, done: readonly string[]): void => {
      if (!into.has(name)) into.set(name, { flags: set, done });
    };
    const seen = new Set<string>();
    const pending: Advanced[] = [advance(trial, null, { kind: 'start', workflow: 'sample' })];
    for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
      for (const word of at.said) tell(said, word, at.done);
      const { standing } = at;
      if (standing === null) continue;
      const key = JSON.stringify(standing.machine);
      if (seen.has(key)) continue;
      if (seen.size >= STANDINGS_MAX) return null;
      seen.add(key);
      for (const request of openRequests(standing.machine)) {
        tell(awaited, standing.names.get(request)!, standing.done);
        pending.push(advance(trial, standing, { kind: 'answer', request, value: true }));
      }
    }
  }
  return { said, awaited };
}

/** What the engine answers at once: an assessment, and an approval that asks nobody. */
const ANSWERS: { readonly [request: string]: Datum } = {
  risk: ['l', null, null],
  approval: ['r', 'decision', symbol('approved'), symbol('skipped'), null, false, null, null],
};

interface Trial {
  readonly program: Program;
  readonly view: View;
}

interface Advanced {
  readonly said: readonly string[];
  readonly done: readonly string[];
  /** Null once the program has ended. */
  readonly standing: Standing | null;
}

/** Lets the program run until it waits for somebody, or for time, as a command of the engine does. */
function advance({ program, view }: Trial, before: Standing | null, event: MachineEvent): Advanced {
  const answered = event.kind === 'answer' ? [before!.names.get(event.request)!] : [];
  const done = [...(before?.done ?? []), ...answered];
  const names = new Map(before?.names);
  const said: string[] = [];
  const outputs: Output[] = [];
  let machine = before?.machine ?? null;
  const goesOn = (next: MachineEvent): boolean => {
    const made = step(program, machine, next, view, budget);
    if (!made.ok) throw new Error(made.error.message);
    machine = made.value.state;
    outputs.push(...made.value.outputs);
    return made.value.outcome.kind === 'waiting';
  };
  let waits = goesOn(event);
  for (let output = outputs.shift(); output !== undefined; output = outputs.shift()) {
    if (output.kind === 'effect' && output.name === 'comment')
      said.push(String(listItems(output.data)?.[0] ?? output.data));
    if (output.kind !== 'open' || !waits || !openRequests(machine!).includes(output.id)) continue;
    names.set(output.id, output.name);
    const value = ANSWERS[output.request];
    if (value !== undefined) waits = goesOn({ kind: 'answer', request: output.id, value });
  }
  return { said, done, standing: waits ? { machine: machine!, names, done } : null };
}
