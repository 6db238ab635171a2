import { list, symbol, type Datum } from '../core/datum.ts';
import type { Definition } from '../language/program.ts';
import type { Core } from '../machine/code.ts';
import type { Definitions, SystemDefinition } from './definitions.ts';

/**
 * The procedures that the library expects of a policy: `(%catalogue)`, the systems as
 * `(NAME CRITICALITY OWNER ENVIRONMENT (DEPENDS-ON …))`, and `(%default-model)`, the only risk model or false.
 */
export function generatedDefinitions({ systems, riskModels }: Definitions): readonly Definition[] {
  const [model, another] = riskModels;
  const only = model !== undefined && another === undefined ? symbol(model.name) : false;
  return [
    constantProcedure('%catalogue', list(...systems.map(entryOf))),
    constantProcedure('%default-model', only),
  ];
}

function entryOf({ name, criticality, owner, environment, dependsOn }: SystemDefinition): Datum {
  const word = (text: string | null): Datum => (text === null ? false : symbol(text));
  return list(
    symbol(name),
    criticality ?? false,
    word(owner),
    word(environment),
    list(...dependsOn.map(symbol)),
  );
}

function constantProcedure(name: string, value: Datum): Definition {
  const core: Core = ['lambda', [], null, ['const', value]];
  const span = { file: '', start: 0, end: 0 };
  return { name, core, positions: { file: '', offsets: [-1, -1, -1, -1] }, span, nameSpan: span };
}
