import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFilesStore } from '../../src/store/files/store.ts';
import { storeContract } from './contract.ts';
import { realClock, recompute } from './samples.ts';

storeContract('files', async (body) => {
  const directory = await mkdtemp(join(tmpdir(), 'store-'));
  const store = await openFilesStore({
    directory,
    clock: realClock,
    recompute,
    segmentBytesMin: 1 << 14,
  });
  try {
    await body(store);
  } finally {
    await store.close();
    await rm(directory, { recursive: true });
  }
});
