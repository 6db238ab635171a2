/** Who calls: made from a credential where a request enters, and from nothing else. */
export interface Principal {
  readonly id: string;
  readonly kind: 'person' | 'agent' | 'system';
  /** For people to read. */
  readonly name: string;
  /** The roles that were given; `effectiveRoles` adds those that come with them. */
  readonly roles: readonly string[];
  /** The person an agent acts for. */
  readonly actingFor?: string;
  readonly tenant: string;
  /** What the credential allows at most, whatever the principal may; absent: no limit of its own. */
  readonly ceiling?: readonly Permission[];
}

/** A verb and what it is done to, such as `read` and `change`; in a ceiling `*` stands for any. */
export interface Permission {
  readonly action: string;
  readonly object: string;
}

export const matches = (rule: Permission, action: string, object: string): boolean =>
  (rule.action === '*' || rule.action === action) &&
  (rule.object === '*' || rule.object === object);
