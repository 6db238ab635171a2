import type { Datum } from '../../core/datum.ts';
import type { InstructionName } from '../../machine/bytecode.ts';
import { instructions } from '../../machine/bytecode.ts';

/** By the number of an instruction: the one that also does the push after it. */
const pushing: ReadonlyMap<number, InstructionName> = new Map([
  [instructions.addLI[0], 'pushAddLI'],
  [instructions.subtractLI[0], 'pushSubtractLI'],
  [instructions.carL[0], 'pushCarL'],
  [instructions.cdrL[0], 'pushCdrL'],
]);

const closureLength = (captures: number | undefined): number =>
  instructions.closure[1] + 2 * (captures ?? 0);

/** Jumps that wait for the place they go to. */
export type Label = number[];

/** The code of one procedure as it grows, with the tables that it points into. */
export class Assembler {
  readonly code: number[] = [];
  readonly constants: Datum[] = [];
  readonly globals: string[] = [];

  /** Where the last instruction stands, while nothing else can lead behind it. */
  private last = -1;

  emit(name: InstructionName, ...operands: readonly number[]): void {
    this.last = this.code.length;
    this.code.push(instructions[name][0], ...operands);
  }

  /** Pushes a slot, together with the one that was pushed just before. */
  pushLocal(slot: number): void {
    const { last } = this;
    if (last >= 0 && this.code[last] === instructions.pushLocal[0]) {
      this.code[last] = instructions.pushLocals[0];
      this.code.push(slot);
      this.last = -1;
    } else this.emit('pushLocal', slot);
  }

  /** Pushes the accumulator, joined with what has been emitted from `start` on where there is an instruction for both. */
  joinPush(start: number): void {
    const only = this.code[start];
    if (
      only === instructions.closure[0] &&
      this.code.length === start + closureLength(this.code[start + 2])
    ) {
      this.code[start] = instructions.pushClosure[0];
      return;
    }
    const joined = only === undefined ? undefined : pushing.get(only);
    if (joined !== undefined && this.code.length === start + instructions[joined][1])
      this.code[start] = instructions[joined][0];
    this.emit('push');
  }

  /** Emits a jump to a place that `land` will give. */
  branch(name: InstructionName, label: Label, ...operands: readonly number[]): void {
    this.emit(name, ...operands, -1);
    label.push(this.code.length - 1);
  }

  land(label: Label): void {
    this.last = -1;
    for (const at of label) this.code[at] = this.code.length;
  }

  /** The index of a constant. Atoms share an entry; every literal list or vector is an object of its own. */
  constant(datum: Datum): number {
    const found = Array.isArray(datum)
      ? -1
      : this.constants.findIndex((other) => Object.is(other, datum));
    return found >= 0 ? found : this.constants.push(datum) - 1;
  }

  /** The index of a global name. */
  global(name: string): number {
    const found = this.globals.indexOf(name);
    return found >= 0 ? found : this.globals.push(name) - 1;
  }
}
