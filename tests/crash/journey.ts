import type { Client, Command, Reply, View } from './commands.ts';

/** What became of a command, as its sender knows it. */
export interface Sent {
  readonly command: Command;
  reply: Reply;
}

/** Who answers for what in the policy that ships, among the people of the demo. */
const deciders: { readonly [request: string]: string } = {
  'review:tech-lead': 'tess',
  'review:payment-lead': 'pat',
  approve: 'tess',
  implement: 'dana',
  'review-outcome': 'vic',
};

const AUTHOR = 'dana';
/** Changes of so many steps do not get to their end. */
const STEPS_MAX = 20;

/**
 * One change after another, each from its creation to its end: what a client does that never forgets what it has sent.
 * Commands without an answer are sent again, with the same key, before anything else.
 */
export class Journey {
  readonly #name: string;
  readonly #random: () => number;
  readonly #log: Sent[];
  #pending: Sent[] = [];
  #view: View | null = null;
  #kind: 'basic' | 'normal' = 'basic';
  #steps = 0;
  #changes = 0;
  #marks = 0;

  constructor(name: string, random: () => number, log: Sent[]) {
    this.#name = name;
    this.#random = random;
    this.#log = log;
  }

  /** Whether a change of it is under way. */
  get underway(): boolean {
    return this.#pending.length > 0 || (this.#view !== null && this.#view.status === 'open');
  }

  /** One step: what is unanswered again, or else what comes next. False where an answer is still missing. */
  async step(client: Client): Promise<boolean> {
    if (this.#pending.length === 0) {
      this.#pending = this.#next().map((command) => ({ command, reply: { kind: 'unanswered' } }));
      this.#log.push(...this.#pending);
    }
    await Promise.all(this.#pending.map((sent) => this.#send(client, sent)));
    this.#pending = this.#pending.filter(({ reply }) => reply.kind === 'unanswered');
    return this.#pending.length === 0;
  }

  /** Now and then a command goes out twice at the same time, as from an impatient client. */
  async #send(client: Client, sent: Sent): Promise<void> {
    const copies = this.#random() < 0.1 ? 2 : 1;
    const replies = await Promise.all(
      Array.from({ length: copies }, () => client.send(sent.command)),
    );
    for (const reply of replies) {
      if (reply.kind === 'unanswered') continue;
      if (sent.reply.kind !== 'unanswered' && sent.reply.kind !== reply.kind)
        throw new Error(`two answers to ${sent.command.mark}: ${JSON.stringify([sent, reply])}`);
      sent.reply = reply;
      if (reply.kind === 'refused' && sent.command.expects === null)
        throw new Error(`${sent.command.mark} was refused: ${reply.text}`);
      if (reply.kind === 'acknowledged' && reply.view.version > (this.#view?.version ?? 0))
        this.#view = reply.view;
    }
  }

  #next(): readonly Command[] {
    if (this.#view === null || this.#view.status !== 'open') return [this.#create()];
    this.#steps += 1;
    if (this.#steps > STEPS_MAX)
      throw new Error(`a change does not end: ${JSON.stringify(this.#view)}`);
    if (this.#steps === 1) return [this.#comment(), this.#comment()];
    if (this.#steps === 2) return [this.#edit(), this.#edit()];
    return [this.#onward(this.#view)];
  }

  #create(): Command {
    this.#view = null;
    this.#steps = 0;
    this.#changes += 1;
    this.#kind = this.#random() < 0.75 ? 'basic' : 'normal';
    const mark = this.#mark('create');
    const description = `Change ${this.#changes} of ${this.#name}`;
    return this.#command(mark, AUTHOR, '/api/changes', {
      title: mark,
      description,
      change_type: this.#kind,
      ...(this.#kind === 'basic' ? {} : { affected_systems: ['checkout', 'ledger'] }),
    });
  }

  #comment(): Command {
    const mark = this.#mark('comment');
    return this.#command(mark, 'vic', this.#path('/comment'), { text: mark });
  }

  /** Two of them go out for the same version: one is to be refused. */
  #edit(): Command {
    const mark = this.#mark('edit');
    const { version } = this.#view!;
    return {
      ...this.#command(mark, AUTHOR, this.#path(''), { test_plan: mark }),
      method: 'PATCH',
      expects: version,
    };
  }

  #onward({ waiting }: View): Command {
    const named = (request: string) => waiting.some((one) => one.request === request);
    if (named('submit')) {
      const mark = this.#mark('submit');
      const body = { name: 'submit', payload: { reason: mark } };
      return this.#command(mark, AUTHOR, this.#path('/signals'), body);
    }
    const next = waiting.find(({ request, kind }) => kind !== 'signal' || request === 'approve');
    const person = deciders[next?.request ?? ''];
    if (next === undefined || person === undefined)
      throw new Error(`nobody knows how to go on: ${JSON.stringify(waiting)}`);
    const mark = this.#mark(next.request);
    if (next.kind === 'task')
      return this.#command(mark, person, this.#path(`/tasks/${next.request}`), { content: mark });
    const request = next.kind === 'approval' ? { request: next.request } : {};
    const body = { ...request, decision: 'approve', reason: mark };
    return this.#command(mark, person, this.#path('/decisions'), body);
  }

  #command(mark: string, person: string, path: string, body: Command['body']): Command {
    return { mark, person, method: 'POST', path, body, expects: null };
  }

  readonly #path = (rest: string): string => `/api/changes/${this.#view!.id}${rest}`;

  #mark(what: string): string {
    this.#marks += 1;
    return `mark ${this.#name} ${this.#marks} ${what}`;
  }
}
