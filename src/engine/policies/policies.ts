import { err, ok, type Result } from '../../core/result.ts';
import type { Program } from '../../machine/program.ts';
import { asksRolesOfOthers } from '../../policy/asks-roles.ts';
import type { Policy } from '../../policy/definitions.ts';
import type { PolicyLibrary } from '../../policy/library.ts';
import { loadPolicy } from '../../policy/load.ts';
import { verified } from '../../verify/workflow/verify-policy.ts';
import { newLinker, policyProgram } from '../../policy/program.ts';
import type { ActivePolicy, ReadPolicy, RefusedPolicy } from '../api.ts';
import type { Store } from '../ports.ts';

/** A policy with its linked program. */
export interface Running {
  readonly policy: Policy;
  readonly program: Program;
  /** Whether its code may ask for the roles of others than whoever acts. */
  readonly asksRoles: boolean;
}

/**
 * The policy in force, and every other that a change is still pinned to. Owns the cache of linked programs; the store
 * owns the policies themselves, so that their files may be edited or deleted.
 */
export interface Policies {
  /** Resolves when the first policy is in force. */
  readonly ready: Promise<void>;
  active(): ActivePolicy;
  /** Whether this policy, of this commit, is the one in force. */
  isActive(policy: Policy): boolean;
  current(): Running;
  /** The policy of an id, from memory or the store; a fault when the store has lost it. */
  pinned(id: string): Promise<Running>;
  /** Reads a directory and keeps what it says; with errors nothing changes. */
  read(directory: string): Promise<Result<ReadPolicy, RefusedPolicy>>;
  /** Puts in force what `read` gave, or the store. */
  put(active: ActivePolicy): void;
}

/** `library` is what directories are read over, where it was read already. */
export function createPolicies(
  store: Pick<Store, 'policy' | 'savePolicy'>,
  library?: PolicyLibrary,
): Policies {
  const linked = new Map<string, Running>();
  const linker = newLinker();
  let active: ActivePolicy | null = null;
  let begin: () => void = () => undefined;
  const ready = new Promise<void>((done) => (begin = done));

  const link = (policy: Policy): Running => {
    const known = linked.get(policy.id);
    if (known !== undefined) return known;
    const program = policyProgram(policy, linker);
    const running = { policy, program, asksRoles: asksRolesOfOthers(policy) };
    linked.set(policy.id, running);
    return running;
  };

  const inForce = (): ActivePolicy => {
    if (active === null) throw new Error('no policy is in force');
    return active;
  };

  return {
    ready,
    active: inForce,
    isActive: ({ id, provenance: { commit, dirty } }) =>
      active !== null &&
      active.policy.id === id &&
      active.policy.provenance.commit === commit &&
      active.policy.provenance.dirty === dirty,
    current: () => link(inForce().policy),
    async pinned(id) {
      const known = linked.get(id);
      if (known !== undefined) return known;
      const policy = await store.policy(id);
      if (policy === null)
        throw new Error(`the store has lost the policy ${id}, which changes are pinned to`);
      return link(policy);
    },
    async read(directory) {
      const over = library === undefined ? {} : { library };
      const check = verified(await loadPolicy(directory, { ...over, linker }));
      if (check.policy === null) {
        const { diagnostics, files } = check;
        if (active !== null) active = { ...active, diagnostics, texts: files };
        return err({ diagnostics, files });
      }
      await store.savePolicy(check.policy);
      return ok({
        policy: check.policy,
        directory,
        diagnostics: check.diagnostics,
      });
    },
    put(next) {
      link(next.policy);
      active = next;
      begin();
    },
  };
}
