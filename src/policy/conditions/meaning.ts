import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { Definitions } from '../definitions.ts';
import { fieldTypeOf } from '../forms/fields.ts';
import { domains, orAbsent, type Domain } from './domain.ts';
import type { Meaning } from './explore.ts';
import { allNumbers, wholeNumbers } from './numbers.ts';

/** What there is to read of a policy. */
export interface Texts {
  readonly own: (name: string) => Core | undefined;
  readonly localName: (definition: string, local: number) => string;
  /** Whether calling it may have effects: what it answers is then another thing each time. */
  readonly acts: (name: string) => boolean;
}

/** What an author knows of values beyond what their names say. */
export interface Vocabulary {
  /** The words that a change's type may be; null where it may be any. */
  readonly types: readonly string[] | null;
  /** The levels of all risk models. */
  readonly levels: readonly string[];
  /** Whether the facts of a change are known where the expression is read. */
  readonly facts: boolean;
  /** Whether a field that every change has may be missing: where a draft is looked at, or no change at all. */
  readonly bare: boolean;
}

/** The types that a change may have: those that workflows take and models give; null where a workflow takes any. */
export function knownTypes({ workflows, riskModels }: Definitions): readonly string[] | null {
  const taken = workflows.map(({ appliesTo }) => appliesTo.types);
  if (taken.length === 0 || taken.includes(null)) return null;
  const given = riskModels.flatMap(({ types }) =>
    types.flatMap(({ name, otherwise }) => [name, ...(otherwise === null ? [] : [otherwise])]),
  );
  return [...new Set([...taken.flatMap((types) => types ?? []), ...given])];
}

/** Every change has these, from its first moment. */
const always = new Set(['id', 'title', 'description', 'type', 'author', 'created-at']);

/** What the fields, facts and procedures of a policy may answer. */
export function meaningOf({ own, localName, acts }: Texts, vocabulary: Vocabulary): Meaning {
  const steady = new Map<string, boolean>();
  const isSteady = (name: string): boolean => {
    const known = steady.get(name);
    if (known !== undefined) return known;
    steady.set(name, true);
    const found = !name.endsWith('!') && !acts(name) && speaksOf(own(name)).every(isSteady);
    steady.set(name, found);
    return found;
  };
  return {
    own,
    localName,
    isSteady,
    domainOf: (kind, name) => {
      if (kind === 'field') return fieldDomain(name, vocabulary);
      if (kind === 'fact') return vocabulary.facts ? factDomain(name, vocabulary) : domains.absent;
      return name === 'risk-level' ? wordsOf(vocabulary.levels) : answers[name];
    },
  };
}

function speaksOf(core: Core | undefined): readonly string[] {
  const found: string[] = [];
  if (core !== undefined) walk(core, (node) => node[0] === 'global' && found.push(node[1]));
  return found;
}

function fieldDomain(name: string, { types, bare }: Vocabulary): Domain {
  const domain = name === 'type' && types !== null ? domains.oneOf(types) : domainOfType(name);
  return always.has(name) && !bare ? domain : orAbsent(domain);
}

function domainOfType(name: string): Domain {
  switch (fieldTypeOf(name)) {
    case 'text':
      return domains.texts;
    case 'symbol':
      return domains.symbols;
    case 'symbols':
      return domains.lists;
    default:
      return domains.outside;
  }
}

function factDomain(name: string, { levels }: Vocabulary): Domain {
  const domain = Object.hasOwn(facts, name) ? facts[name] : undefined;
  return orAbsent(name === 'level' ? wordsOf(levels) : (domain ?? domains.anything));
}

const wordsOf = (words: readonly string[]): Domain =>
  words.length === 0 ? domains.symbols : domains.oneOf(words);

const natural = domains.numbers(wholeNumbers(0, null));
const score = domains.numbers(wholeNumbers(0, 100));

const facts: { readonly [name: string]: Domain } = {
  'history-count': natural,
  frozen: domains.truths,
  score,
  type: domains.symbols,
};

/** What procedures of the library answer. */
const answers: { readonly [name: string]: Domain } = {
  length: natural,
  'string-length': natural,
  'vector-length': natural,
  '+': domains.numbers(allNumbers),
  '-': domains.numbers(allNumbers),
  '*': domains.numbers(allNumbers),
  '/': domains.numbers(allNumbers),
  'risk-score': score,
  'decision-outcome': domains.oneOf(['approved', 'rejected', 'revise', 'expired', 'stale']),
  now: domains.texts,
};
