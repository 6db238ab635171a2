import { unreachable } from '../../core/unreachable.ts';
import type { Clause, CompiledUnit, InstructionName, Template } from '../../machine/bytecode.ts';
import type { Unit } from '../../machine/code.ts';
import type {
  Binding,
  CallNode,
  LambdaNode,
  Node,
  ProcedureInfo,
  Variable,
} from './compile-analysis.ts';
import { analyse } from './compile-analysis.ts';
import type { Label } from './compile-assembler.ts';
import { Assembler } from './compile-assembler.ts';
import { inlineCall, inlineTest, smallInteger } from './compile-inline.ts';
import type { Operands } from './compile-inline.ts';
import { type Either, eitherOf, negatedTest } from './compile-tests.ts';

/** Bytecode of a unit, one entry for each definition in order. The layout of frames is that of `machine/bytecode.ts`. */
export function compileUnit(unit: Unit): CompiledUnit {
  const ordinals = { next: 0 };
  const own = new Set([...unit.defs.map(([name]) => name), ...Object.keys(unit.refs)]);
  const isPrimitive = (name: string): boolean => !own.has(name);
  return unit.defs.map(([name, core]) => ({
    name,
    template: new ProcedureCompiler(analyse(core, ordinals), name, isPrimitive).template(),
  }));
}

type Location = { readonly in: 'slot' | 'free'; readonly index: number } | { readonly in: 'self' };

type Access = { readonly slot?: InstructionName; readonly free?: InstructionName };

class ProcedureCompiler implements Operands {
  private readonly info: ProcedureInfo;
  private readonly name: string;
  private readonly isPrimitive: (name: string) => boolean;
  readonly out = new Assembler();
  private readonly procedures: Template[] = [];
  private readonly sites: { at: number; node: number }[];
  private readonly slots = new Map<Variable, number>();
  private readonly captured: readonly Variable[];
  /** What lies on the stack above the start of the frame. */
  private depth = 0;

  constructor(info: ProcedureInfo, name: string, isPrimitive: (name: string) => boolean) {
    this.info = info;
    this.name = name;
    this.isPrimitive = isPrimitive;
    this.captured = [...info.free];
    this.sites = info.siteNodes.map((node) => ({ at: -1, node }));
  }

  template(): Template {
    const clauses = this.info.clauses.map(({ parameters, rest, body }): Clause => {
      const start = this.out.code.length;
      const all = rest === null ? parameters : [...parameters, rest];
      all.forEach((variable, slot) => {
        this.slots.set(variable, slot);
        if (variable.boxed) this.out.emit('boxLocal', slot);
      });
      this.depth = all.length;
      this.value(body, true);
      return { required: parameters.length, rest: rest !== null, start };
    });
    const { ordinal, node } = this.info;
    const { name, procedures, sites } = this;
    const { code, constants, globals } = this.out;
    return { name, ordinal, node, clauses, code, constants, globals, procedures, sites };
  }

  private locate(variable: Variable): Location | undefined {
    if (variable === this.info.self) return { in: 'self' };
    const slot = this.slots.get(variable);
    if (slot !== undefined) return { in: 'slot', index: slot };
    const index = this.captured.indexOf(variable);
    return index < 0 ? undefined : { in: 'free', index };
  }

  /** The slot of a variable whose value lies there unboxed. */
  plainSlot(node: Node): number | undefined {
    return node.kind === 'ref' && !node.variable.boxed ? this.slots.get(node.variable) : undefined;
  }

  /** Leaves the value of the node in the accumulator, or returns it. */
  value(node: Node, tail: boolean): void {
    switch (node.kind) {
      case 'if': {
        this.conditional(node, tail);
        return;
      }
      case 'seq':
        node.bodies.forEach((body, at) => {
          if (at === node.bodies.length - 1) this.value(body, tail);
          else this.value(body, false);
        });
        if (node.bodies.length > 0) return;
        this.out.emit('constant', this.out.constant(['u']));
        break;
      case 'let': {
        const either = eitherOf(node, this.isPrimitive);
        if (either === undefined)
          this.scoped(tail, node.bindings.length, () => this.bind(node.bindings), node.body);
        else this.either(either, tail);
        return;
      }
      case 'letrec': {
        this.scoped(tail, node.bindings.length, () => this.bindRecursive(node.bindings), node.body);
        return;
      }
      case 'call': {
        this.call(node, tail);
        return;
      }
      default: {
        const slot = this.plainSlot(node);
        if (tail && slot !== undefined) {
          this.out.emit('returnLocal', slot);
          return;
        }
        this.simple(node);
      }
    }
    if (tail) this.out.emit('return');
  }

