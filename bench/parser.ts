import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '../grammar/parse.ts';
import { expandLibrary } from '../src/language/program.ts';
import { unitsOf } from '../src/language/compile/units.ts';
import { primitiveArities } from '../src/machine/primitives.ts';
import { packageDirectory } from '../src/version.ts';
import { median, print } from './shared/harness.ts';

// How fast text becomes a tree, and the library becomes units. One JSON line a case; `limit` is the bar it must meet.

const ours = fileURLToPath(new URL('../', import.meta.url));
const folders = [
  join(packageDirectory, 'workflows'),
  join(packageDirectory, 'rules'),
  join(ours, 'src', 'policy', 'library'),
  join(ours, 'src', 'language', 'library'),
];
const texts = folders.flatMap((folder) => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.scm'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
});
const policy = texts.join('\n');
/** Whole files, repeated up to some size, so that parentheses match. */
const sized = (size: number): string =>
  policy.repeat(Math.max(1, Math.round(size / policy.length)));

/** The median of warm runs, in milliseconds. */
function medianMs(runs: number, work: () => unknown): number {
  for (let warm = 0; warm < 5; warm += 1) work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return median(times);
}

const report = (name: string, value: number, unit: string, bar: number): void =>
  print('parser', { name, value, unit, limit: { name: 'bar', value: bar } });

const megabyte = sized(1_000_000);
report(
  'parse 1 MB of policy text',
  megabyte.length / 1000 / medianMs(15, () => parse(megabyte, 'bench.scm')),
  'MB/s',
  8,
);
const file = policy.slice(0, policy.indexOf('\n(define', 20_000));
report(
  'parse a file of 20 KB',
  medianMs(50, () => parse(file, 'bench.scm')),
  'ms',
  3,
);

const library = new URL('../src/language/library/', import.meta.url);
const files = readdirSync(library)
  .filter((name) => name.endsWith('.scm'))
  .map((name) => ({ path: name, text: readFileSync(new URL(name, library), 'utf8') }));
const vocabulary = { primitives: primitiveArities, forms: new Map(), definers: new Map() };
const expandAll = (): unknown => unitsOf(expandLibrary(files, vocabulary).definitions);
report('base library from text to units', medianMs(15, expandAll), 'ms', 30);
