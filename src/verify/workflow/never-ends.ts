import { listItems, symbolName } from '../../core/datum.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Core } from '../../machine/code.ts';
import type { OfWorkflow } from './findings.ts';
import type { Reading } from './reading.ts';

/** What a step needs of a change of another workflow, or of another change of its own. */
interface Need {
  readonly workflow: string;
  readonly by: 'becomes' | 'awaits' | 'opens';
  readonly node: Core;
}

/** The need of a step, by its index in the net. */
type Needs = ReadonlyMap<number, Need>;

/**
 * Workflows that end for themselves, and together never do: each path of theirs goes on as another one of them, or waits
 * for a change of another one that it opened; or each change opens the next before it first waits. Of the workflows in
 * such a circle the first is told of.
 *
 * A step may happen here once each of its places had a token at some time: that is more than can happen, so what is out of
 * reach even so is out of reach.
 */
export function neverEnding(readings: readonly Reading[]): readonly OfWorkflow[] {
  const needs = new Map(readings.map((reading) => [reading, needsOf(reading)]));
  if ([...needs.values()].every(({ size }) => size === 0)) return [];
  const told = new Set<string>();
  return [ends, settles].flatMap((goal) => {
    const reached = leastOf(readings, needs, goal);
    return circlesOf(readings, needs, reached, goal).flatMap(({ reading, circle, need }) => {
      if (circle.some((name) => told.has(name))) return [];
      for (const name of circle) told.add(name);
      return [{ workflow: reading.workflow.name, finding: findingOf(reading, circle, need) }];
    });
  });
}

function needsOf({ drawn }: Reading): Needs {
  const { locks, opened } = drawn.remarks;
  const awaited = new Map<Core, string | null>();
  for (const { node, workflow } of locks.awaits.values())
    awaited.set(node, awaited.has(node) && awaited.get(node) !== workflow ? null : workflow);
  const found = new Map<number, Need>();
  drawn.steps.forEach(({ node, label }, index) => {
    if (node === null) return;
    const [next, other] = [becoming(node), awaited.get(node)];
    const opens = label === null ? opened.get(node) : undefined;
    if (next !== undefined) found.set(index, { workflow: next, by: 'becomes', node });
    else if (opens !== undefined) found.set(index, { workflow: opens, by: 'opens', node });
    else if (typeof other === 'string') found.set(index, { workflow: other, by: 'awaits', node });
  });
  return found;
}

/** The workflow that an exit goes on as. */
function becoming(node: Core): string | undefined {
  if (node[0] !== 'call' || node[1][0] !== 'global' || node[1][1] !== '%exit') return undefined;
  const operand = node[2] as Core | undefined;
  if (operand?.[0] !== 'const') return undefined;
  const [word, name] = listItems(operand[1]) ?? [];
  return symbolName(word ?? null) === 'become' ? symbolName(name ?? null) : undefined;
}

/** What is to be reached, and which steps lead on to it. */
interface Goal {
  /** Needs that hold a step up until what they need reaches its goal. */
  readonly holds: ReadonlySet<Need['by']>;
  /** Whether the goal is reached where something waits, or only at the end. */
  readonly atWaits: boolean;
}

const ends: Goal = { holds: new Set(['becomes', 'awaits']), atWaits: false };
const settles: Goal = { holds: new Set(['becomes', 'opens']), atWaits: true };

/** The workflows that reach the goal, from none: a least fixpoint. What is not among the readings does. */
function leastOf(
  readings: readonly Reading[],
  needs: ReadonlyMap<Reading, Needs>,
  goal: Goal,
): ReadonlySet<string> {
  const read = new Set(readings.map(({ workflow }) => workflow.name));
  const reached = new Set<string>();
  for (let grown = true; grown;) {
    grown = false;
    for (const reading of readings) {
      if (reached.has(reading.workflow.name)) continue;
      const open = (name: string): boolean => !read.has(name) || reached.has(name);
      if (!walk(reading, needs.get(reading)!, open, goal).reached) continue;
      reached.add(reading.workflow.name);
      grown = true;
    }
  }
  return reached;
}

interface Walk {
  readonly reached: boolean;
  /** The steps that only the needs hold up. */
  readonly held: readonly Need[];
}

