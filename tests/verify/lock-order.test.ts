import { describe, expect, it } from 'vitest';
import { workflow } from '../policy/policies.ts';
import { diagnosed, proved, task } from './proving.ts';

/** The findings of a text: each with what it points at, and what it points at besides. */
function found(text: string) {
  const at = ({ start, end }: { readonly start: number; readonly end: number }): string =>
    text.slice(start, end).replaceAll(/\s+/g, ' ');
  return diagnosed(text).map(({ code, message, span, related = [] }) => ({
    code,
    message,
    at: at(span),
    related: related.map((other) => at(other.span)),
  }));
}

describe('a lock inside a lock is refused', () => {
  const use = `(define (use) (lock 'crane ${task('lift')}))`;

  it('where the inner one stands, through helpers too', () => {
    expect(proved(`(lock 'road (use))`, use)).toEqual([
      ['lock-order', `(lock 'crane ${task('lift')})`],
    ]);
  });

  it('with where the other one is held, and what to write instead', () => {
    const text = `${use} ${workflow(`(lock 'road (use))`)}`;
    const [finding] = diagnosed(text);
    expect(finding?.message).toContain('a change that holds `road` would wait for `crane`');
    expect(finding?.help).toContain(`(lock (list 'road 'crane) E …)`);
    expect(found(text)[0]?.related).toEqual([`(lock 'road (use))`]);
  });

  it('with where another workflow takes them the other way round', () => {
    const one = `(define-workflow one (applies-to (type one)) (lock 'road (lock 'crane ${task('lift')})))`;
    const two = `(define-workflow two (applies-to (type two)) (lock 'crane (lock 'road ${task('drive')})))`;
    const inner = [`(lock 'crane ${task('lift')})`, `(lock 'road ${task('drive')})`] as const;
    expect(found(`${one} ${two}`).map(({ at, related }) => [at, related[1]])).toEqual([
      [inner[0], inner[1]],
      [inner[1], inner[0]],
    ]);
  });

  it.each([
    [
      'one after the other, in either order',
      `(lock 'road ${task('a')}) (use) (lock 'road ${task('b')})`,
    ],
    ['all names at once', `(lock (list 'road 'crane) ${task('a')}) (use)`],
    ['beside each other', `(parallel (use) (lock 'road ${task('a')}))`],
  ])('and nothing is that takes them %s', (_, body) => {
    expect(proved(body, use)).toEqual([]);
  });

  it('and several names at once may stand in any order, in any workflow', () => {
    const one = `(define-workflow one (applies-to (type one)) (lock (list 'road 'crane) ${task('a')}))`;
    const two = `(define-workflow two (applies-to (type two)) (lock '(crane road) ${task('b')}))`;
    expect(found(`${one} ${two}`)).toEqual([]);
  });
});

describe('a wait for other changes under a lock is refused', () => {
  it('where a change of the same workflow may be the other one', () => {
    const body = `(lock 'db (await-dependencies) ${task('migrate')})`;
    const [finding, ...others] = found(workflow(body));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'lock-order',
      at: '(await-dependencies)',
      related: [body, body],
    });
    expect(finding?.message).toContain('while it holds `db`');
  });

  const opening = (body: string): string =>
    `(define-workflow opens (applies-to (type opens)) ${body})`;
  const opened = (body: string): string =>
    `(define-workflow opened (applies-to (type opened)) ${body})`;
  const waiting = `(lock 'db (await-change (open-change opened)))`;

  it('where the change that was opened takes the lock, itself or what it becomes', () => {
    const takes = `(lock '(cache db) ${task('fill')})`;
    expect(found(`${opening(waiting)} ${opened(takes)}`)).toMatchObject([
      { code: 'lock-order', at: '(await-change (open-change opened))', related: [waiting, takes] },
    ]);
    const later = `(define-workflow later (applies-to (type later)) ${takes})`;
    expect(
      found(`${opening(waiting)} ${opened(`${task('first')} (become later)`)} ${later}`),
    ).toMatchObject([{ code: 'lock-order', related: [waiting, takes] }]);
  });

  it('where that change waits for others, of which one may want it', () => {
    const waits = `(await-dependencies) ${task('go')}`;
    expect(found(`${opening(waiting)} ${opened(waits)}`)).toMatchObject([
      { code: 'lock-order', related: [waiting, waiting] },
    ]);
  });

  it('where names are worked out and may be equal', () => {
    const [finding] = found(
      workflow(`(lock (field 'systems '()) (await-change (field 'custom.other)))`),
    );
    expect(finding?.message).toContain('a lock whose name is worked out');
  });

  it.each([
    ['the change that was opened takes other locks', waiting, `(lock 'cache ${task('fill')})`],
    [
      'it is waited for behind the lock',
      `(define id (lock 'db (open-change opened))) (await-change id)`,
      `(lock 'db ${task('fill')})`,
    ],
    [
      'the workflow says why it is safe',
      `(unverified "they never want it") (lock 'db (await-dependencies))`,
      `(lock 'db ${task('fill')})`,
    ],
    [
      'people and time alone are waited for',
      `(lock 'db ${task('work')} (sleep "1h") (await-window))`,
      `(lock 'db (await-signal go (by writer)))`,
    ],
  ])('and nothing is where %s', (_, one, two) => {
    expect(found(`${opening(one)} ${opened(two)}`)).toEqual([]);
  });
});
