import type { Request } from 'express';
import { refuse, type Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Operation } from '../operations/operation.ts';
import { fromTexts, pathInputs, type Input } from '../operations/rest.ts';

/** The input of an operation: body or query, the path, and the headers that stand for inputs. */
export function inputOf(operation: Operation, request: Request): Result<Input, Refusal> {
  const given =
    operation.rest.method === 'GET' ? ok(queryInput(operation, request)) : bodyInput(request);
  if (!given.ok) return given;
  const inPath = pathInputs(operation);
  const twice = inPath.find((name) => Object.hasOwn(given.value, name));
  if (twice !== undefined) {
    const message = `\`${twice}\` stands in the path; leave it out of the rest.`;
    return err(refuse('invalid-input', message, { errors: [{ path: `/${twice}`, message }] }));
  }
  const path = Object.fromEntries(inPath.map((name) => [name, request.params[name]]));
  const headers = headerInput(operation, request);
  return headers.ok ? ok({ ...given.value, ...path, ...headers.value }) : headers;
}

function queryInput(operation: Operation, request: Request): Input {
  const { searchParams } = new URL(request.originalUrl, 'http://host');
  const texts: { [name: string]: readonly string[] } = {};
  for (const name of new Set(searchParams.keys())) texts[name] = searchParams.getAll(name);
  return fromTexts(operation, texts);
}

function bodyInput(request: Request): Result<Input, Refusal> {
  const body: unknown = request.body;
  if (body === undefined) {
    const empty =
      request.headers['content-length'] === undefined || request.headers['content-length'] === '0';
    if (empty && request.headers['transfer-encoding'] === undefined) return ok({});
    return err(refuse('wrong-media', 'Send the body as `Content-Type: application/json`.'));
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return err(refuse('invalid-input', 'The body is not a JSON object.'));
  }
  return ok(body as Input);
}

/** `Idempotency-Key` and `If-Match`, for operations that take what they stand for. */
function headerInput(operation: Operation, request: Request): Result<Input, Refusal> {
  const takes = (name: string): boolean => Object.hasOwn(operation.input.shape, name);
  const key = request.get('idempotency-key');
  const match = request.get('if-match');
  const keyed = key !== undefined && takes('idempotency_key') ? { idempotency_key: key } : {};
  if (match === undefined || match === '*' || !takes('expected_version')) return ok(keyed);
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(match)?.[1];
  if (version === undefined) {
    return err(refuse('stale', '`If-Match` is no version of a change: send back its `ETag`.'));
  }
  return ok({ ...keyed, expected_version: Number(version) });
}
