import { ok, type Result } from '../../core/result.ts';
import { listed } from '../net/finding.ts';
import type { Net } from '../net/net.ts';
import { isDrawn, scopeOf } from './bpmn-model.ts';
import { BpmnTranslation } from './bpmn-translate.ts';
import { Unreadable, type NotationFault } from './fault.ts';
import { childrenOf, type XmlElement } from './xml.ts';

/**
 * The net of a BPMN 2.0 process. Flows become places; activities, events and gateways become transitions under the
 * identifiers of their elements. Each end event is an end of its own, since a process ends when all its tokens have
 * ended. What has no counterpart in a net is refused by name, all of it at once.
 */
export function netOfBpmn(root: XmlElement): Result<Net, NotationFault> {
  const unmapped: { readonly what: string; readonly line: number }[] = [];
  const note = (what: string, line: number): void => void unmapped.push({ what, line });
  try {
    const process = theProcess(root);
    const translation = new BpmnTranslation(note);
    const net = translation.netOf(scopeOf(process, root, note));
    if (unmapped.length === 0) return ok(net);
    const all = listed(unmapped.map(({ what, line }) => `${what} (line ${line})`));
    throw new Unreadable('unsupported', `no net says the same as ${all}`, unmapped[0]!.line);
  } catch (stop) {
    if (stop instanceof Unreadable) return { ok: false, error: stop.fault };
    throw stop;
  }
}

function theProcess(root: XmlElement): XmlElement {
  const drawn = childrenOf(root, 'process').filter(isDrawn);
  const [process, ...more] = drawn;
  if (process === undefined)
    throw new Unreadable('malformed', 'the document holds no process', root.line);
  if (more.length > 0)
    throw new Unreadable(
      'unsupported',
      `the document holds ${drawn.length} processes that send each other messages or not: give each a file`,
      more[0]!.line,
    );
  return process;
}
