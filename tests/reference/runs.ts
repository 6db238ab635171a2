/** A program being run, by the machine or by the reference, as far as the two are compared. */
export interface Run {
  start(): void;
  /** Answers an open request. */
  answer(id: number, answer: Answer): void;
  /** What was said since the last time. */
  take(): Said[];
  /** What was displayed since the start. */
  readonly trace: string;
  /** How it ended, in words; null while it waits. */
  readonly ended: string | null;
}

/** What a request says beside its name and key, in words: how long, which names, which change. */
export type Clauses = { readonly [clause: string]: string };

export type Said =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly request: string;
      readonly name: string;
      readonly key: string;
      readonly clauses: Clauses;
    }
  | { readonly kind: 'withdraw'; readonly id: number }
  | { readonly kind: 'effect'; readonly name: string; readonly data: string };

/** What the world answers: a decision with an outcome, or a number. */
export type Answer = { readonly outcome: string } | { readonly value: number };
