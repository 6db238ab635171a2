import { McpServer } from '@modelcontextprotocol/server';
import type { McpDoor } from './door.ts';
import { addPrompts } from './prompts.ts';
import { addResources } from './resources.ts';
import { addTools } from './tools.ts';

const instructions = `ChangeFlow decides what may change in production. Create a change, submit it, and it asks whom the policy calls for.
You act as an agent: you may propose, comment, assess and hand in work; what you decide is advice, kept for the people who decide.
A call that needs a person answers at once with what is awaited; people decide with \`changeflow inbox\` and \`changeflow approve ID\`, or POST /api/changes/{id}/decisions. Do not poll in a loop: tell the person, then read the change later with get_change.`;

/** One server for one connection or request, the same for every transport and protocol era. */
export function createMcpServer(door: McpDoor): McpServer {
  const server = new McpServer(
    { name: 'changeflow', title: 'ChangeFlow', version: door.version },
    { instructions },
  );
  addTools(server, door);
  addResources(server, door);
  addPrompts(server, door);
  return server;
}
