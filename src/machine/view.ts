import type { Datum } from '../core/datum.ts';

/** What a program may see of the world: it comes with each event, and is recorded with it. */
export interface View {
  /** The time of the event, RFC 3339. */
  readonly now: string;
  /** Who caused the event; null for timers and other causes without a person. */
  readonly actor: Actor | null;
  readonly payload: Datum;
  /** Id of the person who created the change. */
  readonly author: string;
  readonly fields: { readonly [name: string]: Datum };
  readonly facts: { readonly [name: string]: Datum };
  readonly artifacts: { readonly [file: string]: string };
  /** Of people other than the actor; whoever is not among them holds none. Null where nobody's roles are known. */
  readonly roles: RolesByPerson | null;
}

/** The roles that people hold, inherited ones included, by id. */
export type RolesByPerson = { readonly [person: string]: readonly string[] };

export interface Actor {
  readonly id: string;
  readonly kind: 'person' | 'agent' | 'system';
  readonly roles: readonly string[];
  /** Whom the actor stands in for. */
  readonly for?: string;
}

/** The view of code that is evaluated outside any change. */
export const emptyView: View = {
  now: '1970-01-01T00:00:00.000Z',
  actor: null,
  payload: null,
  author: '',
  fields: {},
  facts: {},
  artifacts: {},
  roles: null,
};
