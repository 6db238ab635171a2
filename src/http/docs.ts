import express, { type Express } from 'express';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { openApi } from './openapi.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>ChangeFlow API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '../openapi.json', dom_id: '#swagger-ui' });\n`;

/** `/openapi.json`, and `/docs`: the same to read and try, from files of our own. */
export function serveDocs(app: Express, version: string): void {
  const document = JSON.stringify(openApi(version));
  const files = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.get('/openapi.json', (_request, response) => void response.type('json').send(document));
  app.get('/docs', (_request, response) => void response.type('html').send(page));
  app.get('/docs/start.js', (_request, response) => void response.type('js').send(start));
  app.use('/docs', express.static(files, { index: false, redirect: false }));
}
