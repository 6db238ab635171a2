import type { Diagnostic } from '../core/diagnostic.ts';
import { diagnosticCodes } from '../core/diagnostic-codes.ts';
import { canonicalJson } from '../core/canonical.ts';
import type { Json } from '../core/json.ts';
import { type Position, positionOf, type Span } from '../core/span.ts';

export type DiagnosticFormat = 'text' | 'json' | 'sarif' | 'github';

/** The texts that diagnostics speak of, by path; a file that is not there is shown without its line. */
export type Texts = ReadonlyMap<string, string>;

/** Diagnostics as text for people, or in a form that tools read; ends with a newline unless there is nothing to say. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  texts: Texts,
  format: DiagnosticFormat = 'text',
): string {
  switch (format) {
    case 'text':
      return diagnostics.map((diagnostic) => renderText(diagnostic, texts)).join('\n');
    case 'github':
      return diagnostics.map((diagnostic) => renderGithub(diagnostic, texts)).join('');
    case 'json':
      return `${JSON.stringify(
        diagnostics.map((diagnostic) => toJson(diagnostic, texts)),
        null,
        2,
      )}\n`;
    case 'sarif':
      return `${JSON.stringify(toSarif(diagnostics, texts), null, 2)}\n`;
  }
}

function renderText(diagnostic: Diagnostic, texts: Texts): string {
  const { severity, code, message, span, related = [], help, path } = diagnostic;
  const place = span.file === '' ? '' : `${placeText(span, texts)}: `;
  const lines = [`${place}${severity}[${code}]: ${message}`];
  lines.push(...excerpt(span, texts));
  if (path !== undefined) lines.push(`   = path: ${path.join(' → ')}`);
  for (const other of related) lines.push(`   = ${other.message}: ${placeText(other.span, texts)}`);
  if (help !== undefined) lines.push(`   = help: ${help}`);
  return `${lines.join('\n')}\n`;
}

const placeText = (span: Span, texts: Texts): string => {
  const text = texts.get(span.file);
  if (text === undefined) return span.file;
  const { line, column } = positionOf(text, span.start);
  return `${span.file}:${line}:${column}`;
};

/** The source line with its number and a line of carets under what the span covers of it. */
function excerpt(span: Span, texts: Texts): string[] {
  const text = texts.get(span.file);
  if (text === undefined) return [];
  const { line } = positionOf(text, span.start);
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.start);
  const lineEnd = newline === -1 ? text.length : newline;
  const source = text.slice(lineStart, lineEnd).replace(/\r$/, '');
  const covered = text.slice(span.start, Math.min(span.end, lineStart + source.length)).trimEnd();
  const gutter = ' '.repeat(Math.max(3, String(line).length + 1));
  const number = String(line).padEnd(gutter.length);
  const indent = source
    .slice(0, span.start - lineStart)
    .replace(/[^\t]/gu, (char) => ' '.repeat(cells(char)));
  const carets = '^'.repeat(Math.max(1, cellsOf(covered)));
  return [`${gutter}|`, `${number}| ${source}`, `${gutter}| ${indent}${carets}`];
}

const cellsOf = (text: string): number =>
  Array.from(text).reduce((sum, char) => sum + cells(char), 0);

/** Columns of a terminal that a character takes: two for East Asian wide ones and emoji, none for marks. */
function cells(char: string): number {
  if (/^[\p{Mn}\p{Me}\u200b-\u200d\ufe00-\ufe0f]$/u.test(char)) return 0;
  const wide =
    /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;
  return wide.test(char) ? 2 : 1;
}

interface Region {
  readonly start: Position;
  readonly end: Position;
}

function regionOf(span: Span, texts: Texts): Region | undefined {
  const text = texts.get(span.file);
  if (text === undefined) return undefined;
  return { start: positionOf(text, span.start), end: positionOf(text, span.end) };
}

function toJson(diagnostic: Diagnostic, texts: Texts): Json {
  const { severity, code, message, span, related = [], help, path } = diagnostic;
  return {
    severity,
    code,
    message,
    ...placeJson(span, texts),
    ...(help === undefined ? {} : { help }),
    ...(path === undefined ? {} : { path: [...path] }),
    related: related.map((other) => ({ message: other.message, ...placeJson(other.span, texts) })),
  };
}

function placeJson(span: Span, texts: Texts): { [key: string]: Json } {
  const region = regionOf(span, texts);
  const offsets = { file: span.file, offset: span.start, length: span.end - span.start };
  if (region === undefined) return offsets;
  return {
    ...offsets,
    line: region.start.line,
    column: region.start.column,
    endLine: region.end.line,
    endColumn: region.end.column,
  };
}

/** A workflow command of GitHub Actions: data may hold no line breaks, properties neither colons nor commas. */
function renderGithub(diagnostic: Diagnostic, texts: Texts): string {
  const { severity, code, message, span, help } = diagnostic;
  const region = regionOf(span, texts);
  const properties: [string, string | number][] = [['file', span.file]];
  if (region !== undefined) {
    properties.push(['line', region.start.line], ['col', region.start.column]);
    properties.push(['endLine', region.end.line], ['endColumn', region.end.column]);
  }
  properties.push(['title', code]);
  const escaped = properties
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${severity} ${escaped}::${escapeData(help === undefined ? message : `${message}\n${help}`)}\n`;
}

const escapeData = (text: string): string =>
  text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** SARIF 2.1.0; columns count Unicode code points, as positions do. */
function toSarif(diagnostics: readonly Diagnostic[], texts: Texts): Json {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const rules = codes.map((id) => ({ id, shortDescription: { text: diagnosticCodes[id] } }));
  const results = diagnostics.map((diagnostic) => ({
    ruleId: diagnostic.code,
    ruleIndex: codes.indexOf(diagnostic.code),
    level: diagnostic.severity,
    message: { text: sarifText(diagnostic) },
    locations: [sarifLocation(diagnostic.span, texts)],
    relatedLocations: (diagnostic.related ?? []).map((other, id) => ({
      id,
      message: { text: other.message },
      ...sarifLocation(other.span, texts),
    })),
    partialFingerprints: { codeAndText: fingerprint(diagnostic, texts) },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      { tool: { driver: { name: 'changeflow', rules } }, columnKind: 'unicodeCodePoints', results },
    ],
  };
}

function sarifText({ message, path, help }: Diagnostic): string {
  const parts = [message];
  if (path !== undefined) parts.push(`path: ${path.join(' → ')}`);
  if (help !== undefined) parts.push(`help: ${help}`);
  return parts.join('\n');
}

function sarifLocation(span: Span, texts: Texts): { [key: string]: Json } {
  const region = regionOf(span, texts);
  const artifactLocation = { uri: span.file.split('/').map(encodeURIComponent).join('/') };
  const place: { [key: string]: Json } =
    region === undefined
      ? {}
      : {
          region: {
            startLine: region.start.line,
            startColumn: region.start.column,
            endLine: region.end.line,
            endColumn: region.end.column,
          },
        };
  return { physicalLocation: { artifactLocation, ...place } };
}

/** The same for the same mistake in the same words, wherever the lines move. */
function fingerprint({ code, span }: Diagnostic, texts: Texts): string {
  const covered = texts.get(span.file)?.slice(span.start, span.end) ?? '';
  return canonicalJson([span.file, code, covered.replace(/\s+/g, ' ').slice(0, 200)]);
}
