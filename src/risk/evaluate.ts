import type { Program } from '../machine/program.ts';
import { call } from '../machine/run.ts';
import type { Budget } from '../machine/machine.ts';
import type { Evaluate } from './reading.ts';

/** Evaluates on the machine, each call within the whole budget. */
export const evaluateIn =
  (program: Program, budget: Budget): Evaluate =>
  (procedure, view) =>
    call(program, procedure, [], view, budget);
