import { surroundingsOf } from './branches.ts';
import { chainInside } from './context.ts';
import type { Branch } from './forks.ts';
import type { FormReader } from './forms.ts';
import {
  branchesOfOne,
  enoughOf,
  followsRest,
  isAll,
  isFinish,
  repeated,
  unfinished,
} from './joining-forms.ts';
import * as values from './value.ts';
import type { Value } from './value.ts';

type Spawn = Extract<Value, { kind: 'spawner' }>['spawn'];

/** Branches of one text, which the first to start makes the others start with it. */
interface Spawned {
  /** Which of the nursery's branches is the first of them. */
  readonly at: number;
  /** Places that have a token while they run. */
  readonly running: number[];
}

/**
 * What `spawn` starts runs beside the body. One instance stands for all branches of one text: while it runs, starting
 * another changes nothing; where several are enough, each end of one may be the last that is needed.
 */
export const nursery: FormReader = (call, t) => {
  const [body = values.any, until = values.no, finish] = call.args;
  const { cx, node } = call;
  const around = surroundingsOf(call, t, repeated(call));
  const { region } = around;
  const enough = enoughOf(until, call, t);
  const out = t.draft.place(cx.region);
  /** Each has a token while a branch does not run. */
  const idle: number[] = [];
  const entry = t.draft.place(region);
  const branches: Branch[] = [{ entry, part: null }];
  const ends = new Set<number>();
  const follows = followsRest({ until, rest: finish }, [body], t);
  const undecided = follows ? [t.draft.place(region)] : [];
  const left = follows ? t.draft.place(region, node, unfinished) : null;
  const spawns = new Map<number, number>();
  const known = new Map<string, Spawned>();
  const spawn: Spawn = ({ args: [thunk = values.any], place, cx: from, node: spawning }) => {
    const step = { node: spawning, label: null };
    const on = t.draft.place(from.region);
    const before = known.get(thunk.key);
    const { at, running }: Spawned = before ?? { at: branches.length, running: [] };
    known.set(thunk.key, { at, running });
    const inner = { ...around.cx, chain: chainInside(cx.chain) };
    const own = before === undefined ? branchesOfOne(call, t, inner, Infinity) : [];
    for (const each of own) {
      const [rest, runs, start] = [region, region, region].map((inside) => t.draft.place(inside));
      idle.push(rest!);
      running.push(runs!);
      spawns.set(t.draft.step([place, rest!], [on, start!, runs!], step), branches.length);
      branches.push({ entry: start!, part: null });
      const back = t.gather(t.callInside(thunk, [], start!, each, spawning));
      if (back === undefined) continue;
      if (!isAll(until))
        ends.add(t.draft.step([back, ...undecided], [out], { node, label: null }, [region]));
      if (left !== null)
        ends.add(t.draft.step([back, runs!, ...undecided], [rest!, left], { node, label: null }));
      if (enough.most > 1 || left !== null)
        ends.add(t.draft.step([back, runs!], [rest!], { node, label: null }));
    }
    spawns.set(t.draft.step([place, ...running], [on, ...running], step), at);
    return [{ value: values.nothing, place: on }];
  };
  const spawner: Value = { kind: 'spawner', spawn, key: `s${t.code.idOf(node)}` };
  const inner = { ...around.cx, chain: chainInside(cx.chain), repeats: cx.repeats };
  const end = t.gather(t.callInside(body, [spawner], entry, inner, node));
  const begun = [entry, ...idle, ...undecided];
  const starts = [t.draft.step([call.place], begun, { node, label: null })];
  if (end !== undefined)
    ends.add(t.draft.step([end, ...idle, ...undecided], [out], { node, label: null }));
  if (end !== undefined && left !== null)
    ends.add(t.draft.step([end, ...idle, left], [out], { node, label: null }));
  t.forks.all.push({
    ...{ node, kind: 'branches', region, starts, branches, ends, joined: out, enough, spawns },
    finishes: isFinish(finish),
  });
  return ends.size === 0 ? [] : [{ value: values.any, place: out }];
};
