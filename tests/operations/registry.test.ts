import { expect, test } from 'vitest';
import { operations } from '../../src/operations/registry.ts';
import { fromTexts, inputSchema, outputSchema, pathInputs } from '../../src/operations/rest.ts';
import { toolInput, toolOutput } from '../../src/mcp/tool-schemas.ts';

test('the names, paths, permissions and commands of operations change only under review', () => {
  const shown = operations.map(({ name, kind, permission, rest, cli, mcp }) => ({
    name,
    kind,
    permission: permission === null ? null : `${permission.action} ${permission.object}`,
    rest: `${rest.method} ${rest.path}`,
    command: cli === null ? null : [cli.command, ...cli.positional].join(' '),
    tool: mcp?.tool ?? null,
  }));
  expect(shown).toMatchSnapshot();
});

test('what operations take changes only under review', () => {
  expect(
    Object.fromEntries(operations.map((each) => [each.name, inputSchema(each)])),
  ).toMatchSnapshot();
});

test('what operations answer changes only under review', () => {
  expect(
    Object.fromEntries(operations.map((each) => [each.name, outputSchema(each)])),
  ).toMatchSnapshot();
});

test('no two operations share a name, a path, a command or a tool', () => {
  const distinct = (keys: readonly (string | null)[]): void => {
    const given = keys.filter((key) => key !== null);
    expect(new Set(given).size).toBe(given.length);
  };
  distinct(operations.map(({ name }) => name));
  distinct(
    operations.map(({ rest }) => `${rest.method} ${rest.path.replaceAll(/\{\w+\}/g, '{}')}`),
  );
  distinct(operations.map(({ cli }) => cli?.command ?? null));
  distinct(operations.map(({ mcp }) => mcp?.tool ?? null));
});

test('inputs that stand in a path or by position exist and are required', () => {
  for (const operation of operations) {
    const required = inputSchema(operation).required ?? [];
    expect(required).toEqual(expect.arrayContaining([...pathInputs(operation)]));
    expect(Object.keys(operation.input.shape)).toEqual(
      expect.arrayContaining([...(operation.cli?.positional ?? [])]),
    );
  }
});

test('queries over REST are GET unless their input needs a body, and commands never are', () => {
  for (const { kind, rest, name } of operations) {
    if (kind === 'command') expect(rest.method, name).not.toBe('GET');
  }
});

test('every command can be repeated safely: it takes an idempotency key', () => {
  for (const { kind, input, name } of operations) {
    expect('idempotency_key' in input.shape, name).toBe(kind === 'command');
  }
});

test('there are at most twenty tools, each with a title, a description and all four hints', () => {
  const tools = operations.flatMap((operation) =>
    operation.mcp === null ? [] : [{ operation, ...operation.mcp }],
  );
  expect(tools.length).toBeLessThanOrEqual(20);
  for (const { operation, hints } of tools) {
    expect(operation.title).not.toBe('');
    expect(operation.description.length).toBeGreaterThan(40);
    expect(Object.values(hints).filter((hint) => typeof hint === 'boolean')).toHaveLength(4);
    expect(hints.readOnlyHint).toBe(operation.kind === 'query');
    expect(toolInput(operation).type).toBe('object');
    expect(toolOutput(operation).type).toBe('object');
  }
});

test('every input of a tool that is not a plain word says what it is', () => {
  const plain = new Set([
    'environment',
    'priority',
    'urgency',
    'labels',
    'planned_start',
    'planned_end',
  ]);
  for (const operation of operations.filter(({ mcp }) => mcp !== null)) {
    for (const [name, schema] of Object.entries(toolInput(operation).properties ?? {})) {
      const told = schema.description !== undefined || schema.enum !== undefined || plain.has(name);
      expect(told || operation.kind === 'query', `${operation.name}.${name}`).toBe(true);
    }
  }
});

test('dependencies given as text are identifiers, or JSON where more is to be said', () => {
  const create = operations.find(({ name }) => name === 'create')!;
  const read = (text: string): unknown => fromTexts(create, { depends_on: text })['depends_on'];
  expect(read('NC-1, NC-2')).toEqual(['NC-1', 'NC-2']);
  expect(read('[{"id": "NC-1", "policy": "warn"}]')).toEqual([{ id: 'NC-1', policy: 'warn' }]);
  expect(read('["NC-1"')).toBe('["NC-1"');
});
