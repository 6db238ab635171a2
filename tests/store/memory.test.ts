import { memoryStore } from '../../src/store/memory.ts';
import { storeContract } from './contract.ts';

storeContract('memory', async (body) => {
  const store = memoryStore();
  await body(store);
  await store.close();
});
