import { createLanes } from './command.ts';

/** Who chooses identifiers: one attempt to take a command. */
export interface Chooser {
  readonly tenant: string;
}

/** Identifiers of changes that commands under way have chosen: nobody else may before the store has them, or they are left. */
export interface ComingIds {
  /** Remembers what `pick` answers; it is told which identifiers are taken besides the store's. */
  choose(by: Chooser, pick: (isTaken: (id: string) => boolean) => Promise<string>): Promise<string>;
  /** Forgets what someone has chosen: it is written now, or will not be. */
  leave(by: Chooser): void;
}

export function createComingIds(): ComingIds {
  const lanes = createLanes();
  const chosen = new Map<Chooser, string[]>();
  const coming = new Set<string>();
  return {
    choose: (by, pick) =>
      lanes.run(by.tenant, async () => {
        const id = await pick((one) => coming.has(`${by.tenant}/${one}`));
        coming.add(`${by.tenant}/${id}`);
        chosen.set(by, [...(chosen.get(by) ?? []), id]);
        return id;
      }),
    leave(by) {
      for (const id of chosen.get(by) ?? []) coming.delete(`${by.tenant}/${id}`);
      chosen.delete(by);
    },
  };
}
