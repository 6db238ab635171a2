import type { z } from 'zod';
import { nearest } from '../core/nearest.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Call, Operation, Outcome } from './operation.ts';
import { flawOf } from './plain.ts';

/**
 * An input as its operation takes it, or the refusal with everything that is wrong with it. Asked by the server of all
 * that comes, and by a client before it makes a request of an input: a path has no place for what is missing.
 */
export function accepted(
  operation: Operation,
  input: unknown,
): Result<(call: Call) => Promise<Outcome>, Refusal> {
  const flaw = flawOf(input);
  if (flaw !== null) return err(invalid([flaw]));
  const taken = operation.accept(input);
  return taken.ok ? ok(taken.value) : err(wrongInput(operation, taken.error));
}

function wrongInput(operation: Operation, error: z.ZodError): Refusal {
  const known = Object.keys(operation.input.shape);
  const unknown = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  if (unknown.length === 0) return invalid(error.issues.map(flawOfIssue));
  const errors = unknown.map((name) => ({ path: `/${name}`, message: unknownText(name, known) }));
  return refuse('unknown-parameter', errors.map(({ message }) => message).join(' '), { errors });
}

function unknownText(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near === undefined ? `It takes ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  return `There is no parameter \`${name}\`. ${hint}`;
}

const flawOfIssue = (issue: z.core.$ZodIssue): { path: string; message: string } => ({
  path: issue.path.map((step) => `/${String(step)}`).join(''),
  message: issue.message,
});

const invalid = (errors: readonly { path: string; message: string }[]): Refusal =>
  refuse('invalid-input', errors.map(sentence).join(' '), { errors });

const sentence = ({ path, message }: { path: string; message: string }): string =>
  `${path === '' ? 'The input' : path}: ${message}.`;
