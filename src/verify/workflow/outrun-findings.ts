import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Span } from '../../core/span.ts';
import type { Core } from '../../machine/code.ts';
import { briefText } from './brief-text.ts';
import type { CodeBase } from './code-base.ts';
import { OutrunParts, type Outrun } from './outrun.ts';
import type { Remarks } from './remarks.ts';

interface InDefinition {
  readonly definition: string;
  readonly finding: Diagnostic;
}

/** Branches and waits that come to nothing wherever workflows come to them; of one within another the outer. */
export function outrunFindings(drawn: readonly Remarks[], code: CodeBase): readonly InDefinition[] {
  const all = new OutrunParts();
  for (const { outrun } of drawn) all.add(outrun);
  const found = [...toldOf(all.parts, partWords, code), ...toldOf(all.waits, waitWords, code)];
  return found.filter(
    ({ finding }) => !found.some((other) => isInside(finding.span, other.finding.span)),
  );
}

const toldOf = (
  outrun: OutrunParts['parts'],
  wordsOf: (why: Outrun, code: CodeBase) => Words,
  code: CodeBase,
): readonly InDefinition[] =>
  [...outrun].flatMap(([node, why]) =>
    why === null
      ? []
      : [{ definition: code.definitionOf(node), finding: findingOf(node, why, wordsOf, code) }],
  );

const isInside = (inner: Span, outer: Span): boolean =>
  inner.file === outer.file &&
  outer.start <= inner.start &&
  inner.end <= outer.end &&
  inner.end - inner.start < outer.end - outer.start;

function findingOf(
  node: Core,
  why: Outrun,
  wordsOf: (why: Outrun, code: CodeBase) => Words,
  code: CodeBase,
): Diagnostic {
  const { by } = why;
  const message = 'this never waits, and ends the others';
  const related = by === null ? {} : { related: [{ message, span: code.spanOf(by) }] };
  return {
    severity: 'error',
    code: 'unreachable',
    span: code.spanOf(node),
    ...wordsOf(why, code),
    ...related,
  };
}

type Words = Pick<Diagnostic, 'message' | 'help'>;

const faster = ({ by }: Outrun, code: CodeBase): string =>
  by === null ? 'what runs beside it' : `\`${briefText(by, code)}\``;

const helpFor = (who: string): string =>
  `leave it out, or let ${who} wait for something; what only computes may stand before the form, or behind what is waited for`;

function waitWords(why: Outrun, code: CodeBase): Words {
  const who = faster(why, code);
  return {
    message: `what this waits for can never come: it is withdrawn at once, since ${who} never waits`,
    help: helpFor(who),
  };
}

function partWords(why: Outrun, code: CodeBase): Words {
  const who = faster(why, code);
  switch (why.kind) {
    case 'time':
      return {
        message: 'this is never done: what has the time never waits, so that it is always in time',
        help: 'leave it out together with the time, or put what is waited for inside',
      };
    case 'phase':
      return {
        message:
          'this is never done: what is done while the phase is open never waits, so that the phase cannot close before',
        help: 'leave it out, or put what is waited for inside',
      };
    case 'branches':
      return {
        message: why.unbegun
          ? `this is never begun: ${who} before it never waits, so that it always ends first`
          : `this never comes to its end: ${who} never waits, so that it always ends first`,
        help: helpFor(who),
      };
  }
}
