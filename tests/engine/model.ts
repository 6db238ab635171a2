/** What a model of a change takes of a command: enough to foresee its outcome, and no more. */
export type Op =
  | { readonly op: 'signal'; readonly person: string; readonly name: string }
  | {
      readonly op: 'vote';
      readonly person: string;
      readonly request: string;
      readonly decision: 'approve' | 'reject' | 'revise' | 'abstain';
    }
  | { readonly op: 'task'; readonly person: string; readonly name: string }
  | { readonly op: 'edit'; readonly field: 'systems' | 'test_plan' }
  | { readonly op: 'comment' }
  | { readonly op: 'cancel' };

export const people: { readonly [id: string]: readonly string[] } = {
  ann: ['maker'],
  bob: ['checker'],
  cas: ['checker', 'boss'],
  dee: ['boss'],
  eve: ['doer'],
  fay: ['checker', 'maker'],
};

export const workflows = `
(define-role maker) (define-role checker) (define-role boss) (define-role doer)

(define-workflow votes
  (applies-to (type votes))
  (identifier "VO-{date}-{n:6}")
  (await-signal submit (by (author)))
  (require-approval board (by checker) (quorum 2) (within "3d"))
  (close 'successful))

(define-workflow pair
  (applies-to (type pair))
  (identifier "PA-{date}-{n:6}")
  (await-signal submit (by (author)))
  (revisable
    (define what (field 'systems '()))
    (parallel-for (who '(checker boss))
      (require-approval look (by who) (distinct lookers))))
  (task do-it (by doer) (artifact "report.md"))
  (close 'successful))

(define-workflow ways
  (applies-to (type ways))
  (identifier "WA-{date}-{n:6}")
  (race ((await-signal left (by doer)) (close 'left))
        ((task right (by doer)) (close 'right))
        ((sleep "2d") (close 'too-late))))
`;

export const kinds = ['votes', 'pair', 'ways'] as const;
export type Kind = (typeof kinds)[number];

const HOUR = 1;
const BOARD_HOURS = 72 * HOUR;
const WAYS_HOURS = 48 * HOUR;

/** An approval that is open, or has been: who has voted in it in a way that counts, and who at all. */
interface Ballot {
  readonly request: string;
  readonly role: string;
  readonly needed: number;
  readonly approvals: Set<string>;
  readonly counted: Set<string>;
  readonly voted: Set<string>;
}

/** What may be planted in a model so that it must be found to disagree. */
export interface Beliefs {
  readonly authorsVote?: boolean;
  readonly boardHours?: number;
}

/**
 * One change, told in sets and numbers: no machine, no policy, no records. It foresees whether a command is taken, what
 * is asked afterwards, and how the change ends.
 */
export class ModelChange {
  readonly author: string;
  readonly #kind: Kind;
  readonly #beliefs: Beliefs;
  readonly #past: Ballot[] = [];
  #ballots: Ballot[] = [];
  #waiting: string[];
  /** Approvals of this round, which an edit of what they read makes stale. */
  #approvedInRound = 0;
  #inRound = false;
  #due: number | null = null;
  #outcome: string | null = null;

  constructor(kind: Kind, author: string, now: number, beliefs: Beliefs = {}) {
    this.author = author;
    this.#kind = kind;
    this.#beliefs = beliefs;
    this.#waiting = kind === 'ways' ? ['left', 'right', 'sleep'] : ['submit'];
    if (kind === 'ways') this.#due = now + WAYS_HOURS;
  }

  get outcome(): string | null {
    return this.#outcome;
  }

