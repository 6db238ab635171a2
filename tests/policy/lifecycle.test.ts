import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, policyOf } from './policies.ts';

const lifecycle = (parts: string): string => `(define-lifecycle house "A house." ${parts})`;
const sound = `
  (initial plan)
  (state plan "Being planned" (due "3d") (escalate keeper))
  (state built (final completed))
  (state dropped "Dropped" (final cancelled))
  (transition build (from plan) (to built) (by writer) (accepts #t))
  (transition drop (from plan) (to dropped) (by reader))
  (transition fade (from plan) (to dropped) (after "30d"))`;

describe('a lifecycle', () => {
  it('hands over what its author drew', () => {
    const [workflow] = policyOf(lifecycle(sound)).definitions.workflows;
    expect(workflow).toMatchObject({
      name: 'house',
      doc: 'A house.',
      identifier: 'slug',
      appliesTo: { types: null, when: null },
      lifecycle: {
        initial: 'plan',
        states: [
          { name: 'plan', label: 'Being planned', final: null },
          { name: 'built', label: 'Built', final: 'completed' },
          { name: 'dropped', label: 'Dropped', final: 'cancelled' },
        ],
        transitions: [
          { name: 'build', from: ['plan'], to: 'built' },
          { name: 'drop', from: ['plan'], to: 'dropped' },
          { name: 'fade', from: ['plan'], to: 'dropped' },
        ],
      },
    });
    expect(workflow?.phases.map(({ name }) => name).sort()).toEqual(['built', 'dropped', 'plan']);
    expect(workflow?.requests.map(({ name }) => name)).toEqual(['build', 'drop']);
  });

  it('may apply to types and have identifiers of its own', () => {
    const text = lifecycle(`(applies-to (type small)) (identifier "H-{date}-{n:3}") ${sound}`);
    expect(policyOf(text).definitions.workflows[0]).toMatchObject({
      identifier: 'H-{date}-{n:3}',
      appliesTo: { types: ['small'] },
    });
  });

  it('has the states that its transitions name', () => {
    const text = lifecycle(sound.replace('(to built)', '(to bilt)'));
    expect(findingOf(text)).toMatchObject({
      code: 'unknown-state',
      at: 'bilt',
      help: 'did you mean `built`?',
    });
  });

  it('has no state that no path reaches', () => {
    expect(findingOf(lifecycle(`${sound} (state attic (final x))`))).toMatchObject({
      code: 'unreachable',
      at: '(state attic (final x))',
    });
  });

  it('has a way out of every state', () => {
    const text = `${sound} (state lost) (transition lose (from plan) (to lost) (by keeper))`;
    expect(findingOf(lifecycle(text))).toMatchObject({ code: 'no-way-out', at: '(state lost)' });
  });

  it('has no states that lead round for ever', () => {
    const text = `${sound} (state a) (state b)
      (transition enter (from plan) (to a) (by keeper))
      (transition on (from a) (to b) (by keeper)) (transition back (from b) (to a) (by keeper))`;
    expect(codesOf(lifecycle(text))).toEqual(['no-way-out', 'no-way-out']);
  });

  it('says of each transition who or what makes it', () => {
    expect(findingOf(lifecycle(sound.replace(' (by reader)', ''))).code).toBe('missing-clause');
    expect(
      findingOf(lifecycle(sound.replace('(by reader)', '(by reader) (after "1d")'))).code,
    ).toBe('missing-clause');
  });

  it('has one transition of a name out of a state', () => {
    const text = `${sound} (transition drop (from plan) (to built) (by writer))`;
    expect(findingOf(lifecycle(text)).code).toBe('duplicate-request');
  });

  it('is left by nothing once it is final', () => {
    const text = `${sound} (transition again (from built) (to plan) (by writer))`;
    expect(findingOf(lifecycle(text)).code).toBe('bad-clause');
  });

  it('defines each state once', () => {
    expect(findingOf(lifecycle(`${sound} (state plan)`)).code).toBe('defined-twice');
  });

  it('starts somewhere', () => {
    expect(codesOf(lifecycle('(state a (final x))'))).toEqual(['missing-clause']);
  });
});