function walk(
  { drawn: { net, steps } }: Reading,
  needs: Needs,
  open: (workflow: string) => boolean,
  { holds, atWaits }: Goal,
): Walk {
  const { places, transitions } = net;
  const consumers = places.map((): number[] => []);
  const missing = transitions.map(({ inputs }) => inputs.length);
  transitions.forEach(({ inputs }, index) => {
    for (const { place } of inputs) consumers[place]!.push(index);
  });
  const marked = new Set(places.flatMap(({ tokens }, place) => (tokens > 0 ? [place] : [])));
  const held: Need[] = [];
  for (const place of marked) {
    for (const index of consumers[place]!) {
      missing[index]! -= 1;
      if (missing[index]! > 0) continue;
      const need = needs.get(index);
      const { label, waits } = steps[index]!;
      if (need !== undefined && holds.has(need.by) && !open(need.workflow)) held.push(need);
      else if (atWaits && (label !== null || waits === true)) return { reached: true, held: [] };
      else for (const output of transitions[index]!.outputs) marked.add(output.place);
    }
  }
  return { reached: net.final.some((place) => marked.has(place)), held };
}

interface Circle {
  readonly reading: Reading;
  /** Its workflows, from the one that is told of round to it. */
  readonly circle: readonly string[];
  readonly need: Need;
}

/** Of the workflows that do not reach their goal those that need each other in a circle. */
function circlesOf(
  readings: readonly Reading[],
  needs: ReadonlyMap<Reading, Needs>,
  reached: ReadonlySet<string>,
  goal: Goal,
): readonly Circle[] {
  const stuck = readings.filter(({ workflow }) => !reached.has(workflow.name));
  const names = new Set(stuck.map(({ workflow }) => workflow.name));
  const held = new Map(
    stuck.map((reading) => {
      const open = (name: string): boolean => !names.has(name);
      return [reading.workflow.name, walk(reading, needs.get(reading)!, open, goal).held];
    }),
  );
  return stuck.flatMap((reading): readonly Circle[] => {
    const { name } = reading.workflow;
    const need = held.get(name)?.find(({ workflow }) => wayTo(name, workflow, held) !== undefined);
    const back = need === undefined ? undefined : wayTo(name, need.workflow, held);
    return need === undefined || back === undefined
      ? []
      : [{ reading, circle: [name, ...back.slice(0, -1)], need }];
  });
}

/** The shortest way by needs from one workflow to another, both included. */
function wayTo(
  goal: string,
  from: string,
  held: ReadonlyMap<string, readonly Need[]>,
): readonly string[] | undefined {
  const ways = new Map<string, readonly string[]>([[from, [from]]]);
  for (const [name, way] of ways) {
    if (name === goal) return way;
    for (const { workflow } of held.get(name) ?? [])
      if (!ways.has(workflow)) ways.set(workflow, [...way, workflow]);
  }
  return undefined;
}

function findingOf({ places }: Reading, circle: readonly string[], { by, node }: Need): Diagnostic {
  const [self = '', ...others] = circle;
  const around = [...others, self].map((name) => `\`${name}\``);
  const [first = '', ...rest] = around;
  const chain = [first, ...rest.map((name) => `then ${name}`)].join(', ');
  const again = others.length === 0 ? 'itself' : chain;
  return { severity: 'error', span: places.spanOf(node), ...words[by](self, again) };
}

type Words = Pick<Diagnostic, 'code' | 'message' | 'help'>;

const words: { readonly [By in Need['by']]: (name: string, again: string) => Words } = {
  becomes: (name, again) => ({
    code: 'livelock',
    message: `\`${name}\` goes on as ${again}, and no path of these leads to an end`,
    help: 'give one of them a way out: a path that ends without `become`',
  }),
  awaits: (name, again) => ({
    code: 'deadlock',
    message: `each change of \`${name}\` opens another one, of ${again}, and waits for it before it can end: none ever ends`,
    help: 'let a test decide whether another change is opened, or do not wait for it',
  }),
  opens: (name, again) => ({
    code: 'livelock',
    message: `each change of \`${name}\` at once opens another one, of ${again}, without end`,
    help: 'let a test decide whether another change is opened, or wait for something before it is',
  }),
};