  /** Names of what is open, in any order. */
  get open(): readonly string[] {
    return [...this.#waiting, ...this.#ballots.map(({ request }) => request)].sort();
  }

  pass(now: number): void {
    if (this.#due === null || now < this.#due) return;
    this.#close(this.#kind === 'ways' ? 'too-late' : 'expired');
  }

  /** Whether the command is taken; the change is as it is then. */
  take(op: Op, now: number): boolean {
    if (op.op === 'comment') return true;
    if (op.op === 'vote') return this.#vote(op);
    if (this.#outcome !== null) return false;
    switch (op.op) {
      case 'signal':
        return this.#signal(op.person, op.name, now);
      case 'task':
        return this.#task(op.person, op.name);
      case 'edit':
        return op.field === 'test_plan' || this.#editWhatWasRead();
      case 'cancel':
        this.#close('cancelled');
        return true;
    }
  }

  #signal(person: string, name: string, now: number): boolean {
    if (!this.#waiting.includes(name)) return false;
    if (name === 'left') {
      if (!has(person, 'doer')) return false;
      this.#close('left');
      return true;
    }
    if (person !== this.author || (name !== 'submit' && name !== 'resubmit')) return false;
    this.#waiting = [];
    this.#ask(now);
    return true;
  }

  #ask(now: number): void {
    if (this.#kind === 'votes') {
      this.#ballots = [ballot('board', 'checker', 2)];
      this.#due = now + (this.#beliefs.boardHours ?? BOARD_HOURS);
      return;
    }
    this.#ballots = [ballot('look:checker', 'checker', 1), ballot('look:boss', 'boss', 1)];
    this.#inRound = true;
    this.#approvedInRound = 0;
  }

  #task(person: string, name: string): boolean {
    if (!this.#waiting.includes(name) || !has(person, 'doer')) return false;
    if (name !== 'right' && name !== 'do-it') return false;
    this.#close(name === 'right' ? 'right' : 'successful');
    return true;
  }

  #vote({ person, request, decision }: Extract<Op, { op: 'vote' }>): boolean {
    const open = this.#ballots.find((one) => one.request === request);
    if (open === undefined) return this.#voteLate(person, request);
    const may =
      (person !== this.author || this.#beliefs.authorsVote === true) &&
      has(person, open.role) &&
      (decision !== 'revise' || this.#kind === 'pair') &&
      !this.#hasVoted(person);
    if (!may) return false;
    open.counted.add(person);
    open.voted.add(person);
    if (decision === 'approve') open.approvals.add(person);
    if (decision === 'revise') this.#sendBack();
    if (decision === 'reject') this.#close('rejected');
    if (open.approvals.size >= open.needed) this.#approved(open);
    return true;
  }

  /** Whoever was asked and has not voted may still be heard when it is decided, and decides nothing. */
  #voteLate(person: string, request: string): boolean {
    const last = this.#past.findLast((one) => one.request === request);
    if (last === undefined || last.voted.has(person)) return false;
    if (person === this.author || !has(person, last.role)) return false;
    last.voted.add(person);
    return true;
  }

  /** One person, one vote; in a pair, in one of the two. */
  #hasVoted(person: string): boolean {
    const decided = this.#past.slice(this.#past.length - this.#approvedInRound);
    return [...this.#ballots, ...decided].some(({ counted }) => counted.has(person));
  }

  #approved(done: Ballot): void {
    this.#ballots = this.#ballots.filter((one) => one !== done);
    this.#past.push(done);
    this.#approvedInRound += 1;
    if (this.#ballots.length > 0) return;
    this.#inRound = false;
    if (this.#kind === 'votes') this.#close('successful');
    else this.#waiting = ['do-it'];
  }

  #editWhatWasRead(): boolean {
    if (this.#kind !== 'pair') return true;
    if (this.#waiting.includes('do-it')) return false;
    if (!this.#inRound) return true;
    for (const one of this.#ballots) {
      one.counted.clear();
      one.approvals.clear();
    }
    if (this.#approvedInRound > 0) this.#sendBack();
    return true;
  }

  #sendBack(): void {
    this.#past.push(...this.#ballots);
    this.#ballots = [];
    this.#approvedInRound = 0;
    this.#inRound = false;
    this.#waiting = ['resubmit'];
  }

  #close(outcome: string): void {
    this.#outcome = outcome;
    this.#past.push(...this.#ballots);
    this.#ballots = [];
    this.#waiting = [];
    this.#due = null;
  }
}

const has = (person: string, role: string): boolean => people[person]?.includes(role) ?? false;

const ballot = (request: string, role: string, needed: number): Ballot => ({
  request,
  role,
  needed,
  approvals: new Set(),
  counted: new Set(),
  voted: new Set(),
});
