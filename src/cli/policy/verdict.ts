import type { Verdict } from '../../verify/net/soundness.ts';
import type { Terminal } from '../terminal.ts';

export const wordOf = (sound: Verdict): string =>
  sound === true ? 'sound' : sound === false ? 'unsound' : 'undecided';

/** What a line says of the net or workflow that it begins with. */
export const sentenceOf = (sound: Verdict): string =>
  sound === true ? 'is sound.' : sound === false ? 'is NOT sound.' : 'was not decided.';

export function colorOf(sound: Verdict, { colors }: Terminal): (text: string) => string {
  if (sound === true) return colors.green;
  return sound === false ? colors.red : colors.yellow;
}
