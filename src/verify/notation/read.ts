import type { Result } from '../../core/result.ts';
import type { Net } from '../net/net.ts';
import { netOfBpmn } from './bpmn-read.ts';
import { faulty, type NotationFault } from './fault.ts';
import { netOfPnml } from './pnml-read.ts';
import { parseXml } from './xml.ts';

/** Layout and what single tools keep for themselves. */
const skipped: ReadonlySet<string> = new Set(['graphics', 'toolspecific', 'BPMNDiagram']);

/** The net that a file of PNML or BPMN holds; its root element tells which. */
export function readNet(bytes: Uint8Array): Result<Net, NotationFault> {
  const root = parseXml(bytes, skipped);
  if (!root.ok) return root;
  switch (root.value.name) {
    case 'pnml':
      return netOfPnml(root.value);
    case 'definitions':
      return netOfBpmn(root.value);
    default:
      return faulty(
        'unknown-notation',
        `the root element is ${root.value.name}; PNML begins with pnml, BPMN with definitions`,
        root.value.line,
      );
  }
}
