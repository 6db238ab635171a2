import { describe, expect, test } from 'vitest';
import { readNet } from '../../../src/verify/notation/read.ts';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { bpmn, bytes, wrong } from './processes.ts';

const codes = (...lines: readonly string[]): readonly unknown[] =>
  wrong(...lines).map(([code]) => code);

describe('a sub-process is done when its last token is', () => {
  const around = ['start s', 'end z', 's > u > z'];
  const fork = ['start i', 'and f', 'task a', 'task b', 'i > f > a', 'f > b'];

  test('its branches may end beside each other', () => {
    expect(wrong(...around, 'sub u {', ...fork, 'end k', 'end l', 'a > k', 'b > l', '}')).toEqual(
      [],
    );
    expect(wrong(...around, 'sub u {', 'task a', 'task b', '}')).toEqual([]);
  });

  test('it goes on once, however many branches have ended', () => {
    const lines = ['sub u {', ...fork, 'end k', 'end l', 'a > k', 'b > l', '}', 'end y', 'u > y'];
    expect(wrong(...around, ...lines)).toEqual([]);
  });

  test('an end that two branches reach is told, as it is of a process', () => {
    expect(codes(...around, 'sub u {', ...fork, 'end k', 'a > k', 'b > k', '}')).toContain(
      'deadlock',
    );
  });

  test('what is stuck inside holds it up, though another branch has ended', () => {
    const stuck = ['and j', 'task c', 'c > j', 'end k', 'end l', 'a > k', 'b > j > l'];
    expect(codes(...around, 'sub u {', ...fork, ...stuck, '}')).toContain('deadlock');
    const rescued = ['boundaryEvent w attachedToRef="u" +timer', 'end y +terminate', 'w > y'];
    expect(codes(...around, 'sub u {', ...fork, ...stuck, '}', ...rescued)).toContain(
      'dead-transition',
    );
  });

  test('an error beside an end always comes before what the sub-process leads to', () => {
    const lines = ['sub u {', ...fork, 'end k', 'end e +error=bad', 'a > k', 'b > e', '}'];
    expect(codes(...around, ...lines)).toContain('dead-transition');
    const perhaps = ['xor x', 'end l', 'b > x > e', 'x > l'];
    const either = ['sub u {', ...fork, 'end k', 'end e +error=bad', 'a > k', ...perhaps, '}'];
    expect(wrong(...around, ...either)).toEqual([]);
  });

  test('an end that terminates ends all branches of it, and those of one inside', () => {
    const inner = ['sub v {', 'start p', 'and g', 'end q', 'end r', 'p > g > q', 'g > r', '}'];
    const lines = [
      ...fork.slice(0, -2),
      ...inner,
      'end k +terminate',
      'end l',
      'i > f > a > k',
      'f > v > b > l',
    ];
    expect(wrong(...around, 'sub u {', ...lines, '}')).toEqual([]);
  });

  test('the event at its boundary cancels all branches', () => {
    const lines = ['sub u {', ...fork, 'end k', 'end l', 'a > k', 'b > l', '}'];
    const boundary = ['boundaryEvent w attachedToRef="u" +timer', 'xor m', 'w > m'];
    expect(wrong('start s', 'end z', 's > u > m > z', ...lines, ...boundary)).toEqual([]);
  });
});

describe('what may be taken together', () => {
  test('branches of an inclusive gateway that are merged are ended twice, and may end beside each other', () => {
    const split = ['start s', 'or o', 'task a', 'task b', 's > o > a', 'o > b'];
    expect(codes(...split, 'xor m', 'end z', 'a > m > z', 'b > m')).toContain(
      'improper-completion',
    );
    expect(codes(...split, 'and m', 'end z', 'a > m > z', 'b > m')).toContain('deadlock');
    expect(wrong(...split, 'end z', 'end y', 'a > z', 'b > y')).toEqual([]);
  });

  /** A task with a flow that is always taken or the default, and one or two that have a condition. */
  const conditional = (isDefault: boolean, join: string): string => {
    const flow = (id: string, to: string): string =>
      `<b:sequenceFlow id="${id}" sourceRef="a" targetRef="${to}"><b:conditionExpression>x</b:conditionExpression></b:sequenceFlow>`;
    const attribute = isDefault ? ' default="f2"' : '';
    return bpmn(
      'start s',
      `task a${attribute}`,
      'task b',
      'task c',
      `${join} m`,
      'end z',
      's > a > b > m > z',
      'c > m',
    ).replace('</b:process>', `${flow('g', 'c')}</b:process>`);
  };
  const verdict = (text: string): unknown => {
    const read = readNet(bytes(text));
    if (!read.ok) throw new Error(read.error.message);
    return decideSoundness(read.value, defaultLimits).sound;
  };

  test('a flow with a condition out of a task is taken or not, and the default where none is', () => {
    expect(verdict(conditional(true, 'xor'))).toBe(true);
    expect(verdict(conditional(false, 'xor'))).toBe(false);
    expect(verdict(conditional(true, 'and'))).toBe(false);
    expect(verdict(conditional(false, 'and'))).toBe(false);
  });
});

describe('BPMN as tools write it', () => {
  test('flows need no identifier', () => {
    const text = bpmn('start s', 'task a', 'end z', 's > a > z').replaceAll(/ id="f\d"/g, '');
    const read = readNet(bytes(text));
    expect(read.ok && read.value.places.map(({ source }) => source)).toContain('s → a');
  });

  test('references may have the prefix of the document, and definitions may stand in its root', () => {
    const text = bpmn(
      'start s',
      'and f',
      'task a',
      'task b',
      'end z',
      'end y',
      's > f > a > z',
      'f > b > y',
      'boundaryEvent w attachedToRef="b" +timer',
      'w > a',
    )
      .replace('attachedToRef="b"', 'attachedToRef="t:b"')
      .replace(
        '<b:endEvent id="y">',
        '<b:endEvent id="y"><b:eventDefinitionRef>t:all</b:eventDefinitionRef>',
      )
      .replace('</b:definitions>', '<b:terminateEventDefinition id="all"/></b:definitions>');
    const read = readNet(bytes(text));
    expect(
      read.ok && read.value.transitions.find(({ source }) => source === 'y')?.resets,
    ).not.toEqual([]);
  });

  test('links without a name are paired by their events', () => {
    const link = (kind: string, id: string, name: string): string =>
      `intermediate${kind}Event ${id} name="${name}" +link`;
    expect(
      wrong(
        'start s',
        'xor x',
        'end z',
        'end y',
        's > x > p',
        'x > q',
        link('Throw', 'p', 'left'),
        link('Throw', 'q', 'right'),
        link('Catch', 'c', 'left'),
        link('Catch', 'd', 'right'),
        'c > z',
        'd > y',
      ),
    ).toEqual([]);
  });

  test('what instantiates begins the process beside its start events', () => {
    expect(
      wrong('start s', 'receiveTask r instantiate="true"', 'xor m', 'end z', 's > m > z', 'r > m'),
    ).toEqual([]);
  });

  test('a pool that is drawn as a box is passed over', () => {
    const text = bpmn('start s', 'end z', 's > z').replace(
      '</b:definitions>',
      '<b:process id="q"><b:laneSet id="l"/></b:process></b:definitions>',
    );
    expect(readNet(bytes(text)).ok).toBe(true);
  });
});
