import type { z } from 'zod';
import type { Permission, Principal } from '../access/principal.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Result } from '../core/result.ts';
import type { Engine } from '../engine/api.ts';
import { flawText } from './flaw-text.ts';
import type { Reading } from './reading.ts';
import type { Services } from './services.ts';

/** What an operation answers: one value, a text made elsewhere, or lines that are too many for memory. */
export type Answer =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      /** The path of what was made. */
      readonly created?: string;
      /** The version of the change answered, for `If-Match`. */
      readonly version?: number;
    }
  | { readonly kind: 'text'; readonly media: string; readonly text: string; readonly file?: string }
  | { readonly kind: 'lines'; readonly media: string; readonly lines: AsyncIterable<string> };

export type Outcome = Result<Answer, Refusal>;

/** Who calls, with what to answer from. */
export interface Call {
  /** What the operation needs; asked again of rules that look at the change, once it is loaded. */
  readonly permission: Permission | null;
  readonly principal: Principal;
  readonly services: Omit<Services, 'engine'> & { readonly engine: Omit<Engine, keyof Reading> };
  /** The way to what changes say: it asks whether the caller may read them. */
  readonly changes: Reading;
}

export interface Rest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** `{name}` stands for the input of that name. */
  readonly path: string;
  /** Where an answer is something made. */
  readonly status?: 201;
}

export interface CommandLine {
  /** The words after the program's name. */
  readonly command: string;
  /** Inputs given by position, in order; the others are flags. */
  readonly positional: readonly string[];
  readonly example: string;
}

export interface Hints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface Tool {
  readonly tool: string;
  /** Inputs that only choose another form of the answer, which a tool does not have. */
  readonly without?: readonly string[];
  /** What a tool takes for inputs that are left out, where other faces can bear more: an agent has all that it is told. */
  readonly defaults?: { readonly [input: string]: string | number | boolean };
  readonly hints: Hints;
}

interface Described {
  readonly name: string;
  readonly title: string;
  /** What it does and what it does not do, in a sentence or two; `{name}` is an operation, as each face calls it. */
  readonly description: string;
  readonly kind: 'query' | 'command';
  /** Asked of the policy before the handler runs; null where whoever reaches the server may ask. */
  readonly permission: Permission | null;
  /**
   * That nothing which the operation does is about a change: rules with a condition are asked before the handler runs,
   * of the caller alone. Else they are asked of each change.
   */
  readonly changeless?: true;
  readonly rest: Rest;
  readonly cli: CommandLine | null;
  readonly mcp: Tool | null;
}

interface Specification<Input extends z.ZodObject, Output extends z.ZodType> extends Described {
  readonly input: Input;
  readonly output: Output;
  readonly handle: (call: Call, input: z.output<Input>) => Promise<Result<Answer, Refusal>>;
}

/** An operation as every face sees it: described once, with its types closed over. */
export interface Operation extends Described {
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  /** Input in, or every way in which it is wrong; the returned function runs the handler. */
  readonly accept: (input: unknown) => Result<(call: Call) => Promise<Outcome>, z.ZodError>;
}

export function define<Input extends z.ZodObject, Output extends z.ZodType>(
  specification: Specification<Input, Output>,
): Operation {
  const { handle, input, ...described } = specification;
  return {
    ...described,
    input,
    accept: (raw) => {
      const parsed = input.safeParse(raw, { error: flawText });
      if (!parsed.success) return { ok: false, error: parsed.error };
      return { ok: true, value: (call) => handle(call, parsed.data) };
    },
  };
}

/** Hints of tools that only read. */
export const reading: Hints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Hints of tools that add to the record; what they write can be answered by further records only. */
export const writing: Hints = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: false,
};

/** Hints of tools whose effect ends or overrides something. */
export const deciding: Hints = { ...writing, destructiveHint: true };
