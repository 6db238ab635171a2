import { outsideNames } from './field-flaws.ts';
import type { ChangeState, Fields, SeenFreeze, Slot, UnknownWord } from './aggregate/model.ts';

/** What stands in the way of a change that is still open, and does not stop it by itself. */
export interface Warning {
  readonly kind: 'freeze' | 'dependency' | 'word';
  readonly text: string;
  /** The name of the freeze, the change that this one depends on, or the field with the word. */
  readonly about: string;
  /** When the freeze begins, or since when the dependency is known to have failed; null: since ever, and of a word. */
  readonly from: string | null;
  /** When the freeze ends; null: no end is known, and a failed dependency stays one, as a word does. */
  readonly to: string | null;
  /** Of a freeze: the earliest stretch in which the change may go ahead; null where none is known. */
  readonly next_slot: Slot | null;
}

export function warningsOf({
  status,
  outlook,
  dependencies,
  fields,
  unknown_words: words = [],
}: Pick<
  ChangeState,
  'status' | 'outlook' | 'dependencies' | 'fields' | 'unknown_words'
>): readonly Warning[] {
  if (status !== 'open' && status !== 'failed') return [];
  const slot = outlook?.next_slot ?? null;
  const freezes = (outlook?.freezes ?? []).map((freeze): Warning => ({
    kind: 'freeze',
    text: freezeText(freeze, slot),
    about: freeze.name,
    from: freeze.from,
    to: freeze.to,
    next_slot: slot,
  }));
  const failed = dependencies.flatMap(({ id, failed }): readonly Warning[] =>
    failed === undefined
      ? []
      : [
          {
            kind: 'dependency',
            text: dependencyText(id, failed.as),
            about: id,
            from: failed.at,
            to: null,
            next_slot: null,
          },
        ],
  );
  const unknown = words
    .filter((one) => stillSays(fields, one))
    .map((one): Warning => ({
      kind: 'word',
      text: wordText(one),
      about: outsideNames[one.field],
      from: null,
      to: null,
      next_slot: null,
    }));
  return [...freezes, ...failed, ...unknown];
}

/** Whether the field still has the word: the workflow may have set it anew. */
function stillSays(fields: Fields, { field, word }: UnknownWord): boolean {
  const value = fields[field];
  return typeof value === 'string' ? value === word : value?.includes(word) === true;
}

export function wordText({ field, word, nearest }: UnknownWord): string {
  const meant = nearest === null ? '' : `; did you mean \`${nearest}\`?`;
  return field === 'systems'
    ? `the policy knows no system \`${word}\`${meant}`
    : `no rule of the policy knows \`${word}\` as ${field}${meant}`;
}

export const dependencyText = (change: string, ended: string): string =>
  `${change}, which this depends on, is ${ended}: see whether it still makes sense, or cancel it`;

export function freezeText({ name, label, from, to }: SeenFreeze, slot: Slot | null): string {
  const named = label === name ? name : `${label} (${name})`;
  const way =
    slot === null
      ? 'no slot outside freezes is known within two years'
      : `the earliest slot begins ${short(slot.from)}`;
  const begin = from === null ? 'since ever' : short(from);
  const end = to === null ? 'no known end' : short(to);
  return `the freeze ${named} is in the way, ${begin} to ${end}; ${way}`;
}

/** An instant without the seconds that it does not have. */
const short = (instant: string): string => instant.replace(/:00(?:\.0+)?Z$/, 'Z');
