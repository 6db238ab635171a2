import express from 'express';
import { readFileSync } from 'node:fs';
import { listen } from '../../src/http/listen.ts';
import { createGate } from '../../src/operations/gate.ts';

/**
 * What the framework alone does: Express set up as the product sets it up, which reads a JSON body and answers with the
 * JSON of the file given, whatever was asked. Prints where it answers.
 */
const answer: unknown = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.set('query parser', false);
app.use(express.json({ limit: 1_000_000, type: 'application/json', inflate: false }));
app.post('/', (_request, response) => void response.json(answer));
const { url } = await listen(app, { host: '127.0.0.1', port: 0 }, createGate(100_000));
console.log(JSON.stringify({ url }));
