import { steps, valuedFlags, type Flag, type Grammar, type Place, type Source } from './grammar.ts';

/** A script for bash: reads the words before the cursor, and offers what the command there takes. */
export function bashScript(grammar: Grammar): string {
  const { everywhere, places } = grammar;
  return `# Completion of changeflow for bash. Made by: changeflow completion bash
_changeflow() {
  local current=\${COMP_WORDS[COMP_CWORD]} place= taking= word at count=0
  local -a where=()
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ -n $taking ]]; then
      case $taking in --data | --server) where+=("$taking" "$word") ;; esac
      taking=
      continue
    fi
    case $word in
      ${alternatives(valuedFlags(grammar))}) taking=$word ;;
      -*) ;;
      *)
        case $place/$word in
          ${alternatives(steps(grammar))}) place=\${place:+$place }$word ;;
          *) count=$((count + 1)) ;;
        esac
        ;;
    esac
  done
  if [[ -n $taking ]]; then
    case $place/$taking in
${[...places.flatMap(values), ...everywhere.flatMap(anywhere)].join('\n')}
    esac
    return
  fi
  if [[ $current == -* ]]; then
    case $place in
${places.map((place) => flags(place, everywhere)).join('\n')}
    esac
    return
  fi
  case $place/$count in
${places.flatMap(positions).join('\n')}
  esac
}

_changeflow_values() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" "\${where[@]}" completion values "$1" 2>/dev/null)" -- "$current"))
}

complete -o filenames -F _changeflow changeflow
`;
}

const alternatives = (all: readonly string[]): string =>
  all.map((each) => quoted(each)).join(' | ');

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const values = ({ words, flags: all }: Place): readonly string[] =>
  all.flatMap(({ name, value }) =>
    value === null || value.kind === 'nothing'
      ? []
      : [`      ${quoted(`${words}/${name}`)}) ${offer(value)} ;;`],
  );

const anywhere = ({ name, value }: Flag): readonly string[] =>
  value === null || value.kind === 'nothing' ? [] : [`      */${quoted(name)}) ${offer(value)} ;;`];

const flags = ({ words, flags: own }: Place, everywhere: readonly Flag[]): string =>
  `      ${quoted(words)}) ${offer({ kind: 'words', words: [...own, ...everywhere].map(({ name }) => name) })} ;;`;

/** The commands below, or the arguments by their number. */
const positions = ({ words, children, arguments: all }: Place): readonly string[] =>
  children.length > 0
    ? [
        `    ${quoted(`${words}/0`)}) ${offer({ kind: 'words', words: children.map(({ name }) => name) })} ;;`,
      ]
    : all.flatMap((source, at) =>
        source.kind === 'nothing' ? [] : [`    ${quoted(`${words}/${at}`)}) ${offer(source)} ;;`],
      );

function offer(source: Source): string {
  switch (source.kind) {
    case 'words':
      return `COMPREPLY=($(compgen -W ${quoted(source.words.join(' '))} -- "$current"))`;
    case 'path':
      return `COMPREPLY=($(compgen -f -- "$current"))`;
    case 'change':
    case 'holder':
      return `_changeflow_values ${source.kind}s`;
    case 'nothing':
      return ':';
  }
}
