import type { Choices } from './choices.ts';

/** What an expression gives. `thrown` is a continuation that takes an int, `cell` a vector of ints made to be changed. */
export type Type =
  | 'int'
  | 'num'
  | 'bool'
  | 'char'
  | 'text'
  | 'word'
  | 'ints'
  | 'data'
  | 'procedure'
  | 'promise'
  | 'continuation'
  | 'cell'
  | 'table'
  | 'point'
  | 'parameter';

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** Top-level names cannot be assigned, and what they hold cannot be changed. */
  readonly fixed?: boolean;
}

/** The variables in scope, and how deep the expression stands. */
export class Scope {
  readonly variables: readonly Variable[];
  readonly depth: number;

  constructor(variables: readonly Variable[], depth: number) {
    this.variables = variables;
    this.depth = depth;
  }

  with(...variables: readonly Variable[]): Scope {
    const names = variables.map(({ name }) => name);
    const visible = this.variables.filter(({ name }) => !names.includes(name));
    return new Scope([...visible, ...variables], this.depth);
  }

  deeper(): Scope {
    return new Scope(this.variables, this.depth - 1);
  }

  /** A variable of the type, or undefined where there is none. */
  pick(choices: Choices, type: Type, assignable = false): string | undefined {
    const fitting = this.variables.filter(
      (variable) => variable.type === type && !(assignable && variable.fixed === true),
    );
    return fitting.length === 0 ? undefined : choices.among(fitting).name;
  }
}

/** Writes an expression of a type; `Write` of another type for its parts. */
export type Write = (type: Type, scope: Scope) => string;

/** A way to write an expression, from its parts. Undefined where the scope has not what it needs. */
export type Way = (choices: Choices, scope: Scope, write: Write) => string | undefined;
