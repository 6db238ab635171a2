import { builtinFrame } from './builtin-frames.ts';
import type { Machine } from '../machine.ts';
import type { Program } from '../program.ts';
import type { Closure } from '../data/values.ts';

/** A place in running code: what a frame returns to, or the instruction that failed. */
export interface Site {
  readonly closure: Closure;
  readonly at: number;
}

/** A place in source text, by UTF-16 offsets. */
export interface Position {
  readonly definition: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One line of a backtrace: the procedure, and where in it, when that is known. */
export interface TraceLine {
  readonly procedure: string;
  readonly position?: Position;
}

const TRACE_MAX = 20;

/** Where the running fiber is, innermost first. */
export function traceOf(m: Machine): readonly Site[] {
  const sites: Site[] = m.site === null ? [] : [m.site];
  for (let at = m.depth - 1; at >= 0 && sites.length < TRACE_MAX; at -= 1) {
    sites.push({ closure: m.callers[at]!, at: m.marks[2 * at]! });
  }
  for (let frame = m.frames; frame !== null && sites.length < TRACE_MAX; frame = frame.next)
    sites.push({ closure: frame.closure, at: frame.at });
  // A call that is not in tail position is both the last site and the newest suspended call.
  return sites.filter(
    (site, at) =>
      builtinFrame(site.closure) === undefined &&
      !(at > 0 && sites[at - 1]!.closure === site.closure && sites[at - 1]!.at === site.at),
  );
}

/** The innermost place of the running fiber whose source is known. */
export function siteOfCall(m: Machine): Position | undefined {
  for (const site of traceOf(m)) {
    const position = positionOf(m.program, site);
    if (position !== undefined) return position;
  }
  return undefined;
}

export function traceLines(program: Program, sites: readonly Site[]): readonly TraceLine[] {
  return sites.map((site) => {
    const position = positionOf(program, site);
    return {
      procedure: site.closure.code.definition,
      ...(position === undefined ? {} : { position }),
    };
  });
}

function positionOf(program: Program, { closure, at }: Site): Position | undefined {
  const { sites, definition, node } = closure.code;
  const positions = program.positions.get(definition);
  if (positions === undefined) return undefined;
  const call = sites.find((site) => site.at === at)?.node ?? node;
  const start = positions.offsets[2 * call] ?? -1;
  const end = positions.offsets[2 * call + 1] ?? -1;
  return start < 0 ? undefined : { definition, file: positions.file, start, end };
}
