/** What to write instead of a name of R7RS, or of an older report, that this language leaves out. */
export function insteadOf(name: string): string | undefined {
  return (
    NAMES.get(name) ??
    (/^bytevector|-bytevector!?$|^utf8->|->utf8$/.test(name) ? BINARY : undefined)
  );
}

const STRINGS = 'strings never change: make a new one with string-append, substring or string-map';
const PURE =
  'programs see no files, clocks or environment: what they may know comes with the event';
const BINARY = 'there are no bytevectors: use vectors of integers';
const COMPLEX = 'numbers are integers, rationals and doubles; there are no complex ones';
const TRANSCENDENTAL =
  'of inexact functions there is sqrt alone, so that results are the same everywhere';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['exact->inexact', 'R7RS calls it `inexact`'],
  ['inexact->exact', 'R7RS calls it `exact`'],
  ['string-set!', STRINGS],
  ['string-fill!', STRINGS],
  ['string-copy!', STRINGS],
  ['call-with-escape-continuation', 'write call/cc'],
  ['eval', 'programs are fixed before they run: write a procedure or a macro'],
  ['load', 'every file of the policy is read: no need to load one'],
  ['include', 'every file of the policy is read: no need to include one'],
  ['current-error-port', 'what is displayed without a port goes to the trace'],
  ['make-rectangular', COMPLEX],
  ['make-polar', COMPLEX],
  ['real-part', COMPLEX],
  ['imag-part', COMPLEX],
  ['angle', COMPLEX],
  ...[
    ...['exit', 'emergency-exit', 'command-line', 'get-environment-variable'],
    ...['current-second', 'current-jiffy', 'jiffies-per-second', 'current-input-port'],
    ...['delete-file', 'file-exists?', 'open-input-file', 'open-output-file', 'open-input-string'],
    ...[
      'call-with-input-file',
      'call-with-output-file',
      'with-input-from-file',
      'with-output-to-file',
    ],
    ...['read', 'read-char', 'read-line', 'read-string', 'peek-char', 'char-ready?'],
  ].map((name) => [name, PURE] as const),
  ...['exp', 'log', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan'].map(
    (name) => [name, TRANSCENDENTAL] as const,
  ),
]);
