import { fail, wrongType } from '../control/conditions.ts';
import type { Machine } from '../machine.ts';
import { plain } from './primitive.ts';
import type { PrimitiveDefinition } from './primitive.ts';
import { displayValue, writeValue } from '../data/printer.ts';
import type { Labels } from '../data/printer.ts';
import { Char, Pair, Port, eof, intern, traceOutput, unspecified } from '../data/values.ts';
import type { Value } from '../data/values.ts';
import { slice, stringOf } from './text.ts';

/** The library marks the cell of its parameter `current-output-port` with this. */
const CURRENT_OUTPUT = intern('current-output-port');

/** Where text goes that names no port: what `parameterize` says, else the trace. */
function currentOutput(m: Machine): Value {
  for (let rest = m.dynamic.parameters; rest instanceof Pair; rest = rest.cdr) {
    const { car: binding } = rest;
    if (!(binding instanceof Pair)) continue;
    if (binding.car instanceof Pair && binding.car.car === CURRENT_OUTPUT) return binding.cdr;
  }
  return traceOutput;
}

const portOf = (value: Value, name: string): Port =>
  value instanceof Port ? value : wrongType(name, 'an output port', value);

function emit(m: Machine, port: Value | undefined, text: string, name: string): Value {
  const to = portOf(port ?? currentOutput(m), name);
  m.charge(1 + Math.ceil(text.length / 8));
  if (to.trace) m.trace += text;
  else {
    m.program.frozen.check(to, name);
    if (!to.open) fail('wrong-type', `${name}: this port was closed`, to);
    to.text += text;
  }
  return unspecified;
}

/** Closes a string port; the trace stays open for whatever comes. */
function close(m: Machine, port: Value, name: string): Value {
  const closed = portOf(port, name);
  if (closed.trace) return unspecified;
  m.program.frozen.check(closed, name);
  closed.open = false;
  return unspecified;
}

const writer = (name: string, text: (value: Value) => string): PrimitiveDefinition =>
  plain(name, 1, 2, (m, value, port) => emit(m, port, text(value), name));
const labelled = (name: string, labels: Labels): PrimitiveDefinition =>
  writer(name, (value) => writeValue(value, labels));

/** Output ports: strings, and the trace of the step. */
export const portPrimitives: readonly PrimitiveDefinition[] = [
  plain('open-output-string', 0, 0, () => new Port(false)),
  plain('get-output-string', 1, 1, (_, port) =>
    port instanceof Port && !port.trace
      ? port.text
      : wrongType('get-output-string', 'a string port', port),
  ),
  plain('port?', 1, 1, (_, value) => value instanceof Port),
  plain('output-port?', 1, 1, (_, value) => value instanceof Port),
  plain('textual-port?', 1, 1, (_, value) => value instanceof Port),
  plain('input-port?', 1, 1, () => false),
  plain('binary-port?', 1, 1, () => false),
  plain('output-port-open?', 1, 1, (_, port) => portOf(port, 'output-port-open?').open),
  plain('close-port', 1, 1, (m, port) => close(m, port, 'close-port')),
  plain('close-output-port', 1, 1, (m, port) => close(m, port, 'close-output-port')),
  plain('flush-output-port', 0, 1, (m, port) => emit(m, port, '', 'flush-output-port')),
  plain('%trace-port', 0, 0, () => traceOutput),
  writer('display', displayValue),
  labelled('write', 'cycles'),
  labelled('write-shared', 'shared'),
  labelled('write-simple', 'none'),
  plain('write-string', 1, 4, (m, text, port, start, end) =>
    emit(
      m,
      port,
      slice(m, stringOf(text, 'write-string'), start, end, 'write-string'),
      'write-string',
    ),
  ),
  writer('write-char', (char) =>
    char instanceof Char
      ? String.fromCodePoint(char.code)
      : wrongType('write-char', 'a character', char),
  ),
  plain('newline', 0, 1, (m, port) => emit(m, port, '\n', 'newline')),
  plain('eof-object', 0, 0, () => eof),
  plain('eof-object?', 1, 1, (_, value) => value === eof),
  plain('%unspecified', 0, 0, () => unspecified),
];
