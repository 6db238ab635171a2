import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { baseLibrary, readCases, runCases } from './conformance-case.ts';

const folder = new URL('conformance/', import.meta.url);
const library = baseLibrary();

test('the library has no mistakes', () => {
  expect(library.diagnostics).toEqual([]);
});

describe.each(readdirSync(folder).sort())('%s', (name) => {
  const file = readCases(readFileSync(new URL(name, folder), 'utf8'), name);
  const results = runCases(file, library);
  test.each(file.cases.map((each, index) => ({ ...each, index })))(
    '$source',
    ({ expected, index }) => {
      expect(results[index]).toBe(expected);
    },
  );
});
