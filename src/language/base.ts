import { binding } from './core-forms/binding.ts';
import { condExpand } from './core-forms/cond-expand.ts';
import { conditionals } from './core-forms/conditionals.ts';
import { procedures } from './core-forms/procedure.ts';
import { Scope } from './scope.ts';

/** Words with a meaning inside other forms only. */
const AUXILIARIES = ['else', '=>', '...', '_', 'unquote', 'unquote-splicing', 'syntax-rules'];
/** Forms that stand at top level and in bodies; `begin` also where a value is wanted. */
const DEFINITIONS = [
  'begin',
  'define',
  'define-values',
  'define-record-type',
  'define-syntax',
  'import',
];

/** The keywords of the base language: what every text sees, whatever else there is. */
export const baseScope: Scope = makeBaseScope();

function makeBaseScope(): Scope {
  const scope = new Scope(null);
  for (const name of AUXILIARIES) scope.bindName(name, { kind: 'auxiliary', name });
  for (const name of DEFINITIONS) scope.bindName(name, { kind: 'definition', name });
  for (const forms of [conditionals, binding, procedures]) {
    for (const [name, form] of forms) scope.bindName(name, { kind: 'core-form', name, form });
  }
  scope.bindName('cond-expand', { kind: 'rewrite', name: 'cond-expand', rewrite: condExpand });
  return scope;
}
