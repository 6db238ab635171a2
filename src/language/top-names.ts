import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import type { Scope } from './scope.ts';
import { type Identifier, spanOf } from './syntax.ts';

/** Who has which name at top level. */
export class TopNames {
  private readonly scope: Scope;
  private readonly mayRedefine: boolean;
  private readonly taken = new Map<string, Span>();

  constructor(scope: Scope, mayRedefine: boolean) {
    this.scope = scope;
    this.mayRedefine = mayRedefine;
  }

  /** The global name for an identifier, or undefined where it cannot have one, which is reported. */
  claim(identifier: Identifier, report: (diagnostic: Diagnostic) => void): string | undefined {
    // A name that a macro's template put in is the macro's own: no author can refer to it, or clash with it.
    if (identifier.kind === 'alias') return this.take(this.freshName(identifier.name), identifier);
    const { name } = identifier;
    if (this.scope.own(identifier) === undefined && this.scope.parent?.hides(name) === true) {
      const message = `\`${name}\` belongs to the language`;
      report({ ...mistake('redefines-library', message, identifier), help: 'choose another name' });
      return undefined;
    }
    return this.claimName(name, identifier, report);
  }

  /** The same for a name that is no identifier of the text. */
  claimName(name: string, at: Span, report: (diagnostic: Diagnostic) => void): string | undefined {
    const first = this.taken.get(name);
    if (first === undefined || this.mayRedefine) return this.take(name, at);
    report({
      ...mistake('defined-twice', `\`${name}\` is defined twice`, at),
      related: [{ message: 'the first definition', span: first }],
      help: 'rename or remove one of them',
    });
    return undefined;
  }

  private take(name: string, at: Span): string {
    this.taken.set(name, spanOf(at));
    return name;
  }

  private freshName(base: string): string {
    let count = 1;
    while (this.taken.has(`${base}~${count}`)) count += 1;
    return `${base}~${count}`;
  }
}

const mistake = (code: DiagnosticCode, message: string, at: Span): Diagnostic => ({
  severity: 'error',
  code,
  message,
  span: spanOf(at),
});
