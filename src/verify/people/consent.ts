import { symbol, symbolName } from '../../core/datum.ts';
import type { Core } from '../../machine/code.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import type { CodeBase } from '../workflow/code-base.ts';
import { drawConsent, type DrawnWorkflow } from '../workflow/draw-workflow.ts';
import { datumOf } from '../workflow/pure-calls.ts';
import type { Consent } from '../workflow/translation.ts';
import * as values from '../workflow/value.ts';
import type { Value } from '../workflow/value.ts';
import { demandOf, isCertain } from './demand.ts';
import { listsRouted } from './routing.ts';

/** A workflow as who looks for a yes sees it, for the changes for which models and rules call for some people. */
export interface ConsentNet {
  readonly drawn: DrawnWorkflow;
  /** Whom models and rules call for; null where the workflow does not ask, or they are not known. */
  readonly routed: readonly Value[] | null;
  /** The approvals that ask whom models and rules call for, or somebody else who is not written out. */
  readonly open: ReadonlySet<Core>;
}

/** A workflow's nets: one for each list of people that models and rules may call for, if it asks for these. */
export function consentNets(
  workflow: WorkflowDefinition,
  { definitions }: Policy,
  code: CodeBase,
): readonly ConsentNet[] {
  const whoever = new Reading(definitions, null);
  const drawn = drawConsent(workflow.name, code, whoever);
  const [model, another] = whoever.models;
  const lists =
    !whoever.asksForApprovers || model === undefined || another !== undefined
      ? null
      : listsRouted(model, workflow, definitions, code.meaning);
  const open = new Set(
    drawn.remarks.asked.flatMap((asked) =>
      demandOf(asked).by.every(isCertain) ? [] : [asked.node],
    ),
  );
  if (lists === null) return [{ drawn, routed: null, open }];
  // Where nobody is called for, an approval that asks them is not reached, by a test that may not look at the list.
  return lists.map((routed) =>
    routed.length === 0
      ? { drawn, routed: null, open }
      : { drawn: drawConsent(workflow.name, code, new Reading(definitions, routed)), routed, open },
  );
}

/** What is known where a workflow is read for the people whom it asks. */
class Reading implements Consent {
  asksForApprovers = false;
  readonly models = new Set<string | null>();
  private readonly systems: Policy['definitions']['systems'];
  private readonly routed: Value | undefined;

  constructor({ systems }: Policy['definitions'], routed: readonly Value[] | null) {
    this.systems = systems;
    this.routed = routed === null ? undefined : listOf(routed);
  }

  assesses(model: string | null): void {
    this.models.add(model);
  }

  answer(name: string, [first]: readonly Value[]): Value | undefined {
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
        return undefined;
    }
  }

  /** The owner of a system that is written out, as the catalogue has it; else one of all owners. */
  private ownerOf(system: Value | undefined): Value | undefined {
    const name = symbolName(datumOf(system) ?? null);
    const owners = this.systems.flatMap((one) =>
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

/** A list whose items are written out where all of them are known. */
function listOf(items: readonly Value[]): Value {
  const data = items.flatMap((item) => (item.kind === 'constant' ? [item.datum] : []));
  return data.length === items.length ? values.constant(['l', ...data]) : values.listOf(items);
}
