import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Arc, Net } from '../../../src/verify/net/net.ts';
import { pnmlOf } from '../../../src/verify/notation/pnml-write.ts';
import { readNet } from '../../../src/verify/notation/read.ts';
import { mutated, Picks, picks, soundNet } from '../net/random-nets.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string): Net {
  const net = readNet(bytes(text));
  if (!net.ok) throw new Error(net.error.message);
  return net.value;
}

/** Arcs that join the same nodes weigh what they weigh together. */
function together(arcs: readonly Arc[]): readonly Arc[] {
  const weights = new Map<number, number>();
  for (const { place, weight } of arcs) weights.set(place, (weights.get(place) ?? 0) + weight);
  return Array.from(weights, ([place, weight]) => ({ place, weight }));
}

const document = (
  content: string,
  type = 'http://www.pnml.org/version-2009/grammar/ptnet',
): string =>
  `<?xml version="1.0"?>\n<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="n" type="${type}">${content}</net></pnml>`;

const line = `<place id="i"/><transition id="t"><name><text>go
  on</text></name></transition><place id="o"/>
  <arc id="a" source="i" target="t"/><arc id="b" source="t" target="o"/>`;

describe('PNML', () => {
  test('what is written is read again as the same net', () => {
    fc.assert(
      fc.property(picks(40), picks(4), fc.string(), (numbers, choices, name) => {
        const { transitions, ...rest } = mutated(soundNet(numbers), new Picks(choices));
        const net = {
          ...rest,
          transitions: transitions.map((each, at) => ({
            ...each,
            inputs: together(each.inputs),
            outputs: together(each.outputs),
            source: `t${at}`,
          })),
        };
        const read = readNet(bytes(pnmlOf(net, name)));
        expect(read).toEqual({ ok: true, value: net });
      }),
      { numRuns: 300 },
    );
  });

  test('names that XML cannot hold as they are come back as they were', () => {
    const name = 'a <b> & "c" \u00e9 \u{1f600}';
    const [place] = soundNet([1]).places;
    const net: Net = { places: [{ ...place!, name, source: 7 }], transitions: [], final: [0] };
    expect(read(pnmlOf(net, 'x')).places[0]).toMatchObject({ name, source: 'p1' });
  });

  test('without markings the one source starts and the one sink ends', () => {
    const net = read(document(line));
    expect(net.places.map(({ tokens }) => tokens)).toEqual([1, 0]);
    expect(net.final).toEqual([1]);
    expect(net.transitions[0]?.name).toBe('go on');
  });

  test('pages, reference nodes, weights, reset and read arcs and final markings are read', () => {
    const net = read(
      document(`
        <page id="g1"><place id="p"><initialMarking><text> 2 </text></initialMarking></place>
          <page id="g2"><referencePlace id="r" ref="p"/><transition id="t"/><place id="q"/><place id="k"/>
            <arc id="a1" source="r" target="t"><inscription><text>2</text></inscription></arc>
            <arc id="a2" source="t" target="q"/>
            <arc id="a3" source="q" target="t"><type value="reset"/></arc>
            <arc id="a4" source="k" target="t"><type value="read"/></arc>
          </page></page>
        <finalmarkings><marking><place idref="q"><text>1</text></place><place idref="k"><text>0</text></place></marking></finalmarkings>`),
    );
    expect(net.final).toEqual([1]);
    expect(net.transitions).toMatchObject([
      {
        inputs: [
          { place: 0, weight: 2 },
          { place: 2, weight: 1 },
        ],
        outputs: [
          { place: 1, weight: 1 },
          { place: 2, weight: 1 },
        ],
        resets: [1],
      },
    ]);
  });

  test('a final marking of several tokens is one more step', () => {
    const two = '<place idref="o"><text>2</text></place>';
    const net = read(document(`${line}<finalmarkings><marking>${two}</marking></finalmarkings>`));
    expect(net.final).toEqual([2]);
    expect(net.transitions[1]).toMatchObject({ inputs: [{ place: 1, weight: 2 }] });
  });

  test.each([
    ['<arc id="c" source="i" target="o"/>', 'malformed', 'an arc joins two places'],
    ['<arc id="c" source="i" target="x"/>', 'malformed', 'there is no node x'],
    ['<arc id="c" target="t"/>', 'malformed', 'arc lacks source'],
    ['<place id="i"/>', 'malformed', 'two nodes have the identifier i'],
    ['<place/>', 'malformed', 'place lacks id'],
    [
      '<referencePlace id="r" ref="r"/><arc id="c" source="r" target="t"/>',
      'malformed',
      'leads back',
    ],
    [
      '<place id="w"><initialMarking><text>-1</text></initialMarking></place>',
      'malformed',
      '“-1” is no number of tokens of place w',
    ],
    [
      '<arc id="c" source="i" target="t"><inscription><text>0</text></inscription></arc>',
      'malformed',
      'weighs nothing',
    ],
    [
      '<arc id="c" source="i" target="t"><type value="inhibitor"/></arc>',
      'unsupported',
      'an arc of type inhibitor',
    ],
  ])('%s is told with its line', (content, code, message) => {
    const read = readNet(bytes(document(`${line}\n${content}`)));
    expect(read).toMatchObject({ ok: false, error: { code, line: 5 } });
    expect(read.ok ? '' : read.error.message).toContain(message);
  });
});

