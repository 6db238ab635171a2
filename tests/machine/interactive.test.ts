import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { compileUnit } from '../../src/language/compile/compile.ts';
import { createSession } from '../../src/language/session.ts';
import type { Core } from '../../src/machine/code.ts';
import { createInteractive } from '../../src/machine/interactive.ts';
import { emptyView } from '../../src/machine/view.ts';
import { budget, library, libraryProgram } from './scheme.ts';

/** What each datum of a text answers: a written value, `;` and what it displayed, or `!` and why it failed. */
function converse(text: string): string[] {
  const session = createSession(library);
  const machine = createInteractive(libraryProgram(), compileUnit, emptyView, budget);
  const said: string[] = [];
  for (const datum of parse(text, 'repl').data) {
    for (const step of session.expand(datum).steps) {
      const { trace, result } =
        step.kind === 'definition'
          ? machine.define(step.definition.name, step.definition.core, step.definition.positions)
          : machine.evaluate(step.core, step.positions);
      if (trace !== '') said.push(`; ${trace}`);
      if (!result.ok) said.push(`! ${result.error.message}`);
      else if (result.value !== null) said.push(result.value);
    }
  }
  return said;
}

describe('a conversation', () => {
  it('answers expressions as write shows them, and nothing where there is nothing', () => {
    expect(converse(`(+ 1 2) "text" (if #f #f) (list 'a #\\b 2.0)`)).toEqual([
      '3',
      '"text"',
      '(a #\\b 2.0)',
    ]);
  });

  it('says something of whatever is raised', () => {
    expect(converse(`(raise (values)) (error "") (raise 'gone')`)).toEqual([
      '! what was raised has no text',
      '! what was raised has no text',
      '! gone',
    ]);
  });

  it('keeps definitions, which may be made again and assigned', () => {
    expect(converse(`(define x 1) (define (get) x) (set! x 5) (get) (define x 7) (get)`)).toEqual([
      '5',
      '7',
    ]);
  });

  it('lets a procedure speak of a name that comes later', () => {
    expect(converse(`(define (f) (g)) (f) (define (g) 'there) (f)`)).toEqual([
      '! g is used before its definition',
      'there',
    ]);
  });

  it('goes on after an error, and shows what was displayed before it', () => {
    expect(converse(`(begin (display "before") (car 1)) (+ 1 1)`)).toEqual([
      '; before',
      '! car: expected a pair, but got 1',
      '2',
    ]);
  });

  it('changes the meaning of a name of the program for itself alone', () => {
    const machine = createInteractive(libraryProgram(), compileUnit, emptyView, budget);
    const raise: Core = ['call', ['global', 'raise'], ['const', ['y', 'gone']]];
    machine.evaluate(['set-global', 'raise', ['lambda', [0], null, ['const', 'mine']]]);
    expect(machine.evaluate(raise).result).toMatchObject({ value: '"mine"' });
    // `error` is the library's own, and so is the `raise` that it calls.
    expect(machine.evaluate(['call', ['global', 'error'], ['const', 'no']]).result).toMatchObject({
      ok: false,
    });
    const other = createInteractive(libraryProgram(), compileUnit, emptyView, budget);
    expect(other.evaluate(raise).result).toMatchObject({ ok: false, error: { message: 'gone' } });
  });

  it('has no effects', () => {
    expect(converse(`(guard (e (#t (condition-kind e))) (ask 'q))`)).toEqual([
      'effect-in-pure-code',
    ]);
  });
});
