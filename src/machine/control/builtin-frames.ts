import { instructions } from '../bytecode.ts';
import type { InstructionName, Procedure } from '../bytecode.ts';
import { Closure } from '../data/values.ts';

const frame = (name: string, instruction: InstructionName): Closure => {
  const code: Procedure = {
    name,
    unit: '',
    definition: '',
    ordinal: 0,
    node: -1,
    operands: -1,
    clauses: [],
    code: [instructions[instruction][0]],
    constants: [],
    globals: [],
    procedures: [],
    sites: [{ at: 0, node: -1 }],
  };
  return new Closure(code, []);
};

/** Frames of the machine's own between those of the program. States name them, so a name is for ever. */
export const builtinFrames = {
  /** Slot: the dynamic environment to go back to. */
  restore: frame('restore', 'restoreDynamic'),
  /** Slot: the procedure to call with the values that are returned. */
  spread: frame('spread', 'spreadValues'),
} as const;

export type BuiltinFrame = keyof typeof builtinFrames;

export const builtinFrame = (closure: Closure): BuiltinFrame | undefined =>
  closure === builtinFrames.restore
    ? 'restore'
    : closure === builtinFrames.spread
      ? 'spread'
      : undefined;
