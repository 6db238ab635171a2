import type { Caused, Context } from '../change/context.ts';
import { claimsOf } from '../change/requests/locks.ts';
import type { ChangeState } from '../change/aggregate/model.ts';
import type { Store } from './ports.ts';

/** A change that a command opens on the way; it is written in the commit of that command. */
export interface Born {
  readonly context: Context;
  readonly state: ChangeState;
  readonly events: readonly Caused[];
}

/**
 * What a command has made of changes so far and has not committed: its questions must see that, and the store beneath.
 */
export class Flight {
  readonly born: Born[] = [];
  /** Changes that it has begun to open, whatever became of them. */
  begun = 0;
  private readonly store: Pick<Store, 'load' | 'holder'>;
  readonly tenant: string;
  private readonly states = new Map<string, ChangeState>();

  constructor(store: Pick<Store, 'load' | 'holder'>, tenant: string) {
    this.store = store;
    this.tenant = tenant;
  }

  /** A change as the command has it by now. */
  put(state: ChangeState): void {
    this.states.set(state.id, state);
  }

  /** Undoes what was made for a change that is not opened after all: it, and those that it opened itself. */
  forget(change: string, born: number): void {
    this.states.delete(change);
    for (const { state } of this.born.splice(born)) this.states.delete(state.id);
  }

  /** The changes that the command has made something of. */
  get changes(): readonly string[] {
    return [...this.states.keys()];
  }

  async load(change: string): Promise<ChangeState | null> {
    return this.states.get(change) ?? (await this.store.load(this.tenant, change));
  }

  /** The change that holds a claim, or will when the command is committed. */
  async holder(claim: string): Promise<string | null> {
    for (const state of this.states.values()) if (claimsOf(state).includes(claim)) return state.id;
    const holder = await this.store.holder(this.tenant, claim);
    return holder !== null && this.states.has(holder) ? null : holder;
  }
}
