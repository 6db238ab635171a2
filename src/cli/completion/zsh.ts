import { caseWalk, quoted, type Dialect } from './case-walk.ts';
import type { Grammar } from './grammar.ts';

/** A script for zsh: like that for bash, with a line of explanation beside each command and flag. */
export const zshScript = (grammar: Grammar): string => `#compdef changeflow
# Completion of changeflow for zsh. Made by: changeflow completion zsh
_changeflow() {
  local current=$words[CURRENT] place= taking= word count=0
  local -a where=() offered=()
${caseWalk(grammar, dialect)}
}

_changeflow_values() {
  offered=(\${(f)"$($words[1] $where completion values $1 2>/dev/null)"})
  compadd -a offered
}

compdef _changeflow changeflow
`;

/** Words with their explanations, as `_describe` takes them. */
const described =
  (tag: string) =>
  (all: readonly { readonly name: string; readonly summary: string }[]): string => {
    const lines = all.map(({ name, summary }) =>
      quoted(`${name.replaceAll(':', '\\:')}:${summary}`),
    );
    return `offered=(${lines.join(' ')}); _describe ${tag} offered`;
  };

const dialect: Dialect = {
  words: '"${(@)words[2,CURRENT-1]}"',
  offerFlags: described('option'),
  offerCommands: described('command'),
  offer(source) {
    switch (source.kind) {
      case 'words':
        return `compadd -- ${source.words.map(quoted).join(' ')}`;
      case 'path':
        return '_files';
      case 'change':
      case 'holder':
        return `_changeflow_values ${source.kind}s`;
    }
  },
};
