import type { ChangeEvent } from '../../change/aggregate/events.ts';
import { clockwork } from '../../change/transition.ts';
import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import { canonicalJson } from '../../core/canonical.ts';
import type { Output } from '../../machine/machine.ts';

/**
 * What the machine has asked for on replay and the records have not shown yet. Each record that comes from the machine
 * takes the output it came from; what is left over either way is a finding.
 */
export class Expectations {
  #open: Output[] = [];
  /** Ends that no output asked for: right where the change closes or becomes another at once, wrong elsewhere. */
  #loose: string[] = [];
  /** Requests whose end is recorded though the step that it caused failed: withdrawing them leaves no further trace. */
  readonly #ended = new Set<number>();

  expect(outputs: readonly Output[]): void {
    this.#open.push(...outputs);
  }

  /** Takes what a record came from; a sentence where nothing asked for it. */
  meet(event: ChangeEvent, by: string): readonly string[] {
    const ended = endedBy(event);
    if (ended !== null) this.#ended.add(ended);
    if (event.type === 'closed' || event.type === 'converted') this.#loose = [];
    const match = sourceOf(event, by);
    if (match === null) return this.#settle();
    const at = this.#open.findIndex(match.from);
    if (at !== -1) this.#open.splice(at, 1);
    else if (match.kind === 'end') {
      this.#loose.push(wrong(event));
      return [];
    } else if (match.kind === 'must') return [...this.#settle(), wrong(event)];
    return this.#settle();
  }

  /** What was asked for and is nowhere recorded; a request withdrawn before it could open leaves no trace. */
  rest(): readonly string[] {
    const ids = (kind: 'open' | 'withdraw'): ReadonlySet<number> =>
      new Set(this.#open.flatMap((output) => (output.kind === kind ? [output.id] : [])));
    const [opened, withdrawn] = [ids('open'), ids('withdraw')];
    const missing = this.#open.filter(
      (output) =>
        output.kind === 'effect' ||
        (output.kind === 'open'
          ? !withdrawn.has(output.id)
          : !opened.has(output.id) && !this.#ended.has(output.id)),
    );
    return [
      ...this.#settle(),
      ...missing.map(
        (output) => `replay asks for ${describe(output)}, and nothing of it was recorded`,
      ),
    ];
  }

  #settle(): readonly string[] {
    const loose = this.#loose;
    this.#loose = [];
    return loose;
  }
}

/** The request whose answer a record is. */
function endedBy(event: ChangeEvent): number | null {
  switch (event.type) {
    case 'decided':
      return event.data.decision.id;
    case 'signalled':
    case 'handed-in':
    case 'elapsed':
    case 'expired':
    case 'locked':
    case 'change-opened':
      return event.data.id;
    default:
      return null;
  }
}

const wrong = (event: ChangeEvent): string =>
  `${event.type} was recorded, and replay asks for no such thing`;

const describe = (output: Output): string =>
  output.kind === 'effect'
    ? output.name
    : output.kind === 'open'
      ? `the request ${output.name}`
      : `the end of request ${output.id}`;

/** `must`: comes from the machine alone. `end`: also from the end of the change. `may`: also from elsewhere. */
interface Source {
  readonly kind: 'must' | 'end' | 'may';
  readonly from: (output: Output) => boolean;
}

/** Which output a record came from, or null for records that never come from the machine. */
function sourceOf(event: ChangeEvent, by: string): Source | null {
  const opens = (id: number) => (output: Output) => output.kind === 'open' && output.id === id;
  const effect = (name: string, says: (data: Datum) => boolean) => (output: Output) =>
    output.kind === 'effect' && output.name === name && says(output.data);
  const named = (name: string) => (data: Datum) => wordOf(listItems(data)?.[0]) === name;
  switch (event.type) {
    case 'opened':
      return { kind: 'must', from: opens(event.data.request.id) };
    case 'decided':
      return event.data.decision.how === 'skipped'
        ? { kind: 'must', from: opens(event.data.decision.id) }
        : null;
    case 'assessed':
      return event.data.id === null ? null : { kind: 'must', from: opens(event.data.id) };
    case 'elapsed':
    case 'locked':
      return { kind: 'may', from: opens(event.data.id) };
    case 'change-opened':
      return { kind: 'must', from: opens(event.data.id) };
    case 'unlocked':
      return { kind: 'must', from: effect('unlocked', (data) => data === event.data.ticket) };
    case 'withdrawn':
      return {
        kind: 'end',
        from: (output) => output.kind === 'withdraw' && output.id === event.data.id,
      };
    case 'entered':
      return { kind: 'must', from: effect('phase-entered', named(event.data.name)) };
    case 'left':
      return { kind: 'end', from: effect('phase-left', named(event.data.name)) };
    case 'sent-back':
      return {
        kind: 'must',
        from: effect('sent-back', (data) => listItems(data)?.[0] === event.data.scope),
      };
    case 'notified':
      return {
        kind: 'must',
        from: effect('notify', (data) => listItems(data)?.[1] === event.data.text),
      };
    case 'emitted':
      return { kind: 'must', from: effect('emit', named(event.data.name)) };
    case 'field-set':
      return { kind: 'must', from: effect('set-field', named(event.data.name)) };
    case 'commented':
      return by === clockwork.id
        ? {
            kind: 'must',
            from: effect('comment', (data) =>
              canonicalJson(data).includes(canonicalJson(event.data.text)),
            ),
          }
        : null;
    default:
      return null;
  }
}

const wordOf = (datum: Datum | undefined): string | undefined =>
  datum === undefined ? undefined : typeof datum === 'string' ? datum : symbolName(datum);
