import { canonicalJson } from '../../core/canonical.ts';
import type { Core } from '../../machine/code.ts';
import {
  areSame,
  common,
  example,
  isEmpty,
  split,
  type Test,
} from '../../policy/conditions/domain.ts';
import { Explorer, type Meaning } from '../../policy/conditions/explore.ts';
import type { Linear } from '../../policy/conditions/linear.ts';
import type { Order } from '../../policy/conditions/numbers.ts';
import type { Subject } from '../../policy/conditions/subject.ts';
import type { Truths } from '../../policy/conditions/value.ts';
import { quoted, type World } from '../../policy/conditions/world.ts';
import type { Truth } from '../workflow/value.ts';
import { roleAskedOf } from './terms.ts';

const nowhere = { definition: '', locals: new Map<never, never>() };

/** Which ways tests go for one class of changes; where both are possible, how the class divides. */
export class ClassTests {
  /** The classes within this one that a test tells apart; null as long as none does. */
  division: readonly World[] | null = null;
  private readonly meaning: Meaning;
  private readonly world: World;
  private readonly known: (subject: Subject) => boolean;
  private readonly asked = new Map<string, Truth>();

  /** `known` are the subjects that stay what they are while a change runs. */
  constructor(meaning: Meaning, world: World, known: (subject: Subject) => boolean) {
    this.meaning = meaning;
    this.world = world;
    this.known = known;
  }

  truthOf(term: Core): Truth {
    const key = canonicalJson(term);
    const before = this.asked.get(key);
    if (before !== undefined) return before;
    const explorer = new Dividing(this.meaning, this.world, this.known);
    const { yes, no } = explorer.truths(term, nowhere, [this.world]);
    if (!explorer.undecided) this.division ??= explorer.division;
    const truth = explorer.undecided
      ? { then: true, otherwise: true }
      : { then: yes.length > 0, otherwise: no.length > 0 };
    this.asked.set(key, truth);
    return truth;
  }
}

/** Notes the first question about what is known of a class that it does not answer in one way. */
class Dividing extends Explorer {
  division: readonly World[] | null = null;
  private readonly whole: World;
  private readonly known: (subject: Subject) => boolean;

  constructor(meaning: Meaning, whole: World, known: (subject: Subject) => boolean) {
    super(meaning);
    this.whole = whole;
    this.known = known;
  }

  override asked(subject: Subject, test: Test, world: World): Truths {
    // Who looks at a change that is under way has its score, and knows its author.
    if (subject.kind === 'fact' && test.kind === 'absent' && this.known(subject))
      return { yes: [], no: [world] };
    if (this.known(subject)) {
      const [yes, no] = this.whole.split(subject, test);
      this.divides(yes === undefined ? [] : [yes], no === undefined ? [] : [no]);
    }
    return super.asked(subject, test, world);
  }

  override compared(sum: Linear, order: Order, world: World): Truths {
    if (sum.terms.every(({ subject }) => this.known(subject))) {
      const { yes, no } = this.whole.compare(sum, order);
      this.divides(yes, no);
    }
    return super.compared(sum, order, world);
  }

  override equated(one: Subject, other: Subject, world: World): Truths {
    if (this.known(one) && this.known(other)) {
      const { yes, no } = this.whole.equate(one, other);
      this.divides(yes, no);
    }
    return super.equated(one, other, world);
  }

  private divides(yes: readonly World[], no: readonly World[]): void {
    if (yes.length > 0 && no.length > 0) this.division ??= [...yes, ...no];
  }
}

/**
 * The subjects that tell a world in which something is said from all those in which it is not: without one of them a
 * world of `others` would fit as well.
 */
export function tellingSubjects(world: World, others: readonly World[]): readonly Subject[] {
  const asked = world.examples.map(({ subject }) => subject);
  if (!world.isUnrelated) return asked;
  return asked.reduce<readonly Subject[]>((telling, subject) => {
    const less = telling.filter((one) => one !== subject);
    const fits = (other: World): boolean =>
      less.every((one) => !isEmpty(common(world.domainOf(one), other.domainOf(one))));
    return others.some(fits) ? telling : less;
  }, asked);
}

/** A change of the world, in words: what these subjects are. */
export function changeText(world: World, subjects: readonly Subject[]): string {
  const values = new Map(world.examples.map(({ subject, value }) => [subject.key, value]));
  return subjects
    .map((subject) => {
      const domain = world.domainOf(subject);
      const role = roleAskedOf(subject.name);
      if (role !== undefined)
        return `the author ${domain.truths.includes(true) ? 'has' : 'does not have'} the role \`${role}\``;
      const what = subject.kind === 'fact' ? 'the risk score' : `\`${subject.text}\``;
      if (isEmpty({ ...domain, absent: false })) return `${what} has no value`;
      const value = values.get(subject.key) ?? example(domain);
      const [, present] = split(subject.domain, { kind: 'absent' });
      return value === undefined || areSame(domain, present)
        ? `${what} has a value`
        : `${what} is \`${quoted(value)}\``;
    })
    .join(' and ');
}

/** Whether the author of a change of the world has these roles, as far as it says. */
export function mayBeBy(world: World, roles: readonly string[]): boolean {
  return world.examples.every(({ subject }) => {
    const role = roleAskedOf(subject.name);
    return role === undefined || world.domainOf(subject).truths.includes(roles.includes(role));
  });
}
