import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { resolveConfig } from '../../src/config.ts';
import { serve } from '../../src/main.ts';
import { nodeDisk } from '../../src/store/files/disk.ts';
import { failPointFrom, noFailPoints } from '../../src/store/files/fail-points.ts';
import {
  openFilesStore,
  type FilesStore,
  type FilesStoreOptions,
} from '../../src/store/files/store.ts';
import { powerCutDisk } from './power-cut-disk.ts';

/** How a server under test differs from one that people run. */
export interface ServerOptions {
  readonly data: string;
  readonly policy: string;
  /** What a kill is: of the process alone, or as if of the machine. */
  readonly kill: 'process' | 'power';
  /** A mistake that is put in, which the test must find. */
  readonly planted: 'no-fsync' | 'no-key-check' | 'no-expected-version' | null;
}

// The process that is killed: the real server, told over its channel where to die. It answers with its address.
const options = JSON.parse(process.argv[2] ?? '') as ServerOptions;
let reach = noFailPoints;
process.on('message', (text) => {
  reach = failPointFrom(String(text));
  process.send?.({ armed: true });
});

if (options.planted === 'no-expected-version')
  subscribe('http.server.request.start', (message) => {
    delete (message as { readonly request: IncomingMessage }).request.headers['if-match'];
  });

const config = resolveConfig(
  { data: options.data, policy: options.policy, port: 0, demo: true },
  {},
  options.data,
);
const serving = await serve(config, false, openStore);
process.once('SIGTERM', () => {
  void serving.close().then(() => process.exit(0));
});
process.send?.({ url: serving.url });

/** Small snapshots and segments, so that few commands reach every place where the store writes. */
async function openStore(given: FilesStoreOptions): Promise<FilesStore> {
  const store = await openFilesStore({
    ...given,
    disk: options.kill === 'power' ? powerCutDisk(options.planted === 'no-fsync') : nodeDisk,
    reach: (point) => reach(point),
    commitsPerSnapshot: 25,
    segmentBytesMin: 1 << 16,
    segmentBytesMax: 1 << 18,
  });
  if (options.planted === 'no-key-check') {
    const commit = store.commit.bind(store);
    store.commit = (one) => commit({ ...one, key: null });
    store.answered = () => Promise.resolve(null);
  }
  return store;
}
