/** Bounds of any input, whatever the operation: depth of nesting and number of values. */
const MAX_DEPTH = 32;
const MAX_VALUES = 50_000;

export interface Flaw {
  /** JSON pointer. */
  readonly path: string;
  readonly message: string;
}

/**
 * What makes a value unfit to be stored or hashed: nesting or size beyond the bounds, text that is not Unicode, NUL,
 * numbers that JSON cannot say, names that objects of the host give a meaning to. Null where it is fit.
 */
export function flawOf(value: unknown): Flaw | null {
  const open: { value: unknown; path: string; depth: number }[] = [{ value, path: '', depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > MAX_VALUES) return { path: '', message: `more than ${MAX_VALUES} values` };
    const flaw = scalarFlaw(next.value);
    if (flaw !== null) return { path: next.path, message: flaw };
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth === MAX_DEPTH)
      return { path: next.path, message: `nested deeper than ${MAX_DEPTH}` };
    for (const [key, item] of Object.entries(next.value)) {
      const path = `${next.path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const named = scalarFlaw(key) ?? (key === '__proto__' ? 'a name that cannot be kept' : null);
      if (named !== null) return { path: next.path, message: `a member’s name: ${named}` };
      open.push({ value: item, path, depth: next.depth + 1 });
    }
  }
  return null;
}

function scalarFlaw(value: unknown): string | null {
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value)) return 'text with half of a character (a lone surrogate)';
    return value.includes('\0') ? 'text with a NUL character' : null;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'a number beyond JSON';
  return null;
}
