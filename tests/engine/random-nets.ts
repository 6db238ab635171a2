import fc from 'fast-check';

/** A net as data: arcs are places by their names, each as often as its weight says. */
export interface Net {
  readonly places: { readonly [name: string]: number };
  /** Places whose first token ends the net, with what it ends with. */
  readonly finals: { readonly [name: string]: string };
  readonly transitions: readonly Transition[];
}

export interface Transition {
  readonly name: string;
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly resets: readonly string[];
  /** Somebody's signal, hours since it could fire, or at once. */
  readonly fires: 'signal' | 'at-once' | number;
}

type Shape =
  | { readonly kind: 'step'; readonly fires: Transition['fires'] }
  | { readonly kind: 'again' }
  | { readonly kind: 'tokens'; readonly count: number }
  | {
      readonly kind: 'sequence' | 'parallel' | 'choice';
      readonly parts: readonly Shape[];
      readonly after: number;
    };

const hours = fc.integer({ min: 1, max: 30 });

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'blocks' },
    fc.record({
      kind: fc.constant('step' as const),
      fires: fc.oneof(
        { weight: 3, arbitrary: fc.constant('signal' as const) },
        fc.constant('at-once' as const),
        hours,
      ),
    }),
    fc.constant<Shape>({ kind: 'again' }),
    fc.record({ kind: fc.constant('tokens' as const), count: fc.integer({ min: 2, max: 4 }) }),
    fc.record({
      kind: fc.constantFrom(...(['sequence', 'parallel', 'choice'] as const)),
      parts: fc.array(tie('shape'), { minLength: 2, maxLength: 3 }),
      after: hours,
    }),
  ),
}));

/** Nets that are sound by the way they are put together: every block takes its token from one place to another. */
export const nets: fc.Arbitrary<Net> = fc
  .record({ shape, tokens: fc.integer({ min: 1, max: 2 }), dropped: fc.boolean() })
  .map(({ shape: whole, tokens, dropped }) => new Builder().net(whole, tokens, dropped));

class Builder {
  private readonly places: { [name: string]: number } = {};
  private readonly transitions: Transition[] = [];

  net(whole: Shape, tokens: number, dropped: boolean): Net {
    const [start, end] = [this.place('start', tokens), this.place('end')];
    this.block(whole, start, this.place('worked'));
    // As many as there were at the start have come through.
    this.add(
      Array.from({ length: tokens }, () => 'worked'),
      [end],
      'at-once',
    );
    const finals: { [name: string]: string } = { [end]: 'made' };
    if (dropped) {
      const off = this.place('off');
      finals[off] = 'dropped';
      const inside = Object.keys(this.places).filter((name) => name !== end && name !== off);
      this.add([start], [off], 'signal', inside);
    }
    return { places: this.places, finals, transitions: this.transitions };
  }

  private place(stem = 'p', tokens = 0): string {
    const name = stem === 'p' ? `p${String(Object.keys(this.places).length)}` : stem;
    this.places[name] = tokens;
    return name;
  }

  private add(
    from: readonly string[],
    to: readonly string[],
    fires: Transition['fires'],
    resets: readonly string[] = [],
  ): void {
    const name = `t${String(this.transitions.length)}`;
    this.transitions.push({ name, in: from, out: to, resets, fires });
  }

  private block(shape: Shape, from: string, to: string): void {
    switch (shape.kind) {
      case 'step':
        this.add([from], [to], shape.fires);
        return;
      case 'again': {
        const middle = this.place();
        this.add([from], [middle], 'signal');
        this.add([middle], [from], 'signal');
        this.add([middle], [to], 'signal');
        return;
      }
      case 'tokens': {
        const [parts, done] = [this.place(), this.place()];
        const many = (place: string): string[] => Array.from({ length: shape.count }, () => place);
        this.add([from], many(parts), 'signal');
        this.add([parts], [done], 'signal');
        this.add(many(done), [to], 'at-once');
        return;
      }
      case 'sequence':
        this.inTurn(shape.parts, from, to);
        return;
      case 'parallel': {
        const ends = shape.parts.map((part) => {
          const [begin, end] = [this.place(), this.place()];
          this.block(part, begin, end);
          return [begin, end] as const;
        });
        this.add(
          [from],
          ends.map(([begin]) => begin),
          'signal',
        );
        this.add(
          ends.map(([, end]) => end),
          [to],
          'at-once',
        );
        return;
      }
      case 'choice':
        for (const part of shape.parts) {
          const begin = this.place();
          this.add([from], [begin], 'signal');
          this.block(part, begin, to);
        }
        // Nobody chose in time.
        this.add([from], [to], shape.after);
    }
  }

  private inTurn(parts: readonly Shape[], from: string, to: string): void {
    let at = from;
    for (const [index, part] of parts.entries()) {
      const next = index === parts.length - 1 ? to : this.place();
      this.block(part, at, next);
      at = next;
    }
  }
}

/** A net as its author writes it. */
export function textOf({ places, finals, transitions }: Net): string {
  const placeTexts = Object.entries(places).map(([name, tokens]) => {
    const final = finals[name] === undefined ? '' : ` (final ${finals[name]})`;
    return `(place ${name}${tokens === 0 ? '' : ` (tokens ${String(tokens)})`}${final})`;
  });
  const transitionTexts = transitions.map(({ name, in: from, out, resets, fires }) => {
    const reset = resets.length === 0 ? '' : ` (resets ${resets.join(' ')})`;
    return `(transition ${name} (in ${weighed(from)}) (out ${weighed(out)})${reset}${firing(fires)})`;
  });
  return `(define-net sample (applies-to (type sample)) (identifier "SA-{date}-{n:3}")
  ${[...placeTexts, ...transitionTexts].join('\n  ')})`;
}

function firing(fires: Transition['fires']): string {
  if (fires === 'at-once') return '';
  return fires === 'signal' ? ' (by writer)' : ` (after "${String(fires)}h")`;
}

const weighed = (places: readonly string[]): string =>
  [...new Set(places)]
    .map((place) => {
      const weight = places.filter((other) => other === place).length;
      return weight === 1 ? place : `(${place} ${String(weight)})`;
    })
    .join(' ');
