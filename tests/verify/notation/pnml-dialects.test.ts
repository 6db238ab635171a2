import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
import type { Net } from '../../../src/verify/net/net.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { bpmnOf } from '../../../src/verify/notation/bpmn-write.ts';
import { pnmlOf } from '../../../src/verify/notation/pnml-write.ts';
import { readNet } from '../../../src/verify/notation/read.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(bytes: Uint8Array | string): Net {
  const net = readNet(typeof bytes === 'string' ? utf8(bytes) : bytes);
  if (!net.ok) throw new Error(net.error.message);
  return net.value;
}

function fault(text: string): { readonly code: string; readonly message: string } {
  const net = readNet(utf8(text));
  if (net.ok) throw new Error('it was read');
  return net.error;
}

const isSound = (net: Net): unknown => decideSoundness(net, defaultLimits).sound;

/** Two steps one after the other, with what each node and arc says besides. */
const steps = ({ place = '', transition = '', arc = '', beside = '' }): string => `
  <place id="i"><name><value>i</value></name>${place}</place><place id="m"/><place id="o"/>
  <transition id="a">${transition}</transition><transition id="b"/>
  <arc id="1" source="i" target="a">${arc}</arc><arc id="2" source="a" target="m"/>
  <arc id="3" source="m" target="b"/><arc id="4" source="b" target="o"/>${beside}`;

const document = (content: string, root = ''): string =>
  `<pnml><net id="n" type="P/T net">${content}</net>${root}</pnml>`;

describe('PNML as tools write it', () => {
  test('colours before numbers are read where one colour is used', () => {
    const marked = (text: string): string =>
      document(
        steps({
          place: `<initialMarking><value>${text}</value></initialMarking><capacity><value>0</value></capacity>`,
          transition: '<rate><value>1.0</value></rate><timed><value>false</value></timed>',
          arc: '<inscription><value>Default,1</value></inscription><tagged><value>false</value></tagged><type value="normal"/>',
          beside: '<token id="Default" enabled="true"/><labels x="1" y="2">a note</labels>',
        }),
      );
    for (const text of ['1', 'Default,1', 'Default,1,Red,0', 'Red, 0, Default, 1.0', '+1'])
      expect(isSound(read(marked(text)))).toBe(true);
    expect(fault(marked('Default,1,Red,1'))).toMatchObject({
      code: 'unsupported',
      message:
        '“Default,1,Red,1” gives place i tokens of several colours; place/transition nets are read',
    });
  });

  test('numbers in attributes and empty labels are read', () => {
    const net = read(
      document(
        `<place id="i" initialMarking="1"><initialMarking/></place><place id="k" initialMarking="2"/>
         <transition id="a"/><place id="o"><initialMarking><text/></initialMarking></place>
         <arc id="1" source="i" target="a"><inscription><text></text></inscription></arc>
         <arc id="2" source="a" target="o" weight="3"/>`,
      ),
    );
    expect(net.places.map(({ tokens }) => tokens)).toEqual([0, 2, 0]);
    expect(net.transitions[0]).toMatchObject({
      inputs: [{ place: 0, weight: 1 }],
      outputs: [{ place: 2, weight: 3 }],
    });
  });

  test('final markings are read wherever they stand', () => {
    const final = (place: string): string =>
      `<finalmarkings><marking><place idref="${place}"><text>1</text></place></marking></finalmarkings>`;
    const ends = (net: Net): readonly unknown[] => net.final.map((at) => net.places[at]!.source);
    expect(ends(read(document(`<page id="g">${steps({})}${final('m')}</page>`)))).toEqual(['m']);
    expect(ends(read(document(steps({}), final('m'))))).toEqual(['m']);
  });

  test('several arcs between the same nodes weigh what they weigh together', () => {
    const net = read(document(steps({ beside: '<arc id="5" source="a" target="m"/>' })));
    expect(net.transitions[0]?.outputs).toEqual([{ place: 1, weight: 2 }]);
    expect(isSound(net)).toBe(false);
  });

  test('priorities and capacities that hold nothing up are read', () => {
    const same = '<priority><value>2</value></priority>';
    const text = document(steps({ transition: same })).replace(
      '<transition id="b"/>',
      `<transition id="b">${same}</transition>`,
    );
    expect(isSound(read(text))).toBe(true);
  });

  test('what has the higher of two priorities fires first, and is written so', () => {
    const racing = (priority: string): string =>
      document(`<place id="i"/><place id="p"/><place id="q"/><place id="o"/>
        <transition id="s"/><transition id="a">${priority}</transition><transition id="b"/><transition id="c"/>
        <arc source="i" target="s"/><arc source="s" target="p"/><arc source="s" target="q"/>
        <arc source="p" target="a"/><arc source="a" target="o"/><arc source="q" target="a"/>
        <arc source="p" target="b"/><arc source="b" target="o"/><arc source="q" target="c"/><arc source="c" target="o"/>`);
    const first = read(racing('<priority><value>2</value></priority>'));
    expect(first.transitions.map(({ immediate }) => immediate === true)).toEqual([
      false,
      true,
      false,
      false,
    ]);
    const codes = (net: Net): readonly string[] =>
      decideSoundness(net, defaultLimits).findings.map(({ code }) => code);
    expect(codes(first)).toContain('dead-transition');
    expect(codes(read(racing('')))).not.toContain('dead-transition');
    expect(read(pnmlOf(first, 'x')).transitions).toEqual(first.transitions);
    expect(bpmnOf(first, 'x')).toMatchObject({
      error: expect.arrayContaining(['the precedence of a']) as unknown,
    });
  });

  test('text of two bytes a letter is read with and without a byte order mark, and where it is none', () => {
    const text = `<?xml version="1.0" encoding="UTF-16"?>${document(steps({}))}`;
    const little = Uint8Array.from(Buffer.from(text, 'utf16le'));
    const big = Uint8Array.from(Buffer.from(text, 'utf16le').swap16());
    for (const bytes of [
      little,
      big,
      Uint8Array.of(0xff, 0xfe, ...little),
      Uint8Array.of(0xfe, 0xff, ...big),
      utf8(text),
    ])
      expect(isSound(read(bytes))).toBe(true);
  });

  test.each([
    [steps({ place: '<capacity><text>2</text></capacity>' }), 'the capacity 2 of place i'],
    [
      steps({
        transition: '<priority><value>2</value></priority>',
        beside: '<transition id="c" priority="3"/>',
      }),
      'transition c has a third priority',
    ],
    [steps({ transition: '<guard><text>x</text></guard>' }), 'the guard of transition a'],
    [steps({ transition: '<condition/>' }), 'the condition of transition a'],
    [steps({ transition: '<delay/>' }), 'the time interval of transition a'],
    [steps({ arc: '<hlinscription/>' }), 'the coloured inscription of arc 1'],
    [steps({ beside: '<inhibitorArc id="5" source="m" target="a"/>' }), 'inhibitorArc 5'],
    [steps({ beside: '<transportArc source="m" target="a"/>' }), 'transportArc has no counterpart'],
    [steps({ beside: '<arc id="5" source="m" target="a" type="timed"/>' }), 'an arc of type timed'],
    [steps({ beside: '<page id="s"><net><place id="x"/></net></page>' }), 'a net within a net'],
    [
      steps({ beside: '<finalmarkings><marking><and/></marking></finalmarkings>' }),
      'and in a final marking',
    ],
  ])('%s is refused by name', (content, message) => {
    const found = fault(document(content));
    expect(found.code).toBe('unsupported');
    expect(found.message).toContain(message);
  });

  test('a net in a module is told', () => {
    expect(fault('<pnml><module><net id="n"/></module></pnml>')).toMatchObject({
      code: 'unsupported',
      message: 'the net is in a module: make it the net of the document',
    });
  });
});

