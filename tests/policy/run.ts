import { list, symbol, type Datum } from '../../src/core/datum.ts';
import { alist, writeDatum } from '../../src/core/datum-json.ts';
import { step, type MachineEvent, type Step } from '../../src/machine/run.ts';
import { runningScopes } from '../../src/machine/state/state.ts';
import type { Output } from '../../src/machine/machine.ts';
import { emptyView, type View } from '../../src/machine/view.ts';
import type { Program } from '../../src/machine/program.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { policyOf } from './policies.ts';

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 100 };
const view: View = {
  ...emptyView,
  author: 'dana',
  fields: { title: 'A change', systems: list(symbol('ledger'), symbol('shop')) },
};

type Opened = Extract<Output, { kind: 'open' }>;

/** A change as a machine alone sees it: steps one after another, and what is open. */
export class Run {
  readonly outputs: Output[] = [];
  readonly open = new Map<string, Opened>();
  outcome: Step['outcome'] = { kind: 'waiting' };
  private readonly program: Program;
  private state: Step['state'] | null = null;

  constructor(text: string, name = 'sample') {
    this.program = policyProgram(policyOf(text));
    this.send({ kind: 'start', workflow: name });
  }

  send(event: MachineEvent): this {
    const result = step(this.program, this.state, event, view, budget);
    if (!result.ok) throw new Error(result.error.message);
    // A state is plain JSON: it goes on from a copy that went through text.
    this.state = JSON.parse(JSON.stringify(result.value.state)) as Step['state'];
    this.outcome = result.value.outcome;
    for (const output of result.value.outputs) this.take(output);
    return this;
  }

  answer(name: string, value: Datum): this {
    const request = this.open.get(name);
    if (request === undefined)
      throw new Error(`${name} is not open, but ${[...this.open.keys()].join(', ')}`);
    this.open.delete(name);
    return this.send({ kind: 'answer', request: request.id, value });
  }

  /** What the program said since the last time: phases with + and -, requests by their names. */
  said(): readonly string[] {
    return this.outputs.splice(0).map((output) => {
      if (output.kind === 'open') return labelOf(output);
      if (output.kind === 'withdraw') return 'withdrawn';
      const name = output.name.replace('phase-entered', '+').replace('phase-left', '-');
      return `${name} ${writeDatum(output.data)}`;
    });
  }

  /** The scopes that run now. */
  running(): readonly number[] {
    return this.state === null ? [] : runningScopes(this.state);
  }

  clauses(name: string): { readonly [word: string]: Datum } {
    return alist(this.open.get(name)!.clauses);
  }

  private take(output: Output): void {
    this.outputs.push(output);
    if (output.kind === 'open') this.open.set(labelOf(output), output);
    if (output.kind === 'withdraw') {
      for (const [name, { id }] of this.open) if (id === output.id) this.open.delete(name);
    }
  }
}

function labelOf({ name, clauses }: Opened): string {
  const key = alist(clauses)['key'];
  return key === undefined ? name : `${name}:${writeDatum(key)}`;
}

/** A decision as a program gets it. */
export const decision = (outcome: string): Datum => [
  'r',
  'decision',
  symbol(outcome),
  symbol('voted'),
  null,
  false,
  null,
  null,
];
