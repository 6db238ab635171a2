/** Random workflows: what may wait, in all the ways that forms which wait can stand in each other. */
import { Choices } from './choices.ts';

/** The variables in scope, all of ints, what spawns branches of the nurseries around, and how deep the expression stands. */
interface Place {
  readonly variables: readonly string[];
  readonly spawns: readonly string[];
  readonly depth: number;
}

const DEPTH = 6;
const DURATIONS = ['10m', '1h', '2h', '1d'] as const;
const INSTANTS = ['08:00:00Z', '10:30:00Z', '11:00:00+02:00', '23:59:59Z'] as const;
const PHASES = ['build', 'check', 'put-live'] as const;
const LOCKS = ["'shed", "'(barn shed)", '"barn"', '(list \'mill "shed")'] as const;

/** A program whose `main` is a workflow with an int, a list or nothing as its value. */
export function workflowOf(numbers: readonly number[]): string {
  const writer = new WorkflowWriter(new Choices(numbers));
  return `(define (helper y)\n  ${writer.write({ variables: ['y'], spawns: [], depth: 3 })})\n(define (main)\n  ${writer.body({ variables: [], spawns: [], depth: DEPTH })})\n`;
}

class WorkflowWriter {
  private readonly choices: Choices;
  private requests = 0;
  private nurseries = 0;
  private room = 45;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  /** Statements and a value, as a body. */
  body(place: Place): string {
    const { choices } = this;
    const inner = { ...place, depth: place.depth - 1 };
    const before = Array.from({ length: choices.below(3) }, () => this.statement(inner));
    return [...before, this.write(place)].join(' ');
  }

  write(outer: Place): string {
    const { choices } = this;
    this.room -= 1;
    if (outer.depth <= 0 || choices.over || this.room <= 0) return this.leaf(outer);
    const place = { ...outer, depth: outer.depth - 1 };
    return choices.among([
      () => this.request(place),
      () => this.branching(place),
      () => this.waiting(place),
      () => this.branching(place),
      () => this.during(place),
      () => this.conditional(place),
      () => this.leaving(place),
    ])();
  }

  private leaf({ variables }: Place): string {
    const { choices } = this;
    if (variables.length > 0 && choices.once(2)) return choices.among(variables);
    if (choices.once(3)) return `(await-signal ${this.name('signal')} ${this.clauses()})`;
    return String(choices.below(6));
  }

  private name(stem: string): string {
    this.requests += 1;
    return `${stem}-${this.requests}`;
  }

  private clauses(): string {
    return `(by dev)${this.choices.once(4) ? ` (key ${this.choices.below(3)})` : ''}`;
  }

  private request(place: Place): string {
    const { choices } = this;
    switch (choices.below(9)) {
      case 0:
        return `(await-signal ${this.name('signal')} ${this.clauses()})`;
      case 1:
        return `(task ${this.name('task')} ${this.clauses()})`;
      case 4:
        return `(await-event ${choices.among(['ci', 'scan', this.name('event')])}${choices.once(3) ? ' (key 2)' : ''})`;
      case 5:
        return `(await-signal hotfix (by dev) (persistent))`;
      case 6:
        return `(${choices.among(['await-change (', '+ 1 ('])}open-change other (title (number->string ${this.write(place)}))))`;
      case 7:
        return `(begin (wait-until "2026-03-02T${choices.among(INSTANTS)}") ${this.write(place)})`;
      case 2:
        return `(begin (require-approval ${this.name('approval')} ${this.clauses()}) ${this.write(place)})`;
      case 3:
        return `(case (decision-outcome (await-approval ${this.name('approval')} ${this.clauses()})) ((approved) ${this.write(place)}) ((rejected revise) ${this.write(place)}) (else ${this.write(place)}))`;
      default:
        return `(begin (sleep "${choices.among(DURATIONS)}") ${this.write(place)})`;
    }
  }

  private branching(place: Place): string {
    const { choices } = this;
    const part = (): string => this.write(place);
    const until = this.until();
    switch (choices.below(7)) {
      case 0:
        return `(apply + (parallel ${until}${Array.from({ length: choices.below(4) }, part).join(' ')}))`;
      case 1: {
        const inner = { ...place, variables: [...place.variables, 'item'] };
        return `(apply - 9 (parallel-for (item (list ${['', '1', '1 2', '3 1 2'][choices.below(4)]!})) ${until}${this.body(inner)}))`;
      }
      case 2:
        return `(race (${part()}) (${part()} ${this.body(place)}) (${part()} => (lambda (v) ${this.write({ ...place, variables: [...place.variables, 'v'] })})))`;
      case 3:
        return `(within "${choices.among(DURATIONS)}" ${this.body(place)}${choices.once(2) ? ` (else ${this.body(place)})` : ''})`;
      case 4:
        return `(race (${part()} ${part()}) ((never)) (${part()} ${part()}))`;
      default:
        return until === '' ? this.nursery(place, '') : `(apply + ${this.nursery(place, until)})`;
    }
  }

