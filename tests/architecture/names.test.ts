import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load.ts';
import { root } from '../policy/shipped-files.ts';
import { shippedNames } from './shipped-names.ts';

/**
 * Words that the policy shares with the product itself, each with what it means there. Everything else that the policy
 * names is the policy's alone.
 */
const shared: { readonly [name: string]: string } = {
  approve: 'a decision of every approval',
  reject: 'a decision of every approval',
  approved: 'an outcome of every approval',
  rejected: 'an outcome of every approval, and a status of changes',
  submit: 'a signal of the language, with an operation of its own',
  expedite: 'a signal of the language, with an operation of its own',
  cancel: 'a signal of the language, with an operation of its own',
  expire: 'the end of a request by time, in the domain’s own timers',
  history: 'the operation that shows the records of a change',
  verify: 'the operation that checks the chain of the journal',
  code: 'the property of diagnostics, refusals and machine code',
  scope: 'the property of variables and of stretches that can be interrupted',
  role: 'what a policy defines with define-role',
  audit: 'the operations on the journal',
  permission: 'what an operation needs of the access rules',
  key: 'what tells requests of one name apart, and what makes a command idempotent',
  token: 'what a client shows to be let in',
  secrets: 'the directory of what clients show',
  authorization: 'the HTTP header',
  delete: 'the character of that name',
  truncate: 'a procedure of Scheme',
  drop: 'an instruction of the machine',
  restore: 'putting the active policy back at a start, and a frame of the machine',
  import: 'a form of Scheme that does nothing here',
  export: 'the operation that hands out the journal',
  reset: 'a kind of arc in files of Petri nets',
  fix: 'a value of a parameter that clients of sdd_change depend on',
  feature: 'a value of a parameter that clients of sdd_change depend on',
  refactor: 'a value of a parameter that clients of sdd_change depend on',
  enhancement: 'a value of a parameter that clients of sdd_change depend on',
  medium: 'a value of a parameter that clients of sdd_change depend on',
};

const { policy, diagnostics } = await loadPolicy(root);
if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
const names = shippedNames(policy);

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:ts|scm)$/.test(path))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, 'src', path), 'utf8') }));

/**
 * Where a name stands in the sources. One of several words is found in every spelling of identifiers; a single word,
 * which may also be plain English, where it stands as data: a whole text, or a quoted symbol.
 */
function placesOf(name: string): readonly string[] {
  const words = name.split('-');
  const pattern =
    words.length > 1
      ? new RegExp(`(?<![\\w-])${spelled(words)}(?![\\w-])`)
      : new RegExp(`(['"\`])${name}\\1|'${name}(?![\\w'-])`);
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`src/${path}:${String(index + 1)}`] : [])),
  );
}

/** `two-words`, `two_words` and `twoWords`, whatever the first letter is. */
function spelled([first = '', ...rest]: readonly string[]): string {
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const tail = rest.map((word) => `(?:[-_](?:${word}|${capital(word)})|${capital(word)})`);
  return `(?:${first}|${capital(first)})${tail.join('')}`;
}

describe('policy is the program: the code names nothing of what it runs', () => {
  it.each(names.filter(({ name }) => !Object.hasOwn(shared, name)))(
    'the $what $name stands in no source',
    ({ name }) => {
      expect(placesOf(name)).toEqual([]);
    },
  );

  it('a word that is shared is still a name of the policy', () => {
    const known = names.map(({ name }) => name);
    expect(Object.keys(shared).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('enough is searched for to mean something', () => {
    expect(names.length).toBeGreaterThan(100);
    expect(sources.length).toBeGreaterThan(100);
  });
});
