/** Roles that no policy defines: everyone has the first, and every agent the second besides. */
export const MEMBER = 'member';
export const AGENT = 'agent';
