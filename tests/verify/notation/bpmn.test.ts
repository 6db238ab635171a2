import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
import { netBuilder } from '../../../src/verify/net/net.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { bpmnOf } from '../../../src/verify/notation/bpmn-write.ts';
import { readNet } from '../../../src/verify/notation/read.ts';
import { mutated, Picks, picks, soundNet } from '../net/random-nets.ts';
import { bpmn, bytes, net, wrong } from './processes.ts';

describe('BPMN', () => {
  test('tasks, choices and branches that are joined as they were split are sound', () => {
    expect(
      wrong(
        'start s',
        'userTask a',
        'xor x',
        'serviceTask b',
        'scriptTask c',
        'xor y',
        'and f',
        'task d',
        'manualTask e',
        'and j',
        'end z',
        's > a > x > b > y > f > d > j > z',
        'x > c > y',
        'f > e > j',
        'y > a',
      ),
    ).toEqual([]);
  });

  test('a choice that a parallel join waits for is a deadlock', () => {
    expect(
      wrong(
        'start s',
        'xor x',
        'task a',
        'task b',
        'and j',
        'end z',
        's > x > a > j > z',
        'x > b > j',
      ),
    ).toEqual([['deadlock', 's', 'f2', 'a'], ['dead-transition'], ['dead-transition']]);
  });

  test('branches that a choice merges end twice', () => {
    expect(
      wrong(
        'start s',
        'and f',
        'task a',
        'task b',
        'xor m',
        'end z',
        's > f > a > m > z',
        'f > b > m',
      )[0]?.[0],
    ).toBe('improper-completion');
  });

  test('branches may end at ends of their own', () => {
    expect(
      wrong('start s', 'and f', 'task a', 'task b', 'end y', 'end z', 's > f > a > y', 'f > b > z'),
    ).toEqual([]);
  });

  test('an end that terminates leaves nothing running', () => {
    const lines = [
      'start s',
      'and f',
      'task a',
      'task b',
      'and j',
      'xor x',
      's > f > a > x > j',
      'f > b > j',
      'end z',
      'j > z',
      'x > t',
    ];
    expect(wrong(...lines, 'end t +terminate')).toEqual([]);
    expect(wrong(...lines, 'end t').map(([code]) => code)).toContain('deadlock');
  });

  test('the event at the boundary of a sub-process cancels all inside', () => {
    const inside = [
      'start i',
      'and f',
      'task a',
      'task b',
      'and j',
      'end k',
      'i > f > a > j > k',
      'f > b > j',
    ];
    const around = ['start s', 'end z', 's > u > z'];
    const boundary = 'boundaryEvent w attachedToRef="u" +timer';
    expect(
      wrong(...around, 'sub u {', ...inside, '}', boundary, 'task late', 'end y', 'w > late > y'),
    ).toEqual([]);
  });

  test('the event at the boundary of a task goes another way', () => {
    expect(
      wrong(
        'start s',
        'task a',
        'boundaryEvent w attachedToRef="a" cancelActivity="true" +message',
        'xor m',
        'end z',
        's > a > m > z',
        'w > m',
      ),
    ).toEqual([]);
  });

  test('an error inside is caught by the nearest boundary that names it, and else ends the process', () => {
    const outer = ['start s', 'end z', 's > o > z'];
    const lines = (caught: string): readonly string[] => [
      ...outer,
      'sub o {',
      'start p',
      'end q',
      'p > u > q',
      'sub u {',
      'start i',
      'and f',
      'task a',
      'end e +error=bad',
      'task b',
      'and j',
      'end k',
      'xor x',
      'i > f > a > x > e',
      'x > j > k',
      'f > b > j',
      '}',
      '}',
      `boundaryEvent w attachedToRef="o" +error${caught}`,
      'end y',
      'w > y',
    ];
    expect(wrong(...lines('=bad'))).toEqual([]);
    expect(wrong(...lines(''))).toEqual([]);
    const uncaught = net(...lines('=other'));
    expect(decideSoundness(uncaught, defaultLimits).sound).toBe(true);
    expect(uncaught.final.map((place) => uncaught.places[place]!.source)).toContain('e');
  });

  test('an inclusive join waits for the branches that were chosen', () => {
    const lines = [
      'start s',
      'task a',
      'task b',
      'task c',
      'end z',
      's > o > a > m > z',
      'o > b > m',
      'o > c > m',
    ];
    expect(wrong('or o default="f2"', 'or m', ...lines)).toEqual([]);
    expect(wrong('or o', 'or m', ...lines)).toEqual([]);
    expect(
      net('or o', 'or m', ...lines).transitions.filter(({ source }) => source === 'o'),
    ).toHaveLength(7);
  });

  test('events after an event-based gateway, links, and several starts are read', () => {
    expect(
      wrong(
        'start s +message',
        'start t +timer',
        'xor m',
        'eventBasedGateway g',
        'intermediateCatchEvent a +message',
        'receiveTask b',
        'intermediateThrowEvent l +link=away',
        'intermediateCatchEvent c +link=away',
        'xor n',
        'end z',
        's > m > g > a > n > z',
        't > m',
        'g > b > l',
        'c > n',
      ),
    ).toEqual([]);
  });

  test('without start and end events all begins that nothing leads to, and ends that leads nowhere', () => {
    expect(wrong('task a', 'task b', 'task c', 'a > c')).toEqual([]);
  });

  test('what nothing leads to is on no path', () => {
    const codes = wrong('start s', 'end z', 's > z', 'task lost', 'end y', 'lost > y').map(
      ([code]) => code,
    );
    expect(codes).toContain('not-a-workflow-net');
  });
});

