import fc from 'fast-check';
import type { Core } from '../../src/machine/code.ts';

/** Random cores over ints, pairs, closures, boxes and continuations; locals are numbered in order of binding. */
export const randomCore: fc.Arbitrary<Core> = fc
  .array(fc.nat(0x7fffffff), { minLength: 40, maxLength: 160 })
  .map((seeds) => new Builder(seeds).program());

class Builder {
  private readonly seeds: readonly number[];
  private at = 0;
  private locals = 0;

  constructor(seeds: readonly number[]) {
    this.seeds = seeds;
  }

  program(): Core {
    return this.expression([], 7);
  }

  /** The next choice below a limit; 0 once the seeds are used up, which chooses the smallest thing. */
  private pick(limit: number): number {
    const seed = this.seeds[this.at] ?? 0;
    this.at += 1;
    return seed % limit;
  }

  private leaf(scope: readonly number[]): Core {
    const kind = this.pick(4);
    if (kind > 0 && scope.length > 0) return ['ref', scope[this.pick(scope.length)]!];
    return ['const', ([0, 1, 2, 5, -3, true, false, null] as const)[this.pick(8)]!];
  }

  private expression(scope: readonly number[], depth: number): Core {
    if (depth === 0 || this.at >= this.seeds.length) return this.leaf(scope);
    const inner = (more: readonly number[] = []): Core =>
      this.expression([...scope, ...more], depth - 1);
    switch (this.pick(16)) {
      case 0:
        return this.leaf(scope);
      case 1:
        return ['if', inner(), inner(), inner()];
      case 2:
        return ['seq', inner(), inner()];
      case 3: {
        const values = [inner(), inner()].slice(0, 1 + this.pick(2));
        const names = values.map(() => this.locals++);
        return ['let', values.map((value, index) => [names[index]!, value] as const), inner(names)];
      }
      case 4: {
        const names = Array.from({ length: 1 + this.pick(3) }, () => this.locals++);
        return [
          'letrec',
          names.map(
            (name) =>
              [
                name,
                this.pick(4) === 0 ? inner(names) : this.lambda([...scope, ...names], depth - 1),
              ] as const,
          ),
          inner(names),
        ];
      }
      case 5:
        return this.lambda(scope, depth - 1);
      case 6:
        return scope.length === 0
          ? this.leaf(scope)
          : ['set', scope[this.pick(scope.length)]!, inner()];
      case 7:
      case 8: {
        const operator = this.pick(2) === 0 ? this.leaf(scope) : inner();
        return ['call', operator, ...Array.from({ length: this.pick(3) }, () => inner())];
      }
      case 9:
        return ['call', ['global', '%call/cc'], this.lambda(scope, depth - 1, 1)];
      case 10:
        return ['call', ['global', '%throw'], this.leaf(scope), inner()];
      case 11:
        return [
          'seq',
          ['call', ['global', '%effect'], ['const', ['y', 'e']], ['const', this.pick(1000)]],
          inner(),
        ];
      case 12: {
        const name = (['car', 'cdr', 'null?', 'pair?', 'not'] as const)[this.pick(5)]!;
        return ['call', ['global', name], inner()];
      }
      case 13:
        return [
          'if',
          ['call', ['global', (['<', '=', 'eq?'] as const)[this.pick(3)]!], inner(), inner()],
          inner(),
          inner(),
        ];
      default: {
        const name = (['+', '-', '<', '=', 'cons', 'set-car!', 'eq?'] as const)[this.pick(7)]!;
        return ['call', ['global', name], inner(), inner()];
      }
    }
  }

  private lambda(scope: readonly number[], depth: number, count = this.pick(3)): Core {
    const names = Array.from({ length: count }, () => this.locals++);
    return ['lambda', names, null, this.expression([...scope, ...names], depth)];
  }
}
