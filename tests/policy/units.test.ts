import { describe, expect, it } from 'vitest';
import { call } from '../../src/machine/run.ts';
import { emptyView } from '../../src/machine/view.ts';
import type { Policy } from '../../src/policy/definitions.ts';
import { newLinker, policyProgram } from '../../src/policy/program.ts';
import { policyOf } from './policies.ts';

const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 1 };
const text = `
  (define (twice x) (* 2 x))
  (define-workflow sample (phase work (task build (by writer) (instructions (number->string (twice 4))))))
  (define-rule heavy (when (> (twice 3) (fact 'conflicts 0))) (then (require reader)))`;

const own = ({ roots }: Policy): Policy['roots'] =>
  Object.fromEntries(Object.entries(roots).filter(([name]) => /twice|sample|heavy/.test(name)));

describe('the units of a policy', () => {
  it('are the same after an edit of comments, layout and names of locals', () => {
    const edited = text
      .replace('(twice x) (* 2 x)', '; doubles\\n (twice number)\\n   (* 2 number)')
      .replaceAll('\\n', '\n');
    expect(policyOf(edited).id).not.toBe(policyOf(text).id);
    expect(own(policyOf(edited))).toEqual(own(policyOf(text)));
  });

  it('change with what they say, and with what they use', () => {
    const edited = own(policyOf(text.replace('(* 2 x)', '(* 3 x)')));
    const before = own(policyOf(text));
    const changed = Object.keys(before).filter((name) => before[name] !== edited[name]);
    expect(changed.sort()).toEqual(['%heavy:when', 'sample', 'twice']);
  });

  it('stay as they are when the catalogue grows, except for what asks it', () => {
    const before = own(policyOf(text));
    expect(own(policyOf(`${text} (define-system ledger (owner reader))`))).toEqual(before);
  });

  it('run without the files that they came from, also beside other policies of one linker', () => {
    const bare = JSON.parse(
      JSON.stringify({ ...policyOf(text), files: [], positions: {} }),
    ) as Policy;
    const linker = newLinker();
    policyProgram(policyOf(text.replace('(* 2 x)', '(* 3 x)')), linker);
    const program = policyProgram(bare, linker);
    expect(call(program, 'twice', [21], emptyView, budget)).toMatchObject({
      ok: true,
      value: { value: 42 },
    });
    expect(call(program, '%heavy:when', [], emptyView, budget)).toMatchObject({
      ok: true,
      value: { value: true },
    });
    expect(call(program, '%heavy:require', [], emptyView, budget)).toMatchObject({
      ok: true,
      value: { value: ['l', ['y', 'reader']] },
    });
  });
});
