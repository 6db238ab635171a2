import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Refusal } from '../core/refusal.ts';
import { RETRY_AFTER_S } from '../operations/gate.ts';
import type { Answer, Operation, Outcome } from '../operations/operation.ts';
import { problemOf } from '../operations/problem.ts';

/** Sends what an operation answered. */
export async function respond(
  response: Response,
  operation: Operation,
  outcome: Outcome,
): Promise<void> {
  if (!outcome.ok) {
    respondRefusal(response, outcome.error);
    return;
  }
  const answer = outcome.value;
  if (answer.kind === 'value') respondValue(response, answer);
  else if (answer.kind === 'text') respondText(response, answer);
  else await respondLines(response, answer, operation);
}

/** An error as `application/problem+json`, with the headers that its status calls for. */
export function respondRefusal(response: Response, refusal: Refusal): void {
  const problem = problemOf(refusal);
  if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="changeflow"');
  if (problem.status === 429 || problem.status === 503) {
    response.set('Retry-After', `${RETRY_AFTER_S}`);
  }
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function respondValue(response: Response, answer: Extract<Answer, { kind: 'value' }>): void {
  if (answer.version !== undefined) response.set('ETag', `"${answer.version}"`);
  if (answer.created !== undefined) response.status(201).set('Location', answer.created);
  response.json(answer.value);
}

function respondText(response: Response, answer: Extract<Answer, { kind: 'text' }>): void {
  if (answer.file !== undefined) response.attachment(answer.file);
  response.set('Content-Type', answer.media).send(answer.text);
}

/** Writes as fast as the reader takes it; one that leaves ends the writing, and that is no fault. */
async function respondLines(
  response: Response,
  answer: Extract<Answer, { kind: 'lines' }>,
  operation: Operation,
): Promise<void> {
  response.attachment(`${operation.name}.ndjson`).set('Content-Type', answer.media);
  try {
    await pipeline(Readable.from(ended(answer.lines)), response);
  } catch (fault) {
    if (!hasLeft(fault)) throw fault;
  }
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

const hasLeft = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && fault.code === 'ERR_STREAM_PREMATURE_CLOSE';
