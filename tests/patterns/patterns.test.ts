import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workshop } from '../../src/main.ts';
import { told } from '../policy/policies.ts';
import { root } from '../policy/shipped-files.ts';

const directory = join(root, 'workflows/patterns');
const files = readdirSync(directory).sort();
const sheet = readFileSync(join(root, 'docs/patterns.md'), 'utf8');

/** Of a row: the pattern's number, its name, and the ratings of ChangeFlow, YAWL and BPMN. */
const rows = [
  ...sheet.matchAll(/^\| (\d+) \| \[([^\]]+)\]\(([^)]+)\) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|/gm),
].map(([, number, name, link, ours, yawl, bpmn]) => ({
  number: Number(number),
  name: name!,
  link: link!,
  ours: ours!.trim(),
  yawl: yawl!.trim(),
  bpmn: bpmn!.trim(),
}));

describe('the control-flow patterns', () => {
  it.each(files)('%s stands alone without findings, and its tests hold', async (file) => {
    const { check, test } = await workshop(join(directory, file));
    expect(check.diagnostics.map(told)).toEqual([]);
    const reports = await test();
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...reports.map(({ checks }) => checks))).toBeGreaterThan(0);
  });

  it('are all 43, one file each', () => {
    const numbers = files.map((file) => Number(file.slice(0, 2)));
    expect(numbers).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
  });

  it('have a row each in the score sheet, which says what the files say', () => {
    expect(rows.map(({ number }) => number)).toEqual(files.map((file) => Number(file.slice(0, 2))));
    for (const { number, name, link, ours } of rows) {
      const file = files[number - 1]!;
      expect(link).toBe(`../workflows/patterns/${file}`);
      const text = readFileSync(join(directory, file), 'utf8');
      expect(text).toContain(`;;; ${String(number)}. ${name}: `);
      expect(/^;;; (Direct|Partial|None)\b/m.exec(text)?.[1]?.toLowerCase()).toBe(ours);
    }
  });

  it('have the published ratings of YAWL beside them: 31 direct and 3 partial', () => {
    const of = (rating: string): number => rows.filter(({ yawl }) => yawl === rating).length;
    expect([of('direct'), of('partial'), of('none')]).toEqual([31, 3, 9]);
  });
});