  private simple(node: Exclude<Node, { kind: 'if' | 'seq' | 'let' | 'letrec' | 'call' }>): void {
    switch (node.kind) {
      case 'const': {
        const integer = smallInteger(node);
        if (integer === undefined) this.out.emit('constant', this.out.constant(node.datum));
        else this.out.emit('integer', integer);
        break;
      }
      case 'ref':
        this.access(
          node.variable,
          { slot: 'local', free: 'free' },
          { slot: 'localBox', free: 'freeBox' },
        );
        break;
      case 'set':
        this.value(node.value, false);
        this.access(node.variable, {}, { slot: 'setLocalBox', free: 'setFreeBox' });
        break;
      case 'global':
        this.out.emit('global', this.out.global(node.name));
        break;
      case 'set-global':
        this.value(node.value, false);
        this.out.emit('setGlobal', this.out.global(node.name));
        break;
      case 'lambda':
        this.closure(node);
        break;
      default:
        unreachable(node);
    }
  }

  /** The instruction for a variable by where it lives, plain or in a box. */
  private access(variable: Variable, plain: Access, boxed: Access): void {
    const location = this.locate(variable)!;
    const name = location.in === 'self' ? 'self' : (variable.boxed ? boxed : plain)[location.in];
    if (name === undefined) throw new Error('an assigned variable lives in a box');
    if (location.in === 'self') this.out.emit(name);
    else this.out.emit(name, location.index);
  }

  push(node: Node): void {
    const integer = smallInteger(node);
    const slot = this.plainSlot(node);
    if (integer !== undefined) this.out.emit('pushInteger', integer);
    else if (node.kind === 'const') this.out.emit('pushConstant', this.out.constant(node.datum));
    else if (slot !== undefined) this.out.pushLocal(slot);
    else if (node.kind === 'global') this.out.emit('pushGlobal', this.out.global(node.name));
    else {
      const start = this.out.code.length;
      this.value(node, false);
      this.out.joinPush(start);
    }
    this.depth += 1;
  }

  private conditional(node: Extract<Node, { kind: 'if' }>, tail: boolean): void {
    const otherwise: Label = [];
    const end: Label = [];
    const negated = negatedTest(node.test, this.isPrimitive);
    this.test(negated ?? node.test, otherwise);
    this.value(negated === undefined ? node.then : node.otherwise, tail);
    if (!tail) this.out.branch('jump', end);
    this.out.land(otherwise);
    this.value(negated === undefined ? node.otherwise : node.then, tail);
    this.out.land(end);
  }

  /** Goes on after the test where it holds, to the label where it is false. */
  private test(node: Node, otherwise: Label): void {
    if (node.kind === 'if' && node.otherwise.kind === 'const' && node.otherwise.datum === false) {
      this.test(node.test, otherwise);
      this.test(node.then, otherwise);
      return;
    }
    const negated = negatedTest(node, this.isPrimitive);
    if (negated !== undefined) {
      const holds: Label = [];
      this.test(negated, holds);
      this.out.branch('jump', otherwise);
      this.out.land(holds);
      return;
    }
    if (
      node.kind === 'call' &&
      node.operator.kind === 'global' &&
      this.isPrimitive(node.operator.name) &&
      inlineTest(this, node, node.operator.name, otherwise)
    )
      return;
    this.value(node, false);
    this.out.branch('jumpUnless', otherwise);
  }

  popped(count: number): void {
    this.depth -= count;
  }

  /** The call's place: where the code goes on after it. */
  site(node: CallNode): void {
    this.sites[node.site]!.at = this.out.code.length;
  }

