import { mermaidText } from '../../policy/graph.ts';
import type { Arc, Net } from '../net/net.ts';

/**
 * A net as a Mermaid flowchart: places are circles, transitions boxes with their source under the name, and what a
 * transition empties hangs on a dotted line. Only the ends of the net are named; what other places are called, the
 * transitions beside them say.
 */
export function mermaidOf(
  { places, transitions, final }: Net,
  sources: readonly (string | null)[],
): string {
  const lines = ['flowchart TD'];
  places.forEach(({ name, tokens }, at) => {
    const marked = tokens > 0 ? '●'.repeat(Math.min(tokens, 3)) : ' ';
    if (final.includes(at)) lines.push(`  p${at + 1}((("${mermaidText(name)}")))`);
    else lines.push(`  p${at + 1}(("${marked}"))`);
  });
  transitions.forEach(({ name }, at) => {
    const source = sources[at] ?? null;
    const under = source === null ? '' : `<br/>${mermaidText(source)}`;
    lines.push(`  t${at + 1}["${mermaidText(name)}${under}"]`);
  });
  transitions.forEach(({ inputs, outputs, resets }, at) => {
    for (const arc of inputs) lines.push(`  p${arc.place + 1} ${arrow(arc)} t${at + 1}`);
    for (const arc of outputs) lines.push(`  t${at + 1} ${arrow(arc)} p${arc.place + 1}`);
    for (const place of resets) lines.push(`  t${at + 1} -. empties .-> p${place + 1}`);
  });
  return `${lines.join('\n')}\n`;
}

const arrow = ({ weight }: Arc): string => (weight === 1 ? '-->' : `-->|${weight}|`);
