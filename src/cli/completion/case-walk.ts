import { steps, valuedFlags, type Flag, type Grammar, type Place, type Source } from './grammar.ts';

/** What bash and zsh write differently of the walk that they share; all but `words` are commands. */
export interface Dialect {
  /** The words between the program and the one that is being typed. */
  readonly words: string;
  readonly offer: (source: Exclude<Source, { kind: 'nothing' }>) => string;
  readonly offerFlags: (flags: readonly Flag[]) => string;
  readonly offerCommands: (commands: Place['children']) => string;
}

/**
 * The body of a function that reads the words before the cursor and offers what may stand there. It uses the variables
 * `current place taking word count`, and `where`: the flags that tell which server to ask.
 */
export function caseWalk(grammar: Grammar, dialect: Dialect): string {
  const { everywhere, places } = grammar;
  const values = [
    ...places.flatMap(({ words, flags }) => valuesOf(flags, quoted(`${words}/`), dialect)),
    ...valuesOf(everywhere, '*/', dialect),
  ];
  const flags = places.map(({ words, flags: own }) =>
    branch(quoted(words), dialect.offerFlags([...own, ...everywhere])),
  );
  return `  for word in ${dialect.words}; do
    if [[ -n $taking ]]; then
      case $taking in (--data | --server) where+=("$taking" "$word") ;; esac
      taking=
      continue
    fi
    case $word in
      (${alternatives(valuedFlags(grammar))}) taking=$word ;;
      (-*) ;;
      (*)
        case $place/$word in
          (${alternatives(steps(grammar))}) place=\${place:+$place }$word ;;
          (*) count=$((count + 1)) ;;
        esac
        ;;
    esac
  done
  if [[ -n $taking ]]; then
    case $place/$taking in
${values.join('\n')}
    esac
    return
  fi
  if [[ $current == -* ]]; then
    case $place in
${flags.join('\n')}
    esac
    return
  fi
  case $place/$count in
${places.flatMap((place) => positionsOf(place, dialect)).join('\n')}
  esac`;
}

/** A word that the shell takes as it is. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const alternatives = (all: readonly string[]): string => all.map(quoted).join(' | ');

const branch = (pattern: string, command: string): string => `      (${pattern}) ${command} ;;`;

const valuesOf = (flags: readonly Flag[], place: string, { offer }: Dialect): readonly string[] =>
  flags.flatMap(({ name, value }) =>
    value === null || value.kind === 'nothing'
      ? []
      : [branch(`${place}${quoted(name)}`, offer(value))],
  );

/** The commands below, or the arguments by their number. */
const positionsOf = (
  { words, children, arguments: all }: Place,
  { offer, offerCommands }: Dialect,
): readonly string[] =>
  children.length > 0
    ? [branch(quoted(`${words}/0`), offerCommands(children))]
    : all.flatMap((source, at) =>
        source.kind === 'nothing' ? [] : [branch(quoted(`${words}/${at}`), offer(source))],
      );
