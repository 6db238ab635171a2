import type { Clock, Marks, Member, Roster } from '../ports.ts';

/** A clock that moves when it is told to, and wakes whoever waits, in order. */
export interface SimulatedClock extends Clock {
  /** Moves on by so many milliseconds. */
  advance(ms: number): void;
}

export function simulatedClock(startMs: number): SimulatedClock {
  let now = startMs;
  const waiting = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    at(instantMs, wake) {
      const entry = { at: instantMs, wake };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance(ms) {
      now += ms;
      const due = [...waiting].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      for (const entry of due) {
        waiting.delete(entry);
        entry.wake();
      }
    },
  };
}

/** People who are known since they acted; for worlds that have no other directory. */
export function growingRoster(): Roster & {
  /** Somebody who comes with further roles, and all that are known by then. */
  meet(member: Member): Member;
} {
  const members = new Map<string, Member>();
  return {
    members: () => Promise.resolve([...members.values()]),
    meet(member) {
      const roles = [...new Set([...(members.get(member.id)?.roles ?? []), ...member.roles])];
      const known = { ...member, roles };
      members.set(member.id, known);
      return known;
    },
  };
}

/** Marks that last as long as the process. */
export function volatileMarks(): Marks {
  const marks = new Map<string, number>();
  return {
    get: (tenant, reader) => Promise.resolve(marks.get(`${tenant}\0${reader}`) ?? 0),
    set(tenant, reader, seq) {
      marks.set(`${tenant}\0${reader}`, seq);
      return Promise.resolve();
    },
  };
}
