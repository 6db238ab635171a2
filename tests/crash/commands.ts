import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command as it is sent, and sent again after a crash: its mark is found in the one record that it makes. */
export interface Command {
  readonly mark: string;
  readonly person: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: { readonly [name: string]: unknown };
  /** The version that the change must have, or null for any. */
  readonly expects: number | null;
}

/** The part of an answered change that clients go by. */
export interface View {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly waiting: readonly { readonly request: string; readonly kind: string }[];
}

export type Reply =
  | { readonly kind: 'acknowledged'; readonly view: View }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  /** The connection broke, or the server said that it takes no commands: it may have been done or not. */
  | { readonly kind: 'unanswered' };

/** Speaks to whatever server there is now, as the people of the demo. */
export interface Client {
  send(command: Command): Promise<Reply>;
  get(person: string, path: string): Promise<unknown>;
}

export function createClient(url: string, data: string): Client {
  const tokens = JSON.parse(readFileSync(join(data, 'secrets', 'tokens.json'), 'utf8')) as {
    readonly [person: string]: string;
  };
  const bearer = (person: string) => ({ authorization: `Bearer ${tokens[person] ?? ''}` });
  return {
    async send({ mark, person, method, path, body, expects }) {
      try {
        const response = await fetch(url + path, {
          method,
          headers: {
            ...bearer(person),
            'content-type': 'application/json',
            'idempotency-key': mark,
            ...(expects === null ? {} : { 'if-match': `"${expects}"` }),
          },
          body: JSON.stringify(body),
        });
        const text = await response.text();
        if (response.ok) return { kind: 'acknowledged', view: JSON.parse(text) as View };
        if (response.status === 503) return { kind: 'unanswered' };
        return { kind: 'refused', status: response.status, text };
      } catch {
        return { kind: 'unanswered' };
      }
    },
    async get(person, path) {
      const response = await fetch(url + path, { headers: bearer(person) });
      return response.json();
    },
  };
}