describe('bad files', () => {
  const fault = (text: string | Uint8Array): unknown => {
    const read = readNet(typeof text === 'string' ? bytes(text) : text);
    return read.ok ? 'read' : read.error.code;
  };

  test.each([
    ['', 'not-xml'],
    ['no xml at all', 'not-xml'],
    ['<pnml><net id="n">', 'not-xml'],
    ['<pnml></net>', 'not-xml'],
    ['<pnml a="1" a="2"/>', 'not-xml'],
    ['<pnml>&unknown;</pnml>', 'not-xml'],
    ['<pnml>\u0000</pnml>', 'not-xml'],
    ['<html/>', 'unknown-notation'],
    ['<pnml/>', 'malformed'],
    [document('', 'http://www.pnml.org/version-2009/grammar/symmetricnet'), 'unsupported'],
    [`<pnml><net id="a"/><net id="b"/></pnml>`, 'unsupported'],
  ])('%j is %s', (text, code) => {
    expect(fault(text)).toBe(code);
  });

  test('bytes that are no text are told, and other encodings are read where they are declared', () => {
    expect(fault(Uint8Array.of(0x3c, 0xff, 0xfe, 0x3e))).toBe('not-text');
    expect(fault(bytes('<?xml version="1.0" encoding="klingon"?><pnml/>'))).toBe('not-text');
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>${document('<place id="a"><name><text>\u00e9</text></name></place>').slice(21)}`;
    const net = readNet(Uint8Array.from(latin, (letter) => letter.charCodeAt(0)));
    expect(net.ok && net.value.places[0]?.name).toBe('\u00e9');
  });

  test('an XML bomb is refused before anything expands', () => {
    const lols = Array.from(
      { length: 20 },
      (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
    );
    const bomb = `<?xml version="1.0"?><!DOCTYPE pnml [<!ENTITY l0 "lol">${lols.join('')}]><pnml>&l20;</pnml>`;
    const outside = '<!DOCTYPE pnml [<!ENTITY x SYSTEM "file:///etc/passwd">]><pnml>&x;</pnml>';
    expect(fault(bomb)).toBe('document-type');
    expect(fault(outside)).toBe('document-type');
  });

  test('depth, elements and bytes are bounded', () => {
    expect(fault('<a>'.repeat(100_000))).toBe('too-deep');
    expect(fault(`<pnml><graphics>${'<a>'.repeat(100_000)}`)).toBe('too-deep');
    expect(fault(document('<a/>'.repeat(500_000)))).toBe('too-large');
    expect(fault(new Uint8Array((16 << 20) + 1))).toBe('too-large');
  });

  test('10 MB of text beside a net are read', () => {
    const padded = document(
      `${line}<toolspecific tool="x" version="1">${'x'.repeat(10 << 20)}</toolspecific>`,
    );
    expect(read(padded).places).toHaveLength(2);
  });
});
