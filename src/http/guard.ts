import type { Request } from 'express';
import { refuse, type Refusal } from '../core/refusal.ts';

/** Headers by which a proxy says that it stands between. */
const forwarded = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/**
 * Where the machine itself vouches for callers, a web page must not be able to speak for them: the request has to name
 * this host, come from no foreign origin and pass no proxy.
 */
export function guardRefusal(
  request: Request,
  guard: { readonly hosts: readonly string[]; readonly refuseForwarded: boolean },
): Refusal | null {
  const host = hostName(`http://${request.get('host') ?? ''}`);
  if (host === null || !guard.hosts.includes(host)) {
    return refuse('not-permitted', `This server answers to ${guard.hosts.join(', ')} only.`);
  }
  const origin = request.get('origin');
  const from = origin === undefined ? host : hostName(origin);
  if (from === null || !guard.hosts.includes(from)) {
    return refuse('not-permitted', 'Requests from pages of another origin are refused.');
  }
  if (guard.refuseForwarded && forwarded.some((name) => request.get(name) !== undefined)) {
    return refuse(
      'not-permitted',
      'Forwarded requests are refused: the demo stands behind no proxy.',
    );
  }
  return null;
}

/** The host of a URL without its port, IPv6 in brackets; null where it is none. */
function hostName(url: string): string | null {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
}
