import { steps, valuedFlags, type Flag, type Grammar, type Place, type Source } from './grammar.ts';

/** A script for zsh: like that for bash, with a line of explanation beside each word. */
export function zshScript(grammar: Grammar): string {
  const { everywhere, places } = grammar;
  return `#compdef changeflow
# Completion of changeflow for zsh. Made by: changeflow completion zsh
_changeflow() {
  local place= taking= word count=0
  local -a where=() offered=()
  for word in "\${(@)words[2,CURRENT-1]}"; do
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
${[...places.flatMap(values), ...everywhere.flatMap(anywhere)].join('\n')}
    esac
    return
  fi
  if [[ $words[CURRENT] == -* ]]; then
    case $place in
${places.map((place) => flags(place, everywhere)).join('\n')}
    esac
    _describe option offered
    return
  fi
  case $place/$count in
${places.flatMap(positions).join('\n')}
  esac
}

_changeflow_values() {
  offered=(\${(f)"$($words[1] $where completion values $1 2>/dev/null)"})
  compadd -a offered
}

compdef _changeflow changeflow
`;
}

const alternatives = (all: readonly string[]): string =>
  all.map((each) => quoted(each)).join(' | ');

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A word with its explanation, as \`_describe\` takes it. */
const described = (name: string, summary: string): string =>
  quoted(`${name.replaceAll(':', '\\:')}:${summary}`);

const values = ({ words, flags: all }: Place): readonly string[] =>
  all.flatMap(({ name, value }) =>
    value === null || value.kind === 'nothing'
      ? []
      : [`      (${quoted(`${words}/${name}`)}) ${offer(value)} ;;`],
  );

const anywhere = ({ name, value }: Flag): readonly string[] =>
  value === null || value.kind === 'nothing'
    ? []
    : [`      (*/${quoted(name)}) ${offer(value)} ;;`];

const flags = ({ words, flags: own }: Place, everywhere: readonly Flag[]): string =>
  `      (${quoted(words)}) offered=(${[...own, ...everywhere].map(({ name, summary }) => described(name, summary)).join(' ')}) ;;`;

const positions = ({ words, children, arguments: all }: Place): readonly string[] =>
  children.length > 0
    ? [
        `    (${quoted(`${words}/0`)}) offered=(${children.map(({ name, summary }) => described(name, summary)).join(' ')}); _describe command offered ;;`,
      ]
    : all.flatMap((source, at) =>
        source.kind === 'nothing' ? [] : [`    (${quoted(`${words}/${at}`)}) ${offer(source)} ;;`],
      );

function offer(source: Source): string {
  switch (source.kind) {
    case 'words':
      return `compadd -- ${source.words.map(quoted).join(' ')}`;
    case 'path':
      return '_files';
    case 'change':
    case 'holder':
      return `_changeflow_values ${source.kind}s`;
    case 'nothing':
      return ':';
  }
}
