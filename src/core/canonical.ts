const LONE_SURROGATE = /\p{Surrogate}/u;
/** Whatever JSON has to escape, and whatever may be half of a pair. */
const NOT_PLAIN = /[\0-\x1f"\\\ud800-\udfff]/;

/**
 * The RFC 8785 text of plain data: one text for one value. Every record of the journal and every unit of a policy goes
 * through it, so it takes what it gets for JSON, and is several times faster than a writer that looks. Members that are
 * undefined are left out. Throws a TypeError on NaN, infinities, lone surrogates and whatever JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringText(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('not JSON: a number that is not finite');
      // ECMAScript's shortest form is what RFC 8785 takes as it is; -0 becomes 0.
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? arrayText(value) : objectText(value as Record<string, unknown>);
    default:
      throw new TypeError(`not JSON: ${typeof value}`);
  }
}

function stringText(value: string): string {
  if (!NOT_PLAIN.test(value)) return `"${value}"`;
  const text = JSON.stringify(value);
  // JSON.stringify escapes a lone surrogate as \uXXXX, which would hide text that UTF-8 cannot carry.
  if (text.includes('\\ud') && LONE_SURROGATE.test(value))
    throw new TypeError('not JSON: a lone surrogate');
  return text;
}

function arrayText(items: readonly unknown[]): string {
  if (items.length === 0) return '[]';
  let text = '[';
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (at > 0) text += ',';
    text += item === undefined ? 'null' : canonicalJson(item);
  }
  return text + ']';
}

function objectText(object: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    text += (text === '' ? '{' : ',') + keyText(key) + canonicalJson(value);
  }
  return text === '' ? '{}' : text + '}';
}

const KEYS_MAX = 4096;
/** The texts of keys seen before: they are few and come again and again. */
const keyTexts = new Map<string, string>();

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = stringText(key) + ':';
  if (keyTexts.size < KEYS_MAX) keyTexts.set(key, text);
  return text;
}

/** By UTF-16 code units, as RFC 8785 says and as `<` and the default sort compare. */
function sortedKeys(object: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = Object.keys(object);
  for (let at = 1; at < keys.length; at += 1) {
    if (keys[at - 1]! > keys[at]!) return sorted(keys);
  }
  return keys;
}

/** Orders of keys seen before, by one key after another: objects are made at few places, so they come again. */
interface Order {
  readonly next: Map<string, Order>;
  sorted: readonly string[] | null;
}

const ORDERS_MAX = 4096;
const orders: Order = { next: new Map(), sorted: null };
let ordersKnown = 0;

function sorted(keys: readonly string[]): readonly string[] {
  let order = orders;
  for (const key of keys) {
    let next = order.next.get(key);
    if (next === undefined) {
      if (ordersKnown === ORDERS_MAX) return keys.toSorted();
      ordersKnown += 1;
      next = { next: new Map(), sorted: null };
      order.next.set(key, next);
    }
    order = next;
  }
  return (order.sorted ??= keys.toSorted());
}
