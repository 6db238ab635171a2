import type { Result } from '../core/result.ts';
import { err, ok } from '../core/result.ts';
import { Exhausted } from './control/conditions.ts';
import { exhausted, raised } from './control/failure.ts';
import type { MachineFailure } from './control/failure.ts';
import type { Machine } from './machine.ts';
import { drive } from './control/scheduler.ts';
import type { Value } from './data/values.ts';

/** What a procedure answers on a fresh machine, by pure code: an effect in it raises `effect-in-pure-code`. */
export function compute(
  m: Machine,
  procedure: Value,
  operands: readonly Value[],
  parameters: Value = null,
): Result<Value, MachineFailure> {
  m.root.dynamic = m.root.dynamic.with({ parameters, mode: 'compute' });
  m.root.state = { kind: 'apply', procedure, operands };
  m.ready.push(m.root);
  try {
    drive(m);
  } catch (thrown) {
    if (!(thrown instanceof Exhausted)) throw thrown;
    return err(exhausted(m, thrown));
  }
  const { ending } = m;
  if (ending === null) throw new Error('pure code cannot wait');
  return ending.kind === 'raised' ? err(raised(m.program, ending)) : ok(ending.value);
}
