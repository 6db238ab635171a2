import { expect, test } from 'vitest';
import { parse, TEXT_MAX } from '../../grammar/parse.ts';
import type { Syntax } from '../../grammar/syntax.ts';

const written = (syntax: Syntax): string => {
  switch (syntax.kind) {
    case 'symbol':
      return syntax.name;
    case 'literal':
      return JSON.stringify(syntax.datum);
    case 'vector':
      return `#(${syntax.items.map(written).join(' ')})`;
    case 'list': {
      const tail = syntax.tail === null ? '' : ` . ${written(syntax.tail)}`;
      return `(${syntax.items.map(written).join(' ')}${tail})`;
    }
  }
};
const read = (text: string): string => parse(text, 'f').data.map(written).join(' ');
const mistakes = (text: string): string[] =>
  parse(text, 'f').diagnostics.map(({ code, span }) => `${code} ${span.start}-${span.end}`);

test.each([
  ["'a", '(quote a)'],
  ['`(a ,b ,@c)', '(quasiquote (a (unquote b) (unquote-splicing c)))'],
  ['(@a , @b)', '(@a (unquote @b))'],
  ['(a . b)', '(a . b)'],
  ['(a . (b c))', '(a b c)'],
  ['(a . (b . c))', '(a b . c)'],
  ['#(1 #(2))', '#(1 #(2))'],
  ['; line\na #| block #| nested |# |# b', 'a b'],
  ['#;(gone) here', 'here'],
  ['(a #;b c #;d)', '(a c)'],
  ["'#;x y", '(quote y)'],
  ['#;#;a b c', 'c'],
  ["#;'a b", 'b'],
  ['|a b| |x\\x41;|', 'a b xA'],
  ['"a\\n\\t\\"\\\\\\x3bb;"', '"a\\n\\t\\"\\\\λ"'],
  ['"one \\  \n   line"', '"one line"'],
  ['"a\r\nb"', '"a\\nb"'],
  [
    '#\\a #\\space #\\x41 #\\( #\\λ #\\x',
    '["c",97] ["c",32] ["c",65] ["c",40] ["c",955] ["c",120]',
  ],
  ['#t #true #f #false', 'true true false false'],
  ['+ - ... -> +a .b a.b 日本', '+ - ... -> +a .b a.b 日本'],
  ['\ufeffa', 'a'],
])('%j reads as %s', (text, expected) => {
  expect(mistakes(text)).toEqual([]);
  expect(read(text)).toBe(expected);
});

test.each([
  ['12', '12'],
  ['-7', '-7'],
  ['+5', '5'],
  ['9007199254740991', '9007199254740991'],
  ['9007199254740992', '["b","9007199254740992"]'],
  ['-123456789012345678901', '["b","-123456789012345678901"]'],
  ['6/4', '["q","3","2"]'],
  ['-4/2', '-2'],
  ['1.5', '["f",1.5]'],
  ['.5', '["f",0.5]'],
  ['5.', '["f",5]'],
  ['-0.0', '["f","-0"]'],
  ['1e3', '["f",1000]'],
  ['1E400', '["f","inf"]'],
  ['+inf.0 -inf.0 +nan.0', '["f","inf"] ["f","-inf"] ["f","nan"]'],
  ['#xFF #b-101 #o17 #d9', '255 -5 15 9'],
  ['#x1/F', '["q","1","15"]'],
  ['#e1.25 #e1e2 #e-0.5', '["q","5","4"] 100 ["q","-1","2"]'],
  ['#i1/3', '["f",0.3333333333333333]'],
  ['#x#e10 #e#x10 #i#b1', '16 16 ["f",1]'],
])('the number %s is %s', (text, expected) => {
  expect(mistakes(text)).toEqual([]);
  expect(read(text)).toBe(expected);
});

