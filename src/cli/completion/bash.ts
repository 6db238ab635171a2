import { caseWalk, quoted, type Dialect } from './case-walk.ts';
import type { Grammar } from './grammar.ts';

/** A script for bash: offers what the command before the cursor takes. */
export const bashScript = (
  grammar: Grammar,
): string => `# Completion of changeflow for bash. Made by: changeflow completion bash
_changeflow() {
  local current=\${COMP_WORDS[COMP_CWORD]} place= taking= word count=0
  local -a where=()
  COMPREPLY=()
${caseWalk(grammar, dialect)}
}

_changeflow_values() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" "\${where[@]}" completion values "$1" 2>/dev/null)" -- "$current"))
}

complete -o filenames -F _changeflow changeflow
`;

const words = (all: readonly string[]): string =>
  `COMPREPLY=($(compgen -W ${quoted(all.join(' '))} -- "$current"))`;

const names = (all: readonly { readonly name: string }[]): string =>
  words(all.map(({ name }) => name));

const dialect: Dialect = {
  words: '"${COMP_WORDS[@]:1:COMP_CWORD-1}"',
  offerFlags: names,
  offerCommands: names,
  offer(source) {
    switch (source.kind) {
      case 'words':
        return words(source.words);
      case 'path':
        return `COMPREPLY=($(compgen -f -- "$current"))`;
      case 'change':
      case 'holder':
        return `_changeflow_values ${source.kind}s`;
    }
  },
};
