import type { Argument, Command, Option } from 'commander';

/** What can be completed at a place: words known beforehand, files, or what only a running server or a file knows. */
export type Source =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'path' }
  | { readonly kind: 'change' }
  | { readonly kind: 'holder' }
  | { readonly kind: 'nothing' };

export interface Flag {
  /** As typed, such as `--data` or `-m`. */
  readonly name: string;
  readonly summary: string;
  /** What its value may be; null for a flag without one. */
  readonly value: Source | null;
}

/** A command by its words, such as `audit report`; the program itself has none. */
export interface Place {
  readonly words: string;
  readonly children: readonly { readonly name: string; readonly summary: string }[];
  /** Its own, besides those of every place. */
  readonly flags: readonly Flag[];
  readonly arguments: readonly Source[];
}

/** What shells need to complete a line, made from the commands themselves. */
export interface Grammar {
  /** Flags that every place takes. */
  readonly everywhere: readonly Flag[];
  /** Outermost first. */
  readonly places: readonly Place[];
}

export const grammarOf = (program: Command): Grammar => ({
  everywhere: [...program.options.flatMap(flagsOf), help],
  places: placesBelow(program, ''),
});

function placesBelow(command: Command, words: string): readonly Place[] {
  const children = shown(command);
  const own = words === '' ? [] : command.options.filter(({ hidden }) => !hidden);
  const place: Place = {
    words,
    children: children.map((child) => ({ name: child.name(), summary: child.summary() })),
    flags: own.flatMap(flagsOf),
    arguments: command.registeredArguments.map(argumentSource),
  };
  const below = children.flatMap((child) =>
    placesBelow(child, words === '' ? child.name() : `${words} ${child.name()}`),
  );
  return [place, ...below];
}

/** Commands that help lists, the one for help aside. */
const shown = (command: Command): readonly Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help');

const help: Flag = { name: '--help', summary: 'Show help.', value: null };

function flagsOf(option: Option): readonly Flag[] {
  const value = option.required || option.optional ? optionSource(option) : null;
  return [option.long, option.short]
    .filter((name) => name !== undefined)
    .map((name) => ({ name, summary: option.description, value }));
}

function optionSource({ argChoices, flags }: Option): Source {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  if (/--as\b/.test(flags)) return { kind: 'holder' };
  return /<(dir|path|file)>/.test(flags) ? { kind: 'path' } : { kind: 'nothing' };
}

function argumentSource(argument: Argument): Source {
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  const name = argument.name();
  if (name === 'change-id') return { kind: 'change' };
  return /^(dir|file|files)$/.test(name) ? { kind: 'path' } : { kind: 'nothing' };
}

/** Flags of any place that take a value, so that a line can be read from its start. */
export const valuedFlags = ({ everywhere, places }: Grammar): readonly string[] => {
  const all = [...everywhere, ...places.flatMap(({ flags }) => flags)];
  return [...new Set(all.filter(({ value }) => value !== null).map(({ name }) => name))];
};

/** Every two words that lead from a place to one below it. */
export const steps = ({ places }: Grammar): readonly string[] =>
  places.flatMap(({ words, children }) => children.map(({ name }) => stepOf(words, name)));

export const stepOf = (words: string, name: string): string => `${words}/${name}`;
