import { steps, valuedFlags, type Flag, type Grammar, type Place, type Source } from './grammar.ts';

/** A script for fish: one line a word, each with the place where it may stand. */
export function fishScript(grammar: Grammar): string {
  return `# Completion of changeflow for fish. Made by: changeflow completion fish
function __changeflow_place
  set -l place
  set -l count 0
  set -l taking no
  for word in (commandline -opc)[2..]
    if test $taking = yes
      set taking no
    else if contains -- $word ${all(valuedFlags(grammar))}
      set taking yes
    else if string match -q -- '-*' $word
    else if contains -- "$place/$word" ${all(steps(grammar))}
      set place (string trim "$place $word")
    else
      set count (math $count + 1)
    end
  end
  echo "$place/$count"
end

function __changeflow_at
  test (__changeflow_place) = $argv[1]
end

function __changeflow_in
  string match -q -- "$argv[1]/*" (__changeflow_place)
end

function __changeflow_values
  set -l line (commandline -opc)
  set -l where
  for at in (seq 2 (math (count $line) - 1))
    contains -- $line[$at] --data --server; and set -a where $line[$at] $line[(math $at + 1)]
  end
  $line[1] $where completion values $argv[1] 2>/dev/null
end

complete -c changeflow -f
${grammar.everywhere.map((flag) => `complete -c changeflow ${flagOf(flag)}`).join('\n')}
${grammar.places.flatMap(lines).join('\n')}
`;
}

const all = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function lines({ words, children, flags, arguments: positions }: Place): readonly string[] {
  const at = (count: number): string => quoted(`__changeflow_at ${quoted(`${words}/${count}`)}`);
  const within = quoted(`__changeflow_in ${quoted(words)}`);
  return [
    ...children.map(
      ({ name, summary }) =>
        `complete -c changeflow -n ${at(0)} -a ${quoted(name)} -d ${quoted(summary)}`,
    ),
    ...flags.map((flag) => `complete -c changeflow -n ${within} ${flagOf(flag)}`),
    ...(children.length > 0 ? [] : positions).flatMap((source, count) =>
      source.kind === 'nothing' ? [] : [`complete -c changeflow -n ${at(count)} ${offer(source)}`],
    ),
  ];
}

function flagOf({ name, summary, value }: Flag): string {
  const spelt = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  const taking = value === null ? '' : ` -r ${offer(value)}`;
  return `${spelt} -d ${quoted(summary)}${taking}`.trimEnd();
}

function offer(source: Source): string {
  switch (source.kind) {
    case 'words':
      return `-a ${quoted(source.words.join(' '))}`;
    case 'path':
      return '-F';
    case 'change':
    case 'holder':
      return `-a ${quoted(`(__changeflow_values ${source.kind}s)`)}`;
    case 'nothing':
      return '';
  }
}