describe('BPMN that no net says', () => {
  test.each([
    ['complexGateway c', 'complexGateway c (line 3)'],
    ['adHocSubProcess c', 'adHocSubProcess c'],
    ['sub c triggeredByEvent="true"', 'the event sub-process c'],
    [
      'boundaryEvent c attachedToRef="a" cancelActivity="false" +timer',
      'the non-interrupting event c',
    ],
    ['boundaryEvent c attachedToRef="a" +compensate', 'the compensation of a'],
    ['eventBasedGateway c eventGatewayType="Parallel"', 'the parallel event-based gateway c'],
    ['sub c triggeredByEvent="1"', 'the event sub-process c'],
    ['boundaryEvent c attachedToRef="a" cancelActivity="0" +timer', 'the non-interrupting event c'],
    ['task c isForCompensation="true"', 'the compensation by c'],
    ['task c startQuantity="2"', 'the startQuantity 2 of c'],
    ['task c completionQuantity="3"', 'the completionQuantity 3 of c'],
  ])('%s is named', (line, named) => {
    const read = readNet(bytes(bpmn('task a', line)));
    expect(read).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    expect(read.ok ? '' : read.error.message).toContain(named);
  });

  test('an inclusive join is named where it joins what no inclusive gateway parted', () => {
    const read = readNet(
      bytes(
        bpmn(
          'start s',
          'or o',
          'task a',
          'task b',
          'task c',
          'or m',
          'end z',
          'end y',
          's > o > a > m > z',
          'o > b > m',
          'o > c > y',
        ),
      ),
    );
    expect(read.ok ? '' : read.error.message).toContain(
      'the inclusive gateway m, which is not structured',
    );
  });

  test('more branches than every choice of can be told are named', () => {
    const branches = Array.from({ length: 9 }, (_, at) => [`task a${at}`, `o > a${at} > m`]).flat();
    const read = readNet(
      bytes(bpmn('start s', 'or o', 'xor m', 'end z', 's > o', 'm > z', ...branches)),
    );
    expect(read.ok ? '' : read.error.message).toContain('o, with more than 8 branches');
  });

  test.each([
    ['a > b', 'a flow names b'],
    ['task a', 'two elements have the identifier a'],
    ['boundaryEvent w attachedToRef="x" +timer', 'w is attached to no activity'],
  ])('%s contradicts the rest', (line, message) => {
    const read = readNet(bytes(bpmn('task a', line)));
    expect(read).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect(read.ok ? '' : read.error.message).toContain(message);
  });

  test('no process, or several, are refused', () => {
    const none = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>';
    expect(readNet(bytes(none))).toMatchObject({ ok: false, error: { code: 'malformed' } });
    const two = bpmn('task a').replace(
      '</b:definitions>',
      '<b:process id="q"><b:task id="x"/></b:process></b:definitions>',
    );
    expect(readNet(bytes(two))).toMatchObject({ ok: false, error: { code: 'unsupported' } });
  });
});

describe('nets as BPMN', () => {
  const family = { parallel: true, choice: true, entangled: false, cancellation: false };
  /** A join becomes a merge, or a fork a choice, which leaves the net free-choice. */
  const gateways = fc
    .tuple(fc.nat(999), fc.nat(999), fc.integer({ min: 8, max: 10 }))
    .map((choices) => [...choices]);

  test('a free-choice net comes back as sound or unsound as it was', () => {
    const seen = { sound: 0, unsound: 0 };
    fc.assert(
      fc.property(picks(30), gateways, fc.boolean(), (numbers, choices, isMutated) => {
        const made = soundNet(numbers, family);
        const drawn = isMutated ? mutated(made, new Picks(choices)) : made;
        const text = bpmnOf(drawn, 'a net');
        if (!text.ok) return;
        const read = readNet(bytes(text.value));
        if (!read.ok) throw new Error(read.error.message);
        const { sound } = decideSoundness(drawn, defaultLimits);
        expect(decideSoundness(read.value, defaultLimits).sound).toBe(sound);
        seen[sound === true ? 'sound' : 'unsound'] += 1;
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(Math.min(seen.sound, seen.unsound)).toBeGreaterThan(10);
  });

  test('tasks keep their names and identifiers', () => {
    const text = bpmnOf(soundNet([3, 0, 1, 1]), 'order');
    expect(text.ok && text.value).toContain('<task id="t1" name="t1"/>');
  });

  test('what no element says is named, all of it', () => {
    const builder = netBuilder();
    const [start, p, q, end] = ['start', 'p', 'q', 'end'].map((name) =>
      builder.place(name, name, name === 'start' ? 2 : 0),
    );
    builder.transition('split', 'split', [start!], [p!, q!, q!]);
    builder.transition('both', 'both', [p!, q!], [end!]);
    builder.transition('one', 'one', [p!], [end!], [q!]);
    expect(bpmnOf(builder.build([end!]), 'x')).toEqual({
      ok: false,
      error: [
        'a start of other than one token',
        'the weights of split',
        'the choice of both, which depends on other places',
        'the reset arcs of one',
        'the choice of one, which depends on other places',
      ],
    });
  });
});