  private until(): string {
    const { choices } = this;
    if (!choices.once(3)) return '';
    const enough = choices.among([
      '1',
      '2',
      '(lambda (so-far) (> (apply + so-far) 3))',
      '(lambda (so-far) (= (length so-far) 2))',
    ]);
    return `(until ${enough}) ${choices.once(2) ? '(rest finish) ' : ''}`;
  }

  /** Branches that start at once, and others that what is inside may start. */
  private nursery(place: Place, until: string): string {
    const { choices } = this;
    this.nurseries += 1;
    const spawn = `go-${this.nurseries}`;
    const inner = { ...place, spawns: [...place.spawns, spawn] };
    const started = Array.from(
      { length: choices.below(3) },
      () => `(${spawn} ${this.body(inner)}) `,
    );
    const each = choices.once(3)
      ? `(${choices.among(['map', 'for-each'])} (lambda (x) (${spawn} ${this.write({ ...inner, variables: [...place.variables, 'x'] })})) (list 4 5)) `
      : '';
    return `(nursery (${spawn}) ${until}${started.join('')}${each}${this.body(inner)})`;
  }

  /** What lasts as long as something else does. */
  private during(place: Place): string {
    const { choices } = this;
    const otherwise = choices.once(2);
    switch (choices.below(3)) {
      case 0:
        return `(lock ${choices.among(LOCKS)} ${this.body(place)})`;
      case 1:
        return `(apply + (parallel (phase ${choices.among(PHASES)} ${this.body(place)}) (begin (while-in ${choices.among(PHASES)} ${this.body(place)}${otherwise ? ` (else ${this.body(place)})` : ''}) ${this.write(place)})))`;
      default:
        return `(begin (while-in ${choices.among(PHASES)} ${this.body(place)}${otherwise ? ` (else ${this.body(place)})` : ''}) ${this.write(place)})`;
    }
  }

  private waiting(place: Place): string {
    const { choices } = this;
    switch (choices.below(4)) {
      case 0:
        return `(phase ${choices.among(PHASES)} ${choices.once(3) ? '"A label" ' : ''}${this.body(place)})`;
      case 1:
        return `(revisable ${this.body(place)})`;
      case 2:
        return `(dynamic-wind (lambda () (comment "in ${this.name('wind')}")) (lambda () ${this.body(place)}) (lambda () (comment "out ${this.requests}")))`;
      default:
        return `(apply + (map (lambda (x) ${this.write({ ...place, variables: [...place.variables, 'x'] })}) ${choices.among(['(list 1 2)', "'(1 2 1)"])}))`;
    }
  }

  private conditional(place: Place): string {
    const { choices } = this;
    const part = (): string => this.write(place);
    switch (choices.below(5)) {
      case 0:
        return `(if (odd? ${part()}) ${part()} ${part()})`;
      case 1:
        return `(let ((a ${part()}) (b ${part()})) ${this.body({ ...place, variables: [...place.variables, 'a', 'b'] })})`;
      case 2:
        return `(let loop ((n ${choices.below(3)}) (sum 0)) (if (= n 0) sum (loop (- n 1) (+ sum ${part()}))))`;
      case 3:
        return `(helper ${part()})`;
      default:
        return `(let () (define c ${part()}) ${this.statement(place)} (+ c ${part()}))`;
    }
  }

  /** What leaves by another way than its end, and what stops that. */
  private leaving(place: Place): string {
    const { choices } = this;
    const part = (): string => this.write(place);
    switch (choices.below(7)) {
      case 0:
        return `(guard (e ((rejected? e) ${part()}) ((expired? e) (comment "expired") ${part()}) ((integer? e) ${part()})) ${this.body(place)})`;
      case 1:
        return `(guard (e (else ${part()})) ${this.body(place)})`;
      case 2:
        return `(raise ${part()})`;
      case 3:
        return `(call/cc (lambda (k) (+ ${part()} (if (even? ${part()}) (k ${part()}) ${part()}))))`;
      case 4:
        return `(with-exception-handler (lambda (e) ${part()}) (lambda () (+ 1 (raise-continuable ${part()}))))`;
      case 5:
        return `(car (list ${part()} ${choices.among(['0', "(close 'done)", '0', '(become other)'])}))`;
      default:
        return `(guard (e ((begin (comment "asked") #f) 1)) ${this.body(place)})`;
    }
  }

  private statement(place: Place): string {
    const { choices } = this;
    const spawn = place.spawns.length > 0 && choices.once(2);
    if (spawn) return `(${choices.among(place.spawns)} ${this.body(place)})`;
    switch (choices.below(4)) {
      case 0:
        return `(comment (number->string ${this.leaf(place)}))`;
      case 1:
        return `(emit news (list 'x ${this.write(place)}))`;
      case 2:
        return `(set-field! 'justification "${choices.below(9)}")`;
      default:
        return this.write(place);
    }
  }
}
