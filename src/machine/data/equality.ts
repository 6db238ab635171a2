import { Flonum, Pair, Ratio, Record, Vector } from './values.ts';
import type { Value, HashTable } from './values.ts';

/** `eqv?`, which `eq?` is too: identity, but numbers by exactness and value, strings by content (they never change). */
export function isEqv(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof Flonum) return b instanceof Flonum && Object.is(a.value, b.value);
  if (a instanceof Ratio) return b instanceof Ratio && a.num === b.num && a.den === b.den;
  return a instanceof Vector && b instanceof Vector && a.items.length === 0 && b.items.length === 0;
}

/** Comparisons without cycle bookkeeping: enough for nearly all values, and cheap. */
const PLAIN = 1000;

/**
 * `equal?`: ends for cyclic values too. Work stands in a list of its own, never on the host's stack.
 * `charge` is told what each thousand comparisons cost.
 */
export function isEqual(
  a: Value,
  b: Value,
  charge: (cells: number) => void = () => undefined,
): boolean {
  if (isEqv(a, b)) return true;
  const work: Value[] = [a, b];
  let united: Union | undefined;
  for (let count = 1; work.length > 0; count += 1) {
    const y = work.pop() as Value;
    const x = work.pop() as Value;
    if (count % PLAIN === 0) {
      united ??= new Union();
      charge(PLAIN);
    }
    if (isEqv(x, y)) continue;
    // Pairs that were found in comparison before are equal unless something else differs: that makes cycles end.
    if (united !== undefined && isCompound(x) && isCompound(y) && united.join(x, y)) continue;
    if (!pushParts(x, y, work)) return false;
  }
  return true;
}

const isCompound = (value: Value): value is Pair | Vector =>
  value instanceof Pair || value instanceof Vector;

function pushParts(x: Value, y: Value, work: Value[]): boolean {
  if (x instanceof Pair && y instanceof Pair) {
    work.push(x.cdr, y.cdr, x.car, y.car);
    return true;
  }
  if (x instanceof Vector && y instanceof Vector) {
    if (x.items.length !== y.items.length) return false;
    for (let at = x.items.length - 1; at >= 0; at -= 1)
      work.push(x.items[at] as Value, y.items[at] as Value);
    return true;
  }
  return false;
}

/** Union-find over objects taken to be equal. */
class Union {
  private readonly parents = new Map<object, object>();

  private root(object: object): object {
    let at = object;
    for (let parent = this.parents.get(at); parent !== undefined; parent = this.parents.get(at))
      at = parent;
    if (at !== object) this.parents.set(object, at);
    return at;
  }

  /** Whether the two were taken to be equal already; now they are. */
  join(a: object, b: object): boolean {
    const [x, y] = [this.root(a), this.root(b)];
    if (x === y) return true;
    this.parents.set(x, y);
    return false;
  }
}

/** What tables index by: equal keys give the same answer, different keys mostly another. */
export function keyOf(value: Value, kind: HashTable['kind']): unknown {
  if (value instanceof Flonum)
    return `f${String(value.value)}${Object.is(value.value, -0) ? '-' : ''}`;
  if (value instanceof Ratio) return `q${value.num.toString(36)}/${value.den.toString(36)}`;
  if (value instanceof Vector && value.items.length === 0) return 'v0';
  if (kind === 'equal' && (value instanceof Pair || value instanceof Vector)) return shapeOf(value);
  return value;
}

/** A text of the first parts of a compound value; bounded, so that cycles end. */
function shapeOf(value: Value): string {
  const work: Value[] = [value];
  let text = '';
  for (let parts = 0; parts < 24 && work.length > 0; parts += 1) {
    const part = work.pop() as Value;
    if (part instanceof Pair) {
      text += '(';
      work.push(part.cdr, part.car);
    } else if (part instanceof Vector) {
      text += `#${String(part.items.length)}`;
      for (let at = Math.min(part.items.length, 24) - 1; at >= 0; at -= 1)
        work.push(part.items[at] as Value);
    } else text += ` ${atomShape(part)}`;
  }
  return text;
}

function atomShape(part: Value): string {
  if (part === null) return ')';
  if (typeof part === 'object') {
    if (part instanceof Flonum || part instanceof Ratio) return String(keyOf(part, 'eqv'));
    return part instanceof Record ? part.type.name : 'name' in part ? part.name : 'o';
  }
  return String(part);
}
