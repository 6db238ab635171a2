/** Every code of a finding about a net, with what it means. Codes are for ever. */
export const netFindingCodes = {
  deadlock: 'a marking in which no transition can fire and the end is not reached',
  livelock: 'a marking from which the net can go on for ever and never reach the end',
  'improper-completion': 'the end is reached while tokens remain',
  'dead-transition': 'a transition that can never fire',
  unbounded: 'a place that can gather any number of tokens',
  'not-a-workflow-net': 'the net lacks one start, an end, or a path between them through each node',
  'unsound-structure': 'proved unsound without a path that shows it within the limits',
  undecided: 'the limits were reached before the answer was found',
} as const;

export type NetFindingCode = keyof typeof netFindingCodes;

/** Something wrong with a net; places and transitions are indices into it. */
export interface NetFinding {
  readonly code: NetFindingCode;
  /** A sentence in the names of the net. */
  readonly message: string;
  /** The places it is about: those that hold tokens when things have gone wrong, those that grow, those misplaced. */
  readonly places: readonly number[];
  /** The transitions it is about: those that are dead, that go on for ever, or misplaced. */
  readonly transitions: readonly number[];
  /** Transitions in the order they fire from the initial marking to where it goes wrong. */
  readonly trace: readonly number[];
}

const NAME_MAX = 200;

/** A name in a sentence: of a very long one its beginning. */
export const clipped = (name: string): string =>
  name.length > NAME_MAX ? `${name.slice(0, NAME_MAX)}…` : name;

/** Names in a sentence: all of a few, the first and the number of the rest of many. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const few = names.length > 6 ? names.slice(0, 5) : names;
  const more = names.length - few.length;
  const shown = [...few.map(clipped), ...(more > 0 ? [`${more} more`] : [])];
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
