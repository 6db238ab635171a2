import fc from 'fast-check';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { healthFindings, nodeFinding, told } from '../../src/cli/doctor.ts';
import { phrase } from '../../src/cli/phrasing/phrase.ts';
import { startProgress } from '../../src/cli/progress.ts';
import { fitted, table } from '../../src/cli/table.ts';

const plain = pc.createColors(false);
const widthOf = (text: string): number =>
  Math.max(...text.split('\n').map((line) => Array.from(line).length));

describe('a table', () => {
  const rows = [
    ['NC-20260302-001', 'Update the payment gateway', 'role:lead, role:owner, person:dana'],
  ];
  const heads = ['ID', 'Title', 'Waits for'];

  test('goes elsewhere than to a terminal as wide as it is', () => {
    const text = table(plain, heads, rows, Infinity);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('Update the payment gateway  role:lead, role:owner, person:dana');
  });

  test('wraps its widest columns where the terminal is narrower', () => {
    const text = table(plain, heads, rows, 60);
    expect(widthOf(text)).toBeLessThanOrEqual(60);
    expect(text).toContain('NC-20260302-001');
    expect(text.split('\n').length).toBeGreaterThan(2);
  });

  test('becomes blocks where its words alone are wider, and loses none of them', () => {
    const text = table(plain, heads, rows, 20);
    expect(text.split('\n')).toEqual([
      'ID         NC-20260302-001',
      'Title      Update the payment gateway',
      'Waits for  role:lead, role:owner, person:dana',
    ]);
  });

  test('is as wide as it may be and cuts no word, whatever stands in it', () => {
    const words = fc.array(fc.stringMatching(/^[a-z:/.-]{1,14}$/), { minLength: 1, maxLength: 6 });
    const cell = words.map((all) => all.join(' '));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 40, max: 120 }),
        (drawn, width) => {
          const text = table(plain, heads, drawn, width);
          const shown = text.split(/\s+/);
          for (const word of drawn.flat().flatMap((each) => each.split(' ')))
            expect(shown).toContain(word);
          if (fitted([heads, ...drawn], width) !== null)
            expect(widthOf(text)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('progress', () => {
  function watched(manner: object, isTTY: boolean) {
    let [time, written] = [0, ''];
    const screen = { isTTY, columns: 60, write: (text: string) => (written += text) };
    const progress = startProgress('Working', manner, screen, () => time);
    return { progress, pass: (ms: number) => (time += ms), written: () => written };
  }

  test('says nothing of what is over within a second', () => {
    const { progress, pass, written } = watched({}, true);
    pass(900);
    progress.at(9, 10);
    progress.end();
    expect(written()).toBe('');
  });

  test('paints how much is done, within the width, and takes it away at the end', () => {
    const { progress, pass, written } = watched({}, true);
    pass(1_500);
    progress.at(1, 2);
    expect(written()).toMatch(/^\r\u001b\[2KWorking {2}█{12}░{12} 50 % {2}1 s$/);
    pass(50);
    progress.at(2, 2);
    expect(written()).not.toContain('100 %');
    progress.end();
    expect(written().endsWith('\r\u001b[2K')).toBe(true);
  });

  test.each([
    ['in a pipe', {}, false],
    ['beside JSON', { json: true }, true],
    ['when told to be quiet', { quiet: true }, true],
  ])('is not there %s', (_, manner, isTTY) => {
    const { progress, pass, written } = watched(manner, isTTY);
    pass(5_000);
    progress.at(1, 2);
    progress.end();
    expect(written()).toBe('');
  });
});

test('text of others cannot command the terminal, and our own colours can', () => {
  const change = {
    id: 'NC-1',
    title: 'a\u001b[2Jb\u0007',
    status: 'open',
    phases: [],
    waiting: [],
    decisions: [],
    warnings: [],
    artifacts: [],
    adrs: [],
    risk: null,
    change_type: 't',
    workflow: { name: 'w' },
    author: 'dana',
  };
  const text = phrase('get', change, pc.createColors(true));
  expect(text).toContain('a[2Jb');
  expect(text).not.toMatch(/\u001b\[2J|\u0007/);
  expect(text).toContain('\u001b[1mNC-1\u001b[22m');
});

test('the doctor tells what a server warns of as a warning, with what to do', () => {
  const found = { code: 'made-anew', message: 'A-1 was made anew', help: 'nothing to do' };
  const counts = { seq: 3, documents_behind: 0, in_flight: 0, turned_away: 0 };
  const lines = healthFindings({ ...counts, findings: [found] }).map((one) => told(one, plain));
  expect(lines).toEqual([
    'ok   server: ready, 0 requests at work, 0 turned away',
    'ok   journal: 3 records, 0 documents behind',
    'warn made-anew: A-1 was made anew\n     nothing to do',
  ]);
});

test('the doctor reads versions as numbers', () => {
  expect(
    ['20.19.0', '20.20.2', '22.0.0', '100.1.0'].every((each) => nodeFinding(each).state === 'ok'),
  ).toBe(true);
  expect(['20.9.0', '18.20.0', '9.9.9'].some((each) => nodeFinding(each).state === 'ok')).toBe(
    false,
  );
});
