import { describe, expect, it } from 'vitest';
import { findingOf, policyOf } from './policies.ts';
import { Run } from './run.ts';

const reviews = `(define-net sample "Two reviews at once." (applies-to (type sample))
  (place start "Written down" (tokens 1)) (place s) (place c) (place sd) (place cd) (place end (final))
  (transition submit   (in start) (out s c) (by writer))
  (transition security (in s) (out sd) (by reader) (due "2d"))
  (transition code     (in c) (out cd) (by keeper))
  (transition rethink  (in s c) (out start) (by writer))
  (transition approve  (in sd cd) (out end)))`;

describe('a net', () => {
  it('waits for every transition that its marking enables; marked places are phases', () => {
    const run = new Run(reviews);
    expect(run.said()).toEqual(['+ (start "Written down")', 'submit']);
    expect(run.answer('submit', null).said()).toEqual([
      '- (start)',
      '+ (s "S")',
      '+ (c "C")',
      'security',
      'code',
      'rethink',
    ]);
  });

  it('withdraws what is enabled no more, and keeps what still is', () => {
    const run = new Run(reviews).answer('submit', null);
    run.said();
    expect(run.answer('security', null).said()).toEqual(['- (s)', '+ (sd "Sd")', 'withdrawn']);
    expect([...run.open.keys()]).toEqual(['code']);
  });

  it('fires by itself what nobody waits for, and ends with a token in a final place', () => {
    const run = new Run(reviews).answer('submit', null).answer('code', null);
    run.answer('security', null);
    expect(run.said().slice(-4)).toEqual(['+ (sd "Sd")', '- (sd)', '- (cd)', '+ (end "End")']);
    expect(run.outcome).toMatchObject({ kind: 'exited' });
  });

  it('goes round as often as its marking does', () => {
    const run = new Run(reviews);
    for (let round = 0; round < 3; round += 1) run.answer('submit', null).answer('rethink', null);
    expect([...run.open.keys()]).toEqual(['submit']);
  });

  it('counts tokens by the weights of its arcs, and empties what a transition resets', () => {
    const text = `(define-net sample
      (place start (tokens 1)) (place left) (place done) (place end (final shipped)) (place off (final dropped))
      (transition split (in start) (out (left 3)) (by writer))
      (transition make (in left) (out done) (by writer))
      (transition ship (in (done 3)) (out end) (by reader))
      (transition stop (in done) (resets left done) (out off) (by keeper)))`;
    const made = new Run(text).answer('split', null);
    for (let count = 0; count < 2; count += 1) made.answer('make', null);
    expect([...made.open.keys()]).toEqual(['stop', 'make']);
    made.answer('make', null);
    expect([...made.open.keys()]).toEqual(['stop', 'ship']);
    expect(made.answer('ship', null).outcome).toMatchObject({
      value: ['l', ['y', 'close'], ['y', 'shipped']],
    });
    const stopped = new Run(text).answer('split', null).answer('make', null).answer('stop', null);
    expect(stopped.outcome).toMatchObject({ value: ['l', ['y', 'close'], ['y', 'dropped']] });
  });

  it('lets a time run on while others fire', () => {
    const text = `(define-net sample
      (place start (tokens 1)) (place work) (place clock) (place end (final)) (place late (final expired))
      (transition begin (in start) (out work clock) (by writer))
      (transition pass (in work) (out work) (by writer))
      (transition finish (in work clock) (out end) (by reader))
      (transition lapse (in work clock) (out late) (after "3d")))`;
    const run = new Run(text).answer('begin', null);
    const timer = run.open.get('sleep')!.id;
    run.answer('pass', null).answer('pass', null);
    expect(run.open.get('sleep')!.id).toBe(timer);
    expect(run.answer('sleep', true).outcome).toMatchObject({
      value: ['l', ['y', 'close'], ['y', 'expired']],
    });
  });

  it('is known as it was drawn', () => {
    const [definition] = policyOf(reviews).definitions.workflows;
    expect(definition?.net?.places.map(({ name }) => name)).toEqual([
      'start',
      's',
      'c',
      'sd',
      'cd',
      'end',
    ]);
    expect(definition?.net?.transitions[4]).toMatchObject({
      name: 'approve',
      in: [
        { place: 'sd', weight: 1 },
        { place: 'cd', weight: 1 },
      ],
      out: [{ place: 'end', weight: 1 }],
    });
    expect(definition?.requests.map(({ name }) => name)).toEqual([
      'submit',
      'security',
      'code',
      'rethink',
    ]);
  });
});

describe('the parts of a net are checked', () => {
  const around = (parts: string): string =>
    `(define-net sample (place a (tokens 1)) (place b (final)) (transition go (in a) (out b) (by writer)) ${parts})`;
  it.each([
    ['(plaice c)', 'unknown-clause', 'plaice'],
    ['(place a)', 'defined-twice', '(place a)'],
    [
      '(transition go (in a) (out b) (by reader))',
      'defined-twice',
      '(transition go (in a) (out b) (by reader))',
    ],
    ['(transition two (in aa) (out b) (by reader))', 'unknown-state', 'aa'],
    [
      '(transition two (out b) (by reader))',
      'missing-clause',
      '(transition two (out b) (by reader))',
    ],
    ['(transition two (in (a 0)) (out b) (by reader))', 'bad-clause', '0'],
    ['(transition two (in (a)) (out b) (by reader))', 'bad-clause', '(a)'],
    [
      '(transition two (in b) (out a) (by reader))',
      'bad-clause',
      '(transition two (in b) (out a) (by reader))',
    ],
    [
      '(transition two (in a) (out b) (by reader) (after "1d"))',
      'bad-clause',
      '(transition two (in a) (out b) (by reader) (after "1d"))',
    ],
    ['(transition two (in a) (out b) (due "1d"))', 'bad-clause', '(due "1d")'],
    ['(transition two (in a) (out b) (by raeder))', 'unknown-role', 'raeder'],
    ['(place c (tokens x))', 'bad-clause', 'x'],
  ])('%s', (parts, code, at) => {
    expect(findingOf(around(parts))).toMatchObject({ code, at });
  });

  it.each([
    '(define-net sample (place a) (place b (final)) (transition go (in a) (out b) (by writer)))',
    '(define-net sample (place a (tokens 1)) (place b) (transition go (in a) (out b) (by writer)))',
  ])('%s', (text) => {
    expect(findingOf(text)).toMatchObject({ code: 'missing-clause' });
  });
});
