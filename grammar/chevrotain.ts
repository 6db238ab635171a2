import type * as Chevrotain from 'chevrotain';

/**
 * Chevrotain as the one file that its package has for browsers. The modules that the package names import some 650
 * others, and to load those takes a process longer than to read, check and link a policy.
 */
const bundle = new URL('../chevrotain.mjs', import.meta.resolve('chevrotain'));

export const { createToken, createTokenInstance, EmbeddedActionsParser, Lexer } = (await import(
  bundle.href
)) as typeof Chevrotain;
