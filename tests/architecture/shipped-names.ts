import type { Policy } from '../../src/policy/definitions.ts';

/** A name that the shipped policy gives to something, and what that is. */
export interface ShippedName {
  readonly name: string;
  readonly what: string;
}

/** Every name of the policy's own: what its definitions are called, what is in them, and the words of its evidence. */
export function shippedNames({ definitions, units }: Policy): readonly ShippedName[] {
  const names = new Map<string, string>();
  const add = (what: string, found: readonly string[]): void => {
    for (const name of found) if (!names.has(name)) names.set(name, what);
  };
  for (const { name, phases, requests, lifecycle, appliesTo } of definitions.workflows) {
    add('workflow', [name]);
    add('phase', phases.map(nameOf));
    add('request', requests.map(nameOf));
    add('state', (lifecycle?.states ?? []).map(nameOf));
    add('transition', (lifecycle?.transitions ?? []).map(nameOf));
    add('change type', appliesTo.types ?? []);
  }
  for (const { name, factors, levels, types } of definitions.riskModels) {
    add('risk model', [name]);
    add('factor', factors.map(nameOf));
    add('level', levels.map(nameOf));
    add('change type', types.map(nameOf));
  }
  add('role', definitions.roles.map(nameOf));
  add('system', definitions.systems.map(nameOf));
  add('calendar', definitions.calendars.map(nameOf));
  add('table', definitions.tables.map(nameOf));
  add('rule', definitions.rules.map(nameOf));
  add('word of evidence', wordLists(units));
  return [...names].map(([name, what]) => ({ name, what }));
}

const nameOf = ({ name }: { readonly name: string }): string => name;

/** The members of every quoted list of texts: where a policy keeps the words that it looks for. */
function wordLists(value: unknown): readonly string[] {
  if (!Array.isArray(value)) {
    return value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(wordLists)
      : [];
  }
  const items: readonly unknown[] = value;
  const [tag, ...members] = items;
  const isWordList =
    tag === 'l' && members.length > 1 && members.every((member) => typeof member === 'string');
  return isWordList ? members : items.flatMap(wordLists);
}
