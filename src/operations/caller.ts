import type { Principal } from '../access/principal.ts';

/** Who calls an operation, as adapters pass it on: made from a credential, never from an argument. */
export type Caller = Principal;
