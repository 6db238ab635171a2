import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { once } from 'node:events';
import type { McpDoor } from './door.ts';
import { createMcpServer } from './server.ts';

/** Speaks MCP over standard input and output until the other side closes its end. */
export async function mcpOverStdio(door: McpDoor): Promise<void> {
  const served = serveStdio(() => createMcpServer(door), {
    onerror: (fault) => process.stderr.write(`changeflow mcp: ${fault.message}\n`),
  });
  await once(process.stdin, 'close');
  await served.close();
}
