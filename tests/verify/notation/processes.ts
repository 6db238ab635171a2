import { expect } from 'vitest';
import { defaultLimits } from '../../../src/verify/net/limits.ts';
import type { Net } from '../../../src/verify/net/net.ts';
import { decideSoundness } from '../../../src/verify/net/soundness.ts';
import { readNet } from '../../../src/verify/notation/read.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * A process from lines such as `start s`, `userTask a`, `exclusiveGateway x default="f"` and `s > x > a`; what stands
 * between a line ending in `{` and `}` is inside.
 */
export function bpmn(...lines: readonly string[]): string {
  let flows = 0;
  const short: { readonly [word: string]: string } = {
    start: 'startEvent',
    end: 'endEvent',
    xor: 'exclusiveGateway',
    and: 'parallelGateway',
    or: 'inclusiveGateway',
    sub: 'subProcess',
  };
  const open: string[] = [];
  const content = lines.flatMap((line) => {
    if (line.includes('>')) {
      const nodes = line.split('>').map((each) => each.trim());
      return nodes.slice(1).map((to, at) => {
        flows += 1;
        return `<b:sequenceFlow id="f${flows}" sourceRef="${nodes[at]!}" targetRef="${to}"/>`;
      });
    }
    if (line.trim() === '}') return `</b:${open.pop()!}>`;
    const [, word = '', id = '', rest = ''] = /^(\w+) (\w+)(.*)$/.exec(line.trim()) ?? [];
    const element = short[word] ?? word;
    const events = [...rest.matchAll(/\+(\w+)(?:=(\w+))?/g)].map(
      ([, kind = '', refersTo]) =>
        `<b:${kind}EventDefinition${refersTo === undefined ? '' : ` ${kind === 'link' ? 'name' : `${kind}Ref`}="${refersTo}"`}/>`,
    );
    const attributes = rest.replaceAll(/\+\w+(?:=\w+)?/g, '').replace('{', '');
    if (rest.trimEnd().endsWith('{')) {
      open.push(element);
      return `<b:${element} id="${id}"${attributes}>`;
    }
    return `<b:${element} id="${id}"${attributes}>${events.join('')}</b:${element}>`;
  });
  return `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"><b:process id="p">\n${content.join('\n')}\n</b:process></b:definitions>`;
}

export function net(...lines: readonly string[]): Net {
  const read = readNet(bytes(bpmn(...lines)));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

/** The codes of what is wrong, each with the elements on the path. */
export function wrong(...lines: readonly string[]): readonly (readonly unknown[])[] {
  const drawn = net(...lines);
  const { sound, findings } = decideSoundness(drawn, defaultLimits);
  expect(sound).toBe(findings.length === 0);
  return findings.map(({ code, trace }) => [
    code,
    ...trace.map((at) => drawn.transitions[at]!.source),
  ]);
}
