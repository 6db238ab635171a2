import type { Arc, Net } from '../net/net.ts';
import { escaped, identifiers } from './xml.ts';

/**
 * A PNML document of a net: a place/transition net on one page, its initial marking, a final marking for each end, and
 * reset arcs by `<type value="reset"/>`, and a higher priority of what fires before anything else that can. Nodes keep the identifiers they came with where XML takes them.
 */
export function pnmlOf(net: Net, name: string): string {
  const id = identifiers();
  const places = net.places.map(({ source }, at) => id(source, `p${at + 1}`));
  const transitions = net.transitions.map(({ source }, at) => id(source, `t${at + 1}`));
  const netId = id(name, 'net');
  const pageId = id('page', 'page');
  let arcs = 0;
  const arc = (from: string, to: string, more: string): string => {
    arcs += 1;
    return `      <arc id="${id('', `a${arcs}`)}" source="${from}" target="${to}">${more}</arc>`;
  };
  const weighed = ({ weight }: Arc): string =>
    weight === 1 ? '' : `<inscription><text>${weight}</text></inscription>`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">',
    `  <net id="${netId}" type="http://www.pnml.org/version-2009/grammar/ptnet">`,
    `    ${label(name)}`,
    `    <page id="${pageId}">`,
    ...net.places.map(({ name: text, tokens }, at) => {
      const marking = tokens === 0 ? '' : `<initialMarking><text>${tokens}</text></initialMarking>`;
      return `      <place id="${places[at]!}">${label(text)}${marking}</place>`;
    }),
    ...net.transitions.map(({ name: text, immediate }, at) => {
      const priority = immediate === true ? '<priority><text>1</text></priority>' : '';
      return `      <transition id="${transitions[at]!}">${label(text)}${priority}</transition>`;
    }),
    ...net.transitions.flatMap(({ inputs, outputs, resets }, at) => [
      ...inputs.map((each) => arc(places[each.place]!, transitions[at]!, weighed(each))),
      ...outputs.map((each) => arc(transitions[at]!, places[each.place]!, weighed(each))),
      ...resets.map((place) => arc(places[place]!, transitions[at]!, '<type value="reset"/>')),
    ]),
    '    </page>',
    ...finalMarkings(net.final.map((place) => places[place]!)),
    '  </net>',
    '</pnml>',
  ];
  return `${lines.join('\n')}\n`;
}

const label = (text: string): string => `<name><text>${escaped(text)}</text></name>`;

const finalMarkings = (places: readonly string[]): readonly string[] =>
  places.length === 0
    ? []
    : [
        '    <finalmarkings>',
        ...places.map(
          (place) => `      <marking><place idref="${place}"><text>1</text></place></marking>`,
        ),
        '    </finalmarkings>',
      ];
