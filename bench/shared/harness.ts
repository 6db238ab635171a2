/** One line a case: what was measured, and beside what. */
export interface Case {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  readonly limit?: { readonly name: string; readonly value: number };
}

export function print(bench: string, one: Case): void {
  const beside = one.peer ?? one.limit;
  const ratio = beside === undefined ? {} : { ratio: rounded(one.value / beside.value) };
  const short = (key: string, value: unknown): unknown =>
    key === 'value' && typeof value === 'number' ? rounded(value) : value;
  console.log(JSON.stringify({ bench, ...one, ...ratio }, short));
}

export const rounded = (value: number): number => (value === 0 ? 0 : Number(value.toPrecision(4)));

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Latencies of a run, in milliseconds, by share. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

export interface Load {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

/** So many callers, each with one call under way at a time, for a while. */
export async function load(
  callers: number,
  ms: number,
  call: (caller: number) => Promise<void>,
): Promise<Load> {
  const latenciesMs: number[] = [];
  const begin = performance.now();
  const end = begin + ms;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < end) {
        const started = performance.now();
        await call(caller);
        latenciesMs.push(performance.now() - started);
      }
    }),
  );
  return { perSecond: (latenciesMs.length * 1000) / (performance.now() - begin), latenciesMs };
}

/** So many callers make so many calls between them. */
export async function take(
  callers: number,
  calls: number,
  call: () => Promise<unknown>,
): Promise<Load> {
  const latenciesMs: number[] = [];
  const begin = performance.now();
  let begun = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (begun < calls) {
        begun += 1;
        const started = performance.now();
        await call();
        latenciesMs.push(performance.now() - started);
      }
    }),
  );
  return { perSecond: (calls * 1000) / (performance.now() - begin), latenciesMs };
}