test.each([
  ['(a (b c)', ['unclosed-paren 0-1']],
  ['a) b', ['unexpected-close 1-2']],
  ['(a [b c])', ['unsupported-syntax 3-4']],
  ['{a}', ['unsupported-syntax 0-1']],
  ['"abc', ['unclosed-string 0-4']],
  ['|abc', ['unclosed-symbol 0-4']],
  ['a #| b', ['unclosed-comment 2-4']],
  ['(a #| b', ['unclosed-comment 3-5']],
  ['(a |b)', ['unclosed-symbol 3-6']],
  ['"a\\qb"', ['bad-escape 2-4']],
  ['"\\xd800;"', ['bad-escape 1-8']],
  ['#\\spcae', ['bad-character 0-7']],
  ['1+', ['bad-number 0-2']],
  ['1/0', ['bad-number 0-3']],
  ['1+2i', ['bad-number 0-4']],
  ['+i', ['bad-number 0-2']],
  ['#xfg', ['bad-number 0-4']],
  ['#d#x10', ['bad-number 0-6']],
  ['#e1e999999999', ['bad-number 0-13']],
  ['(. a)', ['bad-dot 1-2']],
  ['(a .)', ['bad-dot 3-4']],
  ['(a . b c)', ['bad-dot 7-8']],
  ['#(a . b)', ['bad-dot 4-5']],
  ['. a', ['bad-dot 0-1']],
  ["(a ')", ['bad-syntax 3-4']],
  ['#;', ['bad-syntax 0-2']],
  ['#u8(1 2)', ['unsupported-syntax 0-4']],
  ['#!fold-case x', ['unsupported-syntax 0-11']],
  ['#0=(a)', ['unsupported-syntax 0-3']],
  ['(a #0#)', ['unsupported-syntax 3-6']],
  ['#hello', ['unexpected-character 0-6']],
  ['a\u00a0b', ['unexpected-character 0-3']],
  ['a\u0000b', ['invalid-text 1-2']],
  ['a "\ud800"', ['invalid-text 3-4']],
])('%j has one mistake and one message', (text, expected) => {
  expect(mistakes(text)).toEqual(expected);
});

test('a forgotten parenthesis spoils one definition, not the file', () => {
  const text = '(define (f)\n  (g)\n\n(define a 1)\n(define b 2)\n';
  expect(mistakes(text)).toEqual(['unclosed-paren 0-1']);
  expect(read(text)).toBe('(define (f) (g)) (define a 1) (define b 2)');
});

test('indentation tells which parenthesis was forgotten', () => {
  const text = `(define (f x)
  (let ((y 1)
        (z 2)
    (list x y z)))

(define a 1)`;
  expect(mistakes(text)).toEqual([
    `unclosed-paren ${text.indexOf('((y 1)')}-${text.indexOf('(y 1)')}`,
  ]);
});

test('a forgotten quotation mark spoils its line, not the strings after it', () => {
  const text = '(define a "one)\n(define b "two")\n(define c "three")\n';
  expect(mistakes(text)).toEqual(['unclosed-string 10-15']);
  expect(read(text)).toBe('(define a "one)") (define b "two") (define c "three")');
});

test('parentheses in column 0 that match mean what they say', () => {
  expect(read('(begin\n(define a 1)\n)')).toBe('(begin (define a 1))');
});

test('closing parentheses that stand together are one mistake', () => {
  expect(mistakes('a))) b')).toEqual(['unexpected-close 1-4']);
});

test.each([
  ['100,000 lists', '('.repeat(100_000), 'too-deep'],
  ['100,000 quotation marks', "'".repeat(100_000) + 'x', 'too-deep'],
  ['100,000 datum comments', '#;'.repeat(100_000), 'too-deep'],
  ['1,001 lists', '('.repeat(1001) + ')'.repeat(1001), 'too-deep'],
  ['a file beyond the limit', ' '.repeat(TEXT_MAX + 1), 'too-large'],
  ['100,000 open block comments', '#|'.repeat(100_000), 'unclosed-comment'],
  ['100,000 open strings', '"\\'.repeat(100_000), 'unclosed-string'],
])('%s get one message', (_, text, code) => {
  expect(parse(text, 'f').diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});

test('1,000 levels are read', () => {
  expect(parse('('.repeat(1000) + ')'.repeat(1000), 'f').diagnostics).toEqual([]);
});

test('spans cover what was written', () => {
  const text = '(define  x "two")';
  const [list] = parse(text, 'f').data;
  expect(list).toMatchObject({ file: 'f', start: 0, end: text.length });
  const items = list?.kind === 'list' ? list.items : [];
  expect(items.map(({ start, end }) => text.slice(start, end))).toEqual(['define', 'x', '"two"']);
});

test('a misspelt character name gets a suggestion', () => {
  expect(parse('#\\spcae', 'f').diagnostics[0]?.help).toBe('did you mean #\\space?');
});
