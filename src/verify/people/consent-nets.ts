import { symbolName } from '../../core/datum.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import { common, domains, isEmpty } from '../../policy/conditions/domain.ts';
import { Explorer } from '../../policy/conditions/explore.ts';
import type { Subject } from '../../policy/conditions/subject.ts';
import type { World } from '../../policy/conditions/world.ts';
import type { Policy, WorkflowDefinition } from '../../policy/definitions.ts';
import type { CodeBase } from '../workflow/code-base.ts';
import { drawConsent, type DrawnWorkflow } from '../workflow/draw-workflow.ts';
import type { Value } from '../workflow/value.ts';
import { ClassTests } from './change-class.ts';
import { Reading, type ClassKnowledge } from './consent.ts';
import { demandOf, isCertain } from './demand.ts';
import { listKey, peopleOf, waysRouted, worldsOf } from './routing.ts';
import { scoresIn } from './scores.ts';
import { isScore, roleAskedOf } from './terms.ts';

/** A workflow as who looks for a yes sees it, for some of its changes. */
export interface ConsentNet {
  readonly drawn: DrawnWorkflow;
  /** Whom models and rules call for; null where the workflow does not ask, or they are not known. */
  readonly routed: readonly Value[] | null;
  /** The approvals that ask whom models and rules call for, or somebody else who is not written out. */
  readonly open: ReadonlySet<Core>;
}

/** A workflow as the changes of one class go through it. */
export interface ClassNet extends ConsentNet {
  /** What the changes have in common. */
  readonly world: World;
}

/** The nets of one workflow. */
export interface ConsentNets {
  /** One for each list of people that models and rules may call for, if it asks for these: tests may go either way. */
  readonly whole: readonly ConsentNet[];
  /** One for each class of changes that tests of their fields, score and author tell apart; none where they do not. */
  readonly classes: readonly ClassNet[];
  /** Whether all changes are in one of the classes: false where there are none, or too many. */
  readonly isPartition: boolean;
}

/** So often a workflow is drawn to tell classes of its changes apart. */
const DRAWINGS_MAX = 512;
/** With so many transitions in all. */
const TRANSITIONS_MAX = 100_000;

export function consentNets(
  workflow: WorkflowDefinition,
  { definitions }: Policy,
  code: CodeBase,
): ConsentNets {
  const reading = new Reading(definitions, null, null);
  const drawn = drawConsent(workflow.name, code, reading);
  const { model } = reading;
  const ways =
    reading.asksForApprovers && model !== undefined
      ? waysRouted(model, workflow, definitions, code.meaning)
      : null;
  const open = new Set(
    drawn.remarks.asked.flatMap((asked) =>
      demandOf(asked).by.every(isCertain) ? [] : [asked.node],
    ),
  );
  const lists = new Map((ways ?? []).map((way) => [listKey(way), peopleOf(way)]));
  // Where nobody is called for, an approval that asks them is not reached, by a test that may not look at the list.
  const whole = [...lists.values()].map((routed): ConsentNet =>
    routed.length === 0
      ? { drawn, routed: null, open }
      : {
          drawn: drawConsent(workflow.name, code, new Reading(definitions, routed, null)),
          routed,
          open,
        },
  );
  const scored = reading.isAssessedOnce ? model : undefined;
  const assigned = assignedIn(workflow.name, code);
  const isKept = (field: string): boolean => !assigned.has(field);
  const isKnown = ({ kind, name }: Subject): boolean =>
    kind === 'field'
      ? isKept(name)
      : kind === 'fact' && (isScore(name) ? scored !== undefined : roleAskedOf(name) !== undefined);
  const knows = (world: World): ClassKnowledge => ({
    tests: new ClassTests(code.meaning, world, isKnown),
    ...{ isKept, model: scored },
  });
  const explorer = new Explorer(code.meaning);
  const starts =
    ways?.map((way) => ({ world: way.world, routed: peopleOf(way) })) ??
    worldsOf(workflow, explorer).map((world) => ({ world, routed: null }));
  const classes = starts.map(({ world, routed }): ChangeClass => ({
    ...{ world: world.keeping(isKnown), routed, isPart: false },
  }));
  const isPossible = (world: World): boolean => {
    const score = world.examples.find(
      ({ subject }) => subject.kind === 'fact' && isScore(subject.name),
    )?.subject;
    if (score === undefined || scored === undefined) return true;
    const numbers = scoresIn(scored, definitions.rules, world, code.meaning);
    return !isEmpty(common(world.domainOf(score), domains.numbers(numbers)));
  };
  const { nets, whole: isPartition } = divided(
    explorer.undecided ? [] : classes,
    ({ world, routed }) => {
      if (!isPossible(world)) return null;
      const knowledge = knows(world);
      const read = new Reading(definitions, routed, knowledge);
      return { drawn: drawConsent(workflow.name, code, read), tests: knowledge.tests };
    },
  );
  return {
    whole: whole.length === 0 ? [{ drawn, routed: null, open }] : whole,
    classes: nets.map((net) => ({ ...net, open })),
    isPartition,
  };
}

/** Some of a workflow's changes, with whom models and rules call for. */
interface ChangeClass {
  readonly world: World;
  readonly routed: readonly Value[] | null;
}

interface Drawing {
  readonly drawn: DrawnWorkflow;
  readonly tests: ClassTests;
}

/**
 * Divides classes until every test goes one way in each; none where no test divides any. Where they are too many, those
 * are looked at for which tests hold: who is asked more often is harder to get a yes for.
 */
function divided(
  classes: readonly ChangeClass[],
  draw: (one: ChangeClass) => Drawing | null,
): { readonly nets: readonly Omit<ClassNet, 'open'>[]; readonly whole: boolean } {
  const pending = classes.toReversed();
  const nets: Omit<ClassNet, 'open'>[] = [];
  let isDivided = false;
  let [drawings, transitions] = [0, 0];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (drawings >= DRAWINGS_MAX || transitions > TRANSITIONS_MAX) return { nets, whole: false };
    const drawing = draw(one);
    if (drawing === null) continue;
    const { drawn, tests } = drawing;
    drawings += 1;
    transitions += drawn.net.transitions.length;
    const { division } = tests;
    const { routed, world } = one;
    if (division === null) nets.push({ drawn, routed, world });
    else {
      isDivided = true;
      pending.push(...division.toReversed().map((part) => ({ routed, world: part })));
    }
  }
  return isDivided ? { nets, whole: true } : { nets: [], whole: false };
}

/** The fields that a workflow sets itself. */
function assignedIn(workflow: string, code: CodeBase): ReadonlySet<string> {
  const assigned = new Set<string>();
  const names = new Set([workflow]);
  for (const name of names) {
    const core = code.own(name);
    if (core === undefined) continue;
    walk(core, (node) => {
      if (node[0] === 'global') names.add(node[1]);
      const field = assignedBy(node);
      if (field !== undefined) assigned.add(field);
    });
  }
  return assigned;
}

/** The field of `(%effect 'set-field (list 'NAME VALUE))`. */
function assignedBy(node: Core): string | undefined {
  if (node[0] !== 'call') return undefined;
  const [procedure, word, operands] = node.slice(1) as Core[];
  if (procedure?.[0] !== 'global' || procedure[1] !== '%effect') return undefined;
  if (wordIn(word) !== 'set-field' || operands?.[0] !== 'call') return undefined;
  return wordIn(operands[2] as Core | undefined);
}

const wordIn = (core: Core | undefined): string | undefined =>
  core?.[0] === 'const' ? symbolName(core[1]) : undefined;
