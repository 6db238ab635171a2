import type { Procedure } from '../bytecode.ts';
import type { LinkedUnit, Program } from '../program.ts';
import { UNIT_DIGITS } from './state.ts';
import type { MachineState } from './state.ts';

/** The state was written by a newer release, or names code that the program does not have. */
export class UnreadableState extends Error {}

/** What a state names of its program: units by index into its own list, procedures and top-level objects by number. */
export class CodeReader {
  private readonly program: Program;
  private readonly units: MachineState['units'];

  constructor(program: Program, units: MachineState['units']) {
    this.program = program;
    this.units = units;
  }

  private unit(index: number): LinkedUnit {
    const hash = this.units[index] ?? '';
    const unit = unitsByDigits(this.program).get(hash.slice(0, UNIT_DIGITS));
    if (unit === undefined)
      throw new UnreadableState(`the program lacks unit ${hash}, which the state refers to`);
    return unit;
  }

  procedure(unit: number, ordinal: number): Procedure {
    const procedure = this.unit(unit).procedures[ordinal];
    if (procedure === undefined)
      throw new UnreadableState(`unit ${this.unit(unit).hash} has no procedure ${String(ordinal)}`);
    return procedure;
  }

  topLevel([unit, root, number = 0]: readonly number[]): object {
    const { hash } = this.unit(unit!);
    const object = this.program.frozen.objectAt({ unit: hash, root: root!, number });
    if (object === undefined)
      throw new UnreadableState(`unit ${hash} has no object ${String(root)}.${String(number)}`);
    return object;
  }
}

const byDigits = new WeakMap<Program, ReadonlyMap<string, LinkedUnit>>();

/** The units of a program as states name them. */
function unitsByDigits(program: Program): ReadonlyMap<string, LinkedUnit> {
  const known = byDigits.get(program);
  if (known !== undefined) return known;
  const units = new Map<string, LinkedUnit>();
  for (const [hash, unit] of program.units) {
    const digits = hash.slice(0, UNIT_DIGITS);
    if (units.has(digits)) throw new Error(`two units of one program begin with ${digits}`);
    units.set(digits, unit);
  }
  byDigits.set(program, units);
  return units;
}
