import type { Diagnostic } from '../core/diagnostic.ts';
import { procedureTruths } from './conditions/condition.ts';
import { domains, type Domain } from './conditions/domain.ts';
import { Explorer, type Meaning } from './conditions/explore.ts';
import type { Truths } from './conditions/value.ts';
import type { Subject } from './conditions/subject.ts';
import { quoted, World } from './conditions/world.ts';
import type { Definitions, WorkflowDefinition } from './definitions.ts';

type Diagnosed = readonly Diagnostic[];

/**
 * That exactly one workflow applies to any change: types and conditions are followed as far as they are decided by the
 * fields of the change, and every finding carries a change as an example. What depends on anything else is a warning.
 */
export function oneWorkflowFindings(
  { workflows, riskModels }: Definitions,
  meaning: Meaning,
): Diagnosed {
  const chosen = workflows.filter(
    ({ appliesTo: { types, when } }) => types !== null || when !== null,
  );
  const types = [...new Set(chosen.flatMap(({ appliesTo }) => appliesTo.types ?? []))];
  const open = chosen.some(({ appliesTo }) => appliesTo.types === null);
  const classes = types.map((type) => new Class(type, domains.oneOf([type]), chosen, meaning));
  const others: Domain = { ...domains.nothing, symbols: { but: true, names: types } };
  if (open) classes.push(new Class(null, others, chosen, meaning));
  const said = new Set<string>();
  const found = classes.flatMap((each) => each.findings(said));
  const possible = new Set(classes.flatMap(({ chosen: names }) => [...names]));
  return [
    ...found,
    ...chosen.filter(({ name }) => !possible.has(name)).map(neverChosen),
    ...(open ? [] : unclassed(riskModels, types)),
  ];
}

/** A type that a score may give a change, and that no workflow takes while one takes another type of the same model. */
function unclassed(models: Definitions['riskModels'], taken: readonly string[]): Diagnosed {
  return models.flatMap(({ name, types, span }) => {
    const missing = types.filter(({ name: type }) => !taken.includes(type));
    if (missing.length === types.length) return [];
    return missing.map(({ name: type }): Diagnostic => {
      const message = `\`${name}\` may make a change \`${type}\`, and no workflow applies to that type`;
      const help = `a workflow with (applies-to (type ${type}))`;
      return { severity: 'warning', code: 'no-workflow', message, span, help };
    });
  });
}

const neverChosen = ({ name, span }: WorkflowDefinition): Diagnostic => ({
  severity: 'error',
  code: 'unreachable',
  message: `\`${name}\` is never chosen: the condition of its (applies-to …) cannot hold`,
  span,
  help: 'correct the condition; a workflow without applies-to is there for those who ask for it by name',
});

const typeSubject = (domain: Domain): Subject => ({
  key: 'field type',
  text: "(field 'type)",
  kind: 'field',
  name: 'type',
  domain,
  lasting: false,
});

/** So many worlds are asked whether two workflows apply in them whatever is computed. */
const TRIED_MAX = 8;

/** The changes of one type, or of all types that no workflow names. */
class Class {
  /** Those of its workflows that apply to some change, as far as was decided. */
  readonly chosen = new Set<string>();
  private readonly type: string | null;
  private readonly start: World;
  private readonly takers: readonly WorkflowDefinition[];
  private readonly meaning: Meaning;

  constructor(
    type: string | null,
    domain: Domain,
    workflows: readonly WorkflowDefinition[],
    meaning: Meaning,
  ) {
    this.type = type;
    this.start = World.any.with(typeSubject(domain), domain) ?? World.any;
    this.takers = workflows.filter(
      ({ appliesTo: { types } }) => types === null || (type !== null && types.includes(type)),
    );
    this.meaning = meaning;
  }

  /** Of two workflows it is said once, for the first type that both take. */
  findings(said: Set<string>): Diagnosed {
    const explorer = new Explorer(this.meaning);
    const overlaps = this.overlaps(explorer, said);
    if (explorer.undecided) return [...overlaps, this.undecided()];
    const gap = this.gap(explorer);
    return [...overlaps, ...(gap.length > 0 ? gap : this.failure(explorer))];
  }

  private overlaps(explorer: Explorer, said: Set<string>): Diagnosed {
    return this.takers.flatMap((one, at) => {
      const alone = this.applying(one, [this.start], explorer).yes;
      if (alone.length > 0 || explorer.undecided) this.chosen.add(one.name);
      return this.takers.slice(at + 1).flatMap((other): Diagnosed => {
        const key = `${one.name} ${other.name}`;
        if (said.has(key)) return [];
        const both = this.applying(other, alone, explorer).yes;
        const world = this.surest(both, [one, other], explorer);
        if (world === undefined) return [];
        said.add(key);
        return [this.overlap(one, other, world)];
      });
    });
  }

