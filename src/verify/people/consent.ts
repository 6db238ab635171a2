import { symbol, symbolName } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import type { Definitions, RiskModelDefinition } from '../../policy/definitions.ts';
import { datumOf } from '../workflow/pure-calls.ts';
import type { Consent } from '../workflow/translation.ts';
import * as values from '../workflow/value.ts';
import type { Truth, Value } from '../workflow/value.ts';
import type { ClassTests } from './change-class.ts';
import { authorTerm, callTerm, fieldTerm, levelTerm, scoreTerm } from './terms.ts';

/** What is known of the changes of a class, and asked of them. */
export interface ClassKnowledge {
  readonly tests: ClassTests;
  /** Whether a field has the value that it had when the change was made, as long as nobody edits it. */
  readonly isKept: (field: string) => boolean;
  /** The model that they are assessed by; undefined where they are not assessed once and by a known one. */
  readonly model: RiskModelDefinition | undefined;
}

/** What is known where a workflow is read for the people whom it asks. */
export class Reading implements Consent {
  asksForApprovers = false;
  private readonly models = new Set<string | null>();
  private readonly assessments = new Set<Core>();
  private readonly definitions: Definitions;
  private readonly routed: Value | undefined;
  private readonly knowledge: ClassKnowledge | null;

  /** `routed`: whom models and rules call for; null where they are not known. `knowledge`: null for any change. */
  constructor(
    definitions: Definitions,
    routed: readonly Value[] | null,
    knowledge: ClassKnowledge | null,
  ) {
    this.definitions = definitions;
    this.routed = routed === null ? undefined : listOf(routed);
    this.knowledge = knowledge;
  }

  /** The model that changes are assessed by; undefined where there is none, or another one too. */
  get model(): RiskModelDefinition | undefined {
    const { riskModels } = this.definitions;
    const used = [...this.models].flatMap((name) =>
      riskModels.filter((one) => name === null || one.name === name),
    );
    const [model, another] = new Set(used);
    return another === undefined ? model : undefined;
  }

  get isAssessedOnce(): boolean {
    return this.assessments.size === 1;
  }

  get isDivided(): boolean {
    return this.knowledge !== null && this.knowledge.tests.division !== null;
  }

  truthOf(term: Core): Truth {
    return this.knowledge?.tests.truthOf(term) ?? { then: true, otherwise: true };
  }

  assesses(model: string | null, node: Core): void {
    this.models.add(model);
    this.assessments.add(node);
  }

  answer(name: string, args: readonly Value[]): Value | undefined {
    const [first] = args;
    switch (name) {
      case 'author':
        return values.someone({ kind: 'author' }, '');
      case 'required-approvers':
        this.asksForApprovers = true;
        return this.routed;
      case 'system-owner':
      case 'owner-of':
        return this.ownerOf(first);
      case 'owner-of-most-critical':
        return first === undefined ? this.ownerOf(undefined) : undefined;
      case 'decision-by':
        return first?.kind === 'decision' && first.outcome === 'approved'
          ? values.someone({ kind: 'voters', of: first.from }, first.key)
          : undefined;
      default:
        return this.knowledge === null ? undefined : worksOut(this.knowledge, name, args);
    }
  }

  /** The owner of a system that is written out, as the catalogue has it; else one of all owners. */
  private ownerOf(system: Value | undefined): Value | undefined {
    const name = symbolName(datumOf(system) ?? null);
    const owners = this.definitions.systems.flatMap((one) =>
      one.owner !== null && (name === undefined || one.name === name) ? [one.owner] : [],
    );
    const roles = [...new Set(owners)].sort();
    const [first] = roles;
    if (first === undefined) return undefined;
    return name === undefined
      ? values.someone({ kind: 'owner', roles }, '')
      : values.constant(symbol(first));
  }
}

/** What is worked out of the changes of a class; undefined of anything else. */
function worksOut(
  { isKept, model }: ClassKnowledge,
  name: string,
  args: readonly Value[],
): Value | undefined {
  const [first, second] = args;
  const word = (value: Value | undefined): string | undefined => symbolName(datumOf(value) ?? null);
  switch (name) {
    case '%field':
    case '%field?': {
      const field = word(first);
      return field !== undefined && isKept(field) ? fieldTerm(name, args) : undefined;
    }
    case 'risk-score':
      return model && values.workedOut(scoreTerm);
    case 'risk-level':
      return model && values.workedOut(levelTerm(model));
    case 'has-role?': {
      const role = word(second);
      const isAuthor = first?.kind === 'someone' && first.who.kind === 'author';
      return isAuthor && role !== undefined ? values.workedOut(authorTerm(role)) : undefined;
    }
    default:
      return callTerm(name, args);
  }
}

/** A list whose items are written out where all of them are known. */
function listOf(items: readonly Value[]): Value {
  const data = items.flatMap((item) => (item.kind === 'constant' ? [item.datum] : []));
  return data.length === items.length ? values.constant(['l', ...data]) : values.listOf(items);
}
