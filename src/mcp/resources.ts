import {
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import type { Outcome } from '../operations/operation.ts';
import type { McpDoor } from './door.ts';

type Policy = { readonly [section: string]: unknown };

/** Parts of the policy that clients like to have at hand, each with the sections that make it. */
const configurations: readonly {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly sections: readonly string[];
}[] = [
  {
    name: 'change-types',
    title: 'Types of changes',
    description: 'Which workflow takes which type, and how a risk score becomes a type.',
    sections: ['workflows', 'risk_models'],
  },
  {
    name: 'approval-matrix',
    title: 'Who approves what',
    description: 'Decision tables, risk rules, roles and owners of systems.',
    sections: ['tables', 'rules', 'roles', 'systems'],
  },
  {
    name: 'freeze-calendar',
    title: 'Freezes, windows and calendars',
    description: 'As the policy in force defines them.',
    sections: ['freezes', 'windows', 'calendars'],
  },
];

/** Changes, workflows, the policy’s configuration and the reference of the language, to read. */
export function addResources(server: McpServer, door: McpDoor): void {
  server.registerResource(
    'change',
    new ResourceTemplate('changeflow://changes/{id}', { list: undefined }),
    { title: 'A change', description: 'A change as get_change answers it.', mimeType: JSON_TYPE },
    async (uri, { id }) => json(uri, await door.call('get', { change_id: one(id) })),
  );
  server.registerResource(
    'workflow',
    new ResourceTemplate('changeflow://workflows/{name}', {
      list: async () => ({ resources: await listWorkflows(door) }),
    }),
    { title: 'A workflow', description: 'A workflow with its text.', mimeType: JSON_TYPE },
    async (uri, { name }) => json(uri, await door.call('workflow', { name: one(name) })),
  );
  for (const { name, title, description, sections } of configurations) {
    server.registerResource(
      name,
      `changeflow://config/${name}`,
      { title, description, mimeType: JSON_TYPE },
      async (uri) => json(uri, await door.call('policy', {}), sections),
    );
  }
  server.registerResource(
    'language',
    'changeflow://docs/language',
    { title: 'The language of policies', description: 'Its reference.', mimeType: 'text/markdown' },
    async (uri) => {
      const outcome = await door.call('language', {});
      if (!outcome.ok || outcome.value.kind !== 'text') throw missing(uri, outcome);
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text: outcome.value.text }] };
    },
  );
}

const JSON_TYPE = 'application/json';

const one = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? decodeURIComponent(value) : (value?.[0] ?? '');

function json(uri: URL, outcome: Outcome, sections?: readonly string[]) {
  if (!outcome.ok || outcome.value.kind !== 'value') throw missing(uri, outcome);
  const whole = outcome.value.value as Policy;
  const value =
    sections === undefined
      ? whole
      : Object.fromEntries(sections.map((section) => [section, whole[section]]));
  return { contents: [{ uri: uri.href, mimeType: JSON_TYPE, text: JSON.stringify(value) }] };
}

const missing = (uri: URL, outcome: Outcome): Error =>
  new ResourceNotFoundError(
    uri.href,
    outcome.ok ? undefined : `${outcome.error.code}: ${outcome.error.message}`,
  );

async function listWorkflows(door: McpDoor) {
  const outcome = await door.call('workflows', {});
  if (!outcome.ok || outcome.value.kind !== 'value') return [];
  const { workflows } = outcome.value.value as {
    readonly workflows: readonly { readonly name: string; readonly description: string | null }[];
  };
  return workflows.map(({ name, description }) => ({
    uri: `changeflow://workflows/${encodeURIComponent(name)}`,
    name,
    mimeType: JSON_TYPE,
    ...(description === null ? {} : { description }),
  }));
}