  private overlap(one: WorkflowDefinition, other: WorkflowDefinition, world: World): Diagnostic {
    const always = one.appliesTo.when === null && other.appliesTo.when === null;
    const sure = world.isPlain;
    const which = always ? `every change of type \`${this.type ?? ''}\`` : changeText(world);
    return {
      severity: sure ? 'error' : 'warning',
      code: 'two-workflows',
      message: `\`${one.name}\` and \`${other.name}\` ${sure ? 'both' : 'may both'} apply to ${which}`,
      span: other.span,
      related: [{ message: 'the other one', span: one.span }],
      help: always
        ? 'give one of them a further (when EXPR), or another type'
        : 'let the conditions exclude each other: what one of them asks for, the other refuses with (not …)',
    };
  }

  /** A world of fields alone in which both apply, whatever is computed; else the first in which they may. */
  private surest(
    both: readonly World[],
    workflows: readonly WorkflowDefinition[],
    explorer: Explorer,
  ): World | undefined {
    const sure = both.slice(0, TRIED_MAX).find((world) => {
      let worlds: readonly World[] = [world.plain()];
      return workflows.every((workflow) => {
        const { yes, no } = this.applying(workflow, worlds, explorer);
        worlds = yes;
        return no.length === 0 && yes.length > 0;
      });
    });
    return both.find(({ isPlain }) => isPlain) ?? sure?.plain() ?? both[0];
  }

  private gap(explorer: Explorer): Diagnosed {
    const [first] = this.takers;
    const left = this.takers.reduce<readonly World[]>(
      (worlds, taker) => this.applying(taker, worlds, explorer).no,
      [this.start],
    );
    const world = plainest(left);
    if (explorer.undecided) return [this.undecided()];
    if (world === undefined || first === undefined) return [];
    const verb = world.isPlain ? 'applies' : 'may apply';
    return [
      {
        severity: 'warning',
        code: 'no-workflow',
        message: `no workflow ${verb} to ${changeText(world)}: it would be refused`,
        span: first.span,
        help: 'let one of the workflows take what the others leave, with (not …) of their conditions',
      },
    ];
  }

  /** A condition that reads what a change need not have, or counts with what is no number: such a change would be refused. */
  private failure({ missing, failing }: Explorer): Diagnosed {
    const absent = missing.find(({ world }) => world.isPlain);
    if (absent !== undefined) {
      const { kind, name, text } = absent.subject;
      const why = kind === 'fact' ? `has no fact \`${name}\` yet` : `need not have a \`${name}\``;
      const help = `say what stands for it: ${text.slice(0, -1)} #f)`;
      return [this.untold(absent.world, `such a change ${why}`, help)];
    }
    const wrong = failing.find(({ world }) => world.isPlain);
    if (wrong === undefined) return [];
    const why = `\`${wrong.text}\` is worked out there, and \`${wrong.operand}\` is no number`;
    return [this.untold(wrong.world, why, 'let a number stand for what is missing: (field … 0)')];
  }

  private untold(world: World, why: string, help: string): Diagnostic {
    return {
      severity: 'warning',
      code: 'no-workflow',
      message: `which workflow applies to ${changeText(world)} cannot be told: ${why}, and it would be refused`,
      span: this.takers[0]!.span,
      help,
    };
  }

  private applying(
    { appliesTo: { when } }: WorkflowDefinition,
    worlds: readonly World[],
    explorer: Explorer,
  ): Truths {
    return when === null ? { yes: worlds, no: [] } : procedureTruths(when, worlds, explorer);
  }

  private undecided(): Diagnostic {
    const which = this.type === null ? 'types that no workflow names' : `type \`${this.type}\``;
    return {
      severity: 'warning',
      code: 'undecided',
      message: `whether exactly one workflow applies to each change of ${which} was not decided: the conditions are too large`,
      span: this.takers[0]!.span,
      help: 'divide the type, or shorten the conditions',
    };
  }
}

const plainest = (worlds: readonly World[]): World | undefined =>
  worlds.find(({ isPlain }) => isPlain) ?? worlds[0];

/** A change of the world as a test of the policy would make it. */
function changeText(world: World): string {
  const { examples } = world;
  const fields = examples.flatMap(({ subject, value }) =>
    subject.kind === 'field' && value !== undefined ? `(${subject.name} ${quoted(value)})` : [],
  );
  const further = examples.flatMap(({ subject, value }) =>
    subject.kind === 'computed'
      ? `\`${subject.text}\` is ${value === undefined ? 'something else' : writeValue(value)}`
      : [],
  );
  const where = further.length === 0 ? '' : `, where ${further.join(' and ')}`;
  return `\`(new-change _ ${fields.join(' ')})\`${where}`;
}

const writeValue = (value: Parameters<typeof quoted>[0]): string => `\`${quoted(value)}\``;
