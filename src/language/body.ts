import type { Core } from '../machine/code.ts';
import { defineParts, syntaxBinding, valuesParts } from './define.ts';
import type { Expander } from './expand.ts';
import { type Bound, sequentialBindings } from './compile/letrec.ts';
import { recordDefinitions } from './core-forms/record.ts';
import type { Stx, StxList } from './syntax.ts';

/** One step of a body: an expression, or a definition of the local. */
interface Step {
  readonly local: number | null;
  readonly make: () => Core;
}

/**
 * A body of which definitions and expressions follow each other in any order, with the meaning of letrec*. All names
 * are bound before any value is expanded. `expander` is for the body's own, new scope.
 */
export function expandBody(stxs: readonly Stx[], at: Stx, expander: Expander): Core {
  const steps: Step[] = [];
  const pending = stxs.toReversed();
  for (let stx = pending.pop(); stx !== undefined; stx = pending.pop()) {
    const { stx: form, binding } = expander.head(stx);
    if (binding?.kind === 'definition' && form.kind === 'list') {
      if (binding.name === 'begin') pending.push(...form.items.slice(1).toReversed());
      else steps.push(...definition(binding.name, form, expander));
    } else {
      const origin = stx;
      steps.push({ local: null, make: () => expander.work.place(expander.expand(form), origin) });
    }
  }
  const last = steps.at(-1);
  if (last === undefined || last.local !== null) {
    const what = last === undefined ? 'this body is empty' : 'this body ends with a definition';
    return expander.malformed(at, what, 'end it with the expression that gives its value');
  }
  return assemble(steps, expander);
}

function definition(name: string, form: StxList, expander: Expander): Step[] {
  switch (name) {
    case 'define': {
      const parts = defineParts(form, expander);
      if (parts === undefined) return [];
      const local = expander.bindLocal(parts.name);
      return [{ local, make: () => parts.value(expander) }];
    }
    case 'define-syntax': {
      const bound = syntaxBinding(form, expander);
      if (bound !== undefined) expander.scope.bind(bound.name, bound.binding);
      return [];
    }
    case 'define-values':
      return valuesSteps(form, expander);
    case 'define-record-type':
      return recordDefinitions(form, expander).map(({ name: bound, value }) => {
        const local = expander.bindLocal(bound);
        return { local, make: () => value(expander) };
      });
    default:
      expander.malformed(form, `\`${name}\` stands at top level only`, 'move it out of this form');
      return [];
  }
}

function valuesSteps(form: StxList, expander: Expander): Step[] {
  const parts = valuesParts(form, expander);
  if (parts === undefined) return [];
  const tuple = expander.work.newLocal('values');
  const names = parts.names.map((name, index): Step => {
    return { local: expander.bindLocal(name), make: () => parts.part(['ref', tuple], index) };
  });
  return [{ local: tuple, make: () => parts.tuple(expander) }, ...names];
}

function assemble(steps: readonly Step[], expander: Expander): Core {
  const firstOfTail = steps.findLastIndex(({ local }) => local !== null) + 1;
  const bindings: Bound[] = [];
  for (let index = 0; index < firstOfTail;) {
    const { local, make } = steps[index]!;
    if (local !== null) {
      bindings.push([local, make()]);
      index += 1;
      continue;
    }
    // Expressions between definitions keep their place in the order as the value of a local that nobody reads.
    const between: Core[] = [];
    while (steps[index]!.local === null) between.push(steps[index++]!.make());
    bindings.push([
      expander.work.newLocal('_'),
      between.length === 1 ? between[0]! : ['seq', ...between],
    ]);
  }
  const tail = steps.slice(firstOfTail).map(({ make }) => make());
  const body: Core = tail.length === 1 ? tail[0]! : ['seq', ...tail];
  return sequentialBindings(bindings, body);
}
