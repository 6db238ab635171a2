import type { JsonObject } from '../core/json.ts';
import type { Fields } from './aggregate/model.ts';

/** What people, agents and systems may ask of one change. Decoded and permitted before it gets here. */
export type Command =
  | {
      readonly kind: 'create';
      readonly fields: Fields;
      readonly declared_type: string | null;
      /** Only one whose `applies-to` holds. */
      readonly workflow: string | null;
      readonly depends_on: readonly {
        readonly id: string;
        readonly policy: 'block' | 'warn' | 'allow';
      }[];
      /** Delivers the signal `submit` in the same commit. */
      readonly submit: boolean;
    }
  | {
      readonly kind: 'edit';
      readonly fields: Partial<Fields> & { readonly clear?: readonly string[] };
    }
  | {
      readonly kind: 'decide';
      /** NAME or NAME:KEY; null where the caller may decide on one request only. */
      readonly request: string | null;
      readonly decision: 'approve' | 'reject' | 'revise' | 'abstain';
      readonly reason: string | null;
      readonly conditions: readonly string[];
      readonly expected_digest: string | null;
      readonly confidence: number | null;
    }
  | { readonly kind: 'signal'; readonly name: string; readonly payload: JsonObject | null }
  | {
      readonly kind: 'task';
      readonly name: string;
      readonly content: string | null;
      readonly title: string | null;
      readonly payload: JsonObject | null;
    }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'cancel'; readonly reason: string | null }
  | { readonly kind: 'retry' }
  | {
      readonly kind: 'link-adr';
      readonly adr: string;
      readonly title: string;
      readonly content: string;
      /** What the tenant remembers of it besides. */
      readonly memory: Remembered;
    }
  | { readonly kind: 'archive' };

/** What is remembered of a topic until something newer is said of it. */
export type Remembered = JsonObject & { readonly topic_key: string };
