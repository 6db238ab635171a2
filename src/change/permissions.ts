import { permitted } from '../access/permitted.ts';
import type { Permission } from '../access/principal.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Command } from './commands.ts';
import { viewOf, type Transition } from './transition.ts';

/** Whoever acts on a change is shown it, so acting on one takes this too. */
export const READ: Permission = { action: 'read', object: 'change' };

const SUBMIT: Permission = { action: 'submit', object: 'change' };
const DECIDE: Permission = { action: 'decide', object: 'approval' };

/**
 * The signals that operations of their own deliver, with what those operations need: whoever sends one by its name needs
 * that besides, or a prohibition of the operation would stop nobody.
 */
export const signalPermissions = {
  submit: SUBMIT,
  resubmit: SUBMIT,
  expedite: { action: 'expedite', object: 'change' },
  cancel: { action: 'cancel', object: 'change' },
  approve: DECIDE,
  reject: DECIDE,
  revise: DECIDE,
  abstain: DECIDE,
} as const satisfies { readonly [signal: string]: Permission };

/** The words that decide, where a workflow waits for them as signals. */
export const isDecision = (signal: string): boolean => permissionOf(signal) === DECIDE;

/** Whether a signal hands a change in, for the first time or for a further round. */
export const isSubmission = (signal: string): boolean => permissionOf(signal) === SUBMIT;

/** What a signal, given as NAME or NAME:KEY, needs besides that signals may be sent. */
function permissionOf(signal: string): Permission | undefined {
  const [name = ''] = signal.split(':');
  const known: { readonly [signal: string]: Permission } = signalPermissions;
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** Asks the access rules, those too that look at the change, now that it is there to look at. */
export function notPermitted({ state, context }: Transition, command: Command): Refusal | null {
  const { access, actor, tenant, budget } = context;
  if (access === null) return null;
  const { permission, ceiling, ...rules } = access;
  const { for: actingFor, ...who } = actor;
  const holder = {
    ...who,
    name: who.id,
    tenant,
    ...(actingFor === undefined ? {} : { actingFor }),
  };
  const principal = ceiling === undefined ? holder : { ...holder, ceiling };
  const question = { ...rules, budget, view: viewOf(state, context, null) };
  for (const needed of neededFor(command, permission)) {
    const answer = permitted({ ...question, ...needed, principal });
    if (!answer.ok) return answer.error;
  }
  // A credential that allows an operation allows what it shows: there it sets no limit.
  const shown = permitted({ ...question, ...READ, principal: holder });
  return shown.ok ? null : shown.error;
}

/** What its own operation needs first, since that is what the caller asked for. */
function neededFor(command: Command, own: Permission): readonly Permission[] {
  const signal = command.kind === 'signal' ? permissionOf(command.name) : undefined;
  return signal === undefined || signal === own ? [own] : [own, signal];
}
