import { expect } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { policyProgram } from '../../src/policy/program.ts';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkText } from '../policy/policies.ts';
import { happenings, type Happenings } from './happenings.ts';
import { isOrdered, written, type Deed, type Written } from './random-branches.ts';

/** So many flags, each set or not, are tried together. */
const FLAGS_MAX = 4;

export interface Compared {
  readonly written: Written;
  readonly findings: readonly Diagnostic[];
  readonly happened: Happenings;
}

/** Compares what is told of a workflow with everything that can happen in it; null where that is too much. */
export function compared(deed: Deed): Compared | null {
  const made = written(deed);
  const { text, flags, parts, tasks } = made;
  if (flags.length > FLAGS_MAX) return null;
  const check = checkText(text);
  const findings = verified(check).diagnostics.filter(({ severity }) => severity === 'error');
  expect(findings.filter(({ code }) => code !== 'unreachable')).toEqual([]);
  const happened = happenings(policyProgram(check.policy!), flags);
  if (happened === null) return null;
  for (const finding of findings) expectNever(finding, made, happened);
  if (findings.length === 0 && isOrdered(deed)) {
    expect(
      [...parts.keys()].filter((part) => !happened.said.has(part)),
      text,
    ).toEqual([]);
    expect(
      [...tasks.keys()].filter((task) => !happened.awaited.has(task)),
      text,
    ).toEqual([]);
  }
  return { written: made, findings, happened };
}

/** What is told never comes to its end; where it is told as a wait or as what no path comes to, nothing in it is waited for. */
function expectNever(
  { span, message }: Diagnostic,
  { text, parts, tasks }: Written,
  { said, awaited }: Happenings,
): void {
  const isInside = (at: number): boolean => span.start <= at && at < span.end;
  const end = text.slice(span.start).startsWith('(else ') ? span.end - 2 : span.end - 1;
  for (const [part, at] of parts)
    if (isInside(at) && at + `(comment "${part}")`.length === end)
      expect(said.has(part), `${text}\n${part}: ${message}`).toBe(false);
  const waits = /^(?:what this waits for|no path)/.test(message);
  for (const [task, at] of tasks)
    if (at === span.start || (waits && isInside(at)))
      expect(awaited.has(task), `${text}\n${task}: ${message}`).toBe(false);
}
