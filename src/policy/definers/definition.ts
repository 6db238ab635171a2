import type { Definer, Extra, FormContext } from '../../language/forms.ts';
import { spanOf, type Stx } from '../../language/syntax.ts';
import type { Core } from '../../machine/code.ts';
import type {
  AccessRule,
  CalendarDefinition,
  FieldDefinition,
  FreezeDefinition,
  RiskModelDefinition,
  RoleDefinition,
  RuleDefinition,
  SystemDefinition,
  TableDefinition,
  TestDefinition,
  WindowDefinition,
  WorkflowDefinition,
} from '../definitions.ts';
import { symbolConstant } from '../forms/core.ts';
import { headless, textOf } from '../forms/shape.ts';
import { refer, type Reference } from '../forms/values.ts';

/** What a definer hands over: the definition as data. */
export type Definition =
  | { readonly kind: 'workflow'; readonly value: WorkflowDefinition }
  | { readonly kind: 'risk-model'; readonly value: RiskModelDefinition }
  | { readonly kind: 'rule'; readonly value: RuleDefinition }
  | { readonly kind: 'table'; readonly value: TableDefinition }
  | { readonly kind: 'calendar'; readonly value: CalendarDefinition }
  | { readonly kind: 'freeze'; readonly value: FreezeDefinition }
  | { readonly kind: 'window'; readonly value: WindowDefinition }
  | { readonly kind: 'system'; readonly value: SystemDefinition }
  | { readonly kind: 'role'; readonly value: RoleDefinition }
  | { readonly kind: 'field'; readonly value: FieldDefinition }
  | { readonly kind: 'access'; readonly value: readonly AccessRule[] }
  | { readonly kind: 'test'; readonly value: TestDefinition };

/** Where a definer puts what its text leads to, beside the definition itself. */
export class Making {
  readonly name: string;
  readonly stx: Stx;
  readonly context: FormContext;
  readonly extras: Extra[] = [];

  constructor(name: string, stx: Stx, context: FormContext) {
    this.name = name;
    this.stx = stx;
    this.context = context;
  }

  /** Adds a top-level procedure and returns its name, which starts with % so that no author can have it. */
  procedure(part: string, core: Core, at: Stx): string {
    const name = `%${this.name}:${part}`;
    this.extras.push({ name, core, span: spanOf(at) });
    return name;
  }

  refer(kind: Reference['kind'], stx: Stx): string | undefined {
    const name = this.context.word(stx);
    if (name === undefined) {
      this.context.error('bad-clause', stx, `the name of a ${kind} is wanted here`);
    } else {
      refer(kind, name, stx, this.context);
    }
    return name;
  }

  referAll(kind: Reference['kind'], stxs: readonly Stx[]): readonly string[] {
    return stxs.flatMap((stx) => this.refer(kind, stx) ?? []);
  }
}

export interface Header {
  readonly name: string;
  readonly doc: string | null;
  readonly rest: readonly Stx[];
}

/** `(define-… NAME ["What it is."] …)`. */
function headerOf(stx: Stx, context: FormContext): Header | undefined {
  const [nameStx, ...rest] = headless(stx);
  const name = nameStx === undefined ? undefined : context.word(nameStx);
  if (name === undefined) return undefined;
  const doc = rest[0] === undefined ? undefined : textOf(rest[0]);
  return { name, doc: doc ?? null, rest: doc === undefined ? rest : rest.slice(1) };
}

export interface Made {
  /** What the name is bound to; the symbol of the name where left out. */
  readonly core?: Core;
  readonly definition: Definition;
}

/** A definer of a named thing from what makes its data. */
export function namedDefiner(make: (header: Header, making: Making) => Made): Definer {
  return {
    name: (stx) => headless(stx)[0],
    expand: (stx, context) => {
      const header = headerOf(stx, context);
      if (header === undefined) {
        context.error('bad-syntax', stx, 'a definition starts with the name that it defines');
        return { core: symbolConstant('') };
      }
      const making = new Making(header.name, stx, context);
      const { core, definition } = make(header, making);
      return {
        core: core ?? symbolConstant(header.name),
        data: definition,
        extras: making.extras,
      };
    },
  };
}