describe('numbers beyond all measure', () => {
  const weighing = (weight: string, arcs = 1): string =>
    document(
      `<place id="i"/><place id="o"/><transition id="a"/><arc id="1" source="i" target="a"/>${`<arc source="a" target="o"><inscription><text>${weight}</text></inscription></arc>`.repeat(arcs)}`,
    );

  test('the most that is counted is read, and more is told', () => {
    expect(read(weighing('2147483647')).transitions[0]?.outputs[0]?.weight).toBe(2147483647);
    for (const weight of ['2147483648', '9'.repeat(400)])
      expect(fault(weighing(weight)).message).toContain('more than 2147483647');
  });

  test('arcs that weigh more together than can be counted are told', () => {
    expect(fault(weighing('2147483647', 2))).toMatchObject({ code: 'malformed' });
  });

  test.each(['1.5', '-1', '1e9', 'NaN', '٣', '0x10', ', '])('%s is no number of tokens', (text) => {
    expect(fault(weighing(text)).message).toContain('is no number of tokens');
  });

  test('a name of any length is told by its beginning', () => {
    const net = read(
      document(
        `<place id="i"/><place id="o"/><transition id="a"/><place id="x"><name><text>${'n'.repeat(100_000)}</text></name></place><arc source="i" target="a"/><arc source="a" target="o"/>`,
      ),
    );
    for (const { message } of decideSoundness(net, defaultLimits).findings)
      expect(message.length).toBeLessThan(1000);
    expect(
      fault(
        `<pnml><net><place id="${'x'.repeat(100_000)}"/><arc source="y" target="${'x'.repeat(100_000)}"/></net></pnml>`,
      ).message.length,
    ).toBeLessThan(3000);
  });
});
