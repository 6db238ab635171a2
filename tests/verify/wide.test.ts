import { describe, expect, it } from 'vitest';
import { proved, task } from './proving.ts';

/** The workflows that take longest stay within a few seconds on a busy machine, far inside what a test may take. */
const many = (count: number, part: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join('\n');

const required = (name: string): string => `(require-approval ${name} (by reader) (due "1d"))`;

describe('very many branches that cancel each other', () => {
  it('are decided, however many of them may be refused', () => {
    expect(proved(`(parallel ${many(400, (at) => required(`a${at}`))})`)).toEqual([]);
  });

  it('are decided where each asks several times, and fails in several ways', () => {
    const branch = (at: number): string =>
      `(begin ${task(`t${at}`)} ${required(`a${at}`)} (when (eq? (await-signal s${at} (by writer)) 'no) (error "no")) ${required(`b${at}`)})`;
    expect(proved(`(parallel ${many(30, branch)})`)).toEqual([]);
  });

  it('are refused where one of them cannot go on', () => {
    const branches = many(40, (at) => required(`a${at}`));
    expect(proved(`(parallel ${branches} (begin ${required('last')} (never)))`)).toEqual([
      ['deadlock', '(never)'],
    ]);
  });

  it('are decided where branches of a branch cancel it, and it cancels its siblings', () => {
    const inner = (at: number): string =>
      `(parallel ${many(6, (one) => required(`a${at}-${one}`))})`;
    expect(proved(`(parallel ${many(8, inner)})`)).toEqual([]);
  });
});

describe('forms within forms', () => {
  const nested = (count: number): string =>
    `${many(count, (at) => `(parallel ${task(`t${at}`)}`)} 1${')'.repeat(count)}`;

  it('are decided down to a hundred levels', () => {
    expect(proved(nested(100))).toEqual([]);
  });

  it('are not decided where they are nested deeper than can be read', () => {
    expect(proved(nested(400)).map(([code]) => code)).toEqual(['undecided']);
  });

  it('are refused where the same request is open at each level', () => {
    const same = `${many(50, () => `(parallel ${task('t')}`)} 1${')'.repeat(50)}`;
    expect(proved(same).map(([code]) => code)).toEqual(['duplicate-request']);
  });
});