  private call(node: CallNode, tail: boolean): void {
    const { operator, operands } = node;
    if (
      operator.kind === 'global' &&
      this.isPrimitive(operator.name) &&
      inlineCall(this, node, operator.name)
    ) {
      if (tail) this.out.emit('return');
      return;
    }
    const location =
      operator.kind === 'ref' && !operator.variable.boxed
        ? this.locate(operator.variable)
        : undefined;
    const early =
      operator.kind !== 'global' && operator.kind !== 'lambda' && location === undefined;
    if (early) this.push(operator);
    for (const operand of operands) this.push(operand);
    const count = operands.length;
    if (operator.kind === 'global')
      this.out.emit(tail ? 'tailCallGlobal' : 'callGlobal', this.out.global(operator.name), count);
    else if (early) this.out.emit(tail ? 'tailCallPushed' : 'callPushed', count);
    else if (tail && location?.in === 'self' && this.isOnlyClause(count))
      this.out.emit('loop', count);
    else {
      if (operator.kind === 'lambda') this.closure(operator);
      else this.value(operator, false);
      this.out.emit(tail ? 'tailCall' : 'call', count);
    }
    this.depth -= count;
    this.site(node);
    if (early) this.depth -= 1;
    // After a tail call stands a return: there goes on what a handler of its failure answers.
    if (tail) this.out.emit('return');
    else if (early) this.out.emit('drop', 1);
  }

  private isOnlyClause(count: number): boolean {
    const [clause, ...others] = this.info.clauses;
    return (
      others.length === 0 &&
      clause !== undefined &&
      clause.rest === null &&
      clause.parameters.length === count
    );
  }

  private scoped(tail: boolean, count: number, bind: () => void, body: Node): void {
    const depth = this.depth;
    bind();
    this.value(body, tail);
    if (!tail && count > 0) this.out.emit('drop', count);
    this.depth = depth;
  }

  /** `or` of a test that cannot fail: a branch. In the rest the slot of the test's value holds false, as frames have it. */
  private either({ test, variable, otherwise: rest }: Either, tail: boolean): void {
    const otherwise: Label = [];
    const end: Label = [];
    this.test(test, otherwise);
    this.out.emit('constant', this.out.constant(true));
    if (tail) this.out.emit('return');
    else this.out.branch('jump', end);
    this.out.land(otherwise);
    const bind = (): void => {
      this.out.emit('pushConstant', this.out.constant(false));
      this.slots.set(variable, this.depth);
      this.depth += 1;
    };
    this.scoped(tail, 1, bind, rest);
    this.out.land(end);
  }

  private bind(bindings: readonly Binding[]): void {
    const start = this.depth;
    for (const { variable, value } of bindings) {
      if (variable.boxed) {
        this.value(value, false);
        this.out.emit('pushBox');
        this.depth += 1;
      } else this.push(value);
    }
    bindings.forEach(({ variable }, at) => this.slots.set(variable, start + at));
  }

  private bindRecursive(bindings: readonly Binding[]): void {
    for (const { variable } of bindings) {
      if (!variable.boxed) continue;
      this.out.emit('pushEmptyBox');
      this.slots.set(variable, this.depth);
      this.depth += 1;
    }
    let group: {
      slot: number;
      later: readonly (readonly [captured: number, variable: Variable])[];
    }[] = [];
    bindings.forEach(({ variable, value }, at) => {
      if (value.kind !== 'lambda') {
        this.value(value, false);
        this.define(variable);
        return;
      }
      const later = this.closure(value);
      const slot = this.define(variable);
      group.push({ slot, later });
      if (bindings[at + 1]?.value.kind === 'lambda') return;
      for (const member of group) {
        for (const [index, other] of member.later)
          this.out.emit('patch', member.slot, index, this.slots.get(other)!);
      }
      group = [];
    });
  }

  /** Gives a `letrec` variable the value in the accumulator; its slot. */
  private define(variable: Variable): number {
    if (variable.boxed) {
      const slot = this.slots.get(variable)!;
      this.out.emit('fillLocalBox', slot);
      return slot;
    }
    const slot = this.depth;
    this.out.emit('push');
    this.slots.set(variable, slot);
    this.depth += 1;
    return slot;
  }

  /** Makes a closure; the captures, by index, whose variables have no value yet and must be patched in. */
  private closure(node: LambdaNode): readonly (readonly [captured: number, variable: Variable])[] {
    const info = node.procedure;
    const template = new ProcedureCompiler(info, this.name, this.isPrimitive).template();
    const later: (readonly [number, Variable])[] = [];
    this.out.emit('closure', this.procedures.push(template) - 1, info.free.size);
    let at = 0;
    for (const variable of info.free) {
      const location = this.locate(variable);
      if (location === undefined) later.push([at, variable]);
      this.out.code.push(
        ...(location === undefined
          ? [3, 0]
          : location.in === 'self'
            ? [2, 0]
            : [location.in === 'slot' ? 0 : 1, location.index]),
      );
      at += 1;
    }
    return later;
  }
}
