import type { Datum } from '../../core/datum.ts';
import { canonicalJson } from '../../core/canonical.ts';
import type { Core } from '../../machine/code.ts';
import { exactText } from '../../core/exact.ts';
import type { Linear } from './linear.ts';
import type { Subject } from './subject.ts';
import { quoted, type World } from './world.ts';

/** The value of an expression, as far as it is known before anything runs. */
export type Value =
  | { readonly kind: 'datum'; readonly datum: Datum }
  | { readonly kind: 'subject'; readonly subject: Subject }
  /** A number that is worked out of others; `text` is how. */
  | { readonly kind: 'sum'; readonly sum: Linear; readonly text: string }
  | { readonly kind: 'procedure'; readonly name: string }
  | { readonly kind: 'closure'; readonly code: Core; readonly env: Env };

/** The locals of one definition; those not in it hold what nobody knows. */
export interface Env {
  readonly definition: string;
  readonly locals: ReadonlyMap<number, Value>;
}

/** One way in which an expression may come to a value, and the world in which it does. */
export interface Way {
  readonly value: Value;
  readonly world: World;
}

export interface Truths {
  readonly yes: readonly World[];
  readonly no: readonly World[];
}

export const datumValue = (datum: Datum): Value => ({ kind: 'datum', datum });
export const truthValue = (holds: boolean): Value => datumValue(holds);

/** As an author would write it. */
export function textOf(value: Value): string {
  switch (value.kind) {
    case 'datum':
      return quoted(value.datum);
    case 'subject':
      return value.subject.text;
    case 'sum':
      return value.text;
    case 'procedure':
      return value.name;
    case 'closure':
      return '(lambda …)';
  }
}

export const callText = (name: string, args: readonly Value[]): string =>
  `(${[name, ...args.map(textOf)].join(' ')})`;

/** Equal for what has equal values. */
export function keyOf(value: Value): string {
  switch (value.kind) {
    case 'datum':
      return canonicalJson(value.datum);
    case 'subject':
      return value.subject.key;
    case 'sum':
      return sumKey(value.sum);
    case 'procedure':
      return value.name;
    case 'closure':
      return `${value.env.definition} ${canonicalJson(value.code)} ${[...value.env.locals]
        .map(([local, held]) => `${local}=${keyOf(held)}`)
        .join(' ')}`;
  }
}

const sumKey = ({ terms, constant }: Linear): string =>
  `(+ ${[
    exactText(constant),
    ...terms.map(({ subject, factor }) => `(* ${exactText(factor)} ${subject.key})`),
  ].join(' ')})`;

/** Whether it stays what it is while time passes and others act. */
export function lasts(value: Value): boolean {
  switch (value.kind) {
    case 'datum':
    case 'procedure':
      return true;
    case 'subject':
      return value.subject.lasting;
    case 'sum':
      return value.sum.terms.every(({ subject }) => subject.lasting);
    case 'closure':
      return false;
  }
}
