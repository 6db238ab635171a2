import { JSONFilePreset } from 'lowdb/node';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Marks } from '../engine/ports.ts';

/** Marks in one small JSON file; a lost or damaged one repeats deliveries, so it is started anew. */
export async function createFileMarks(file: string): Promise<Marks> {
  await mkdir(dirname(file), { recursive: true });
  const database = await open(file);
  const name = (tenant: string, reader: string): string => `${tenant}/${reader}`;
  return {
    get: (tenant, reader) => Promise.resolve(database.data.marks[name(tenant, reader)] ?? 0),
    async set(tenant, reader, seq) {
      database.data.marks[name(tenant, reader)] = seq;
      await database.write();
    },
  };
}

interface Kept {
  v: 1;
  marks: { [reader: string]: number };
}

async function open(file: string): ReturnType<typeof JSONFilePreset<Kept>> {
  const database = await JSONFilePreset<Kept>(file, { v: 1, marks: {} }).catch(() => null);
  if (database !== null && typeof database.data.marks === 'object') return database;
  const { Low } = await import('lowdb');
  const { JSONFile } = await import('lowdb/node');
  const fresh = new Low<Kept>(new JSONFile(file), { v: 1, marks: {} });
  await fresh.write();
  return fresh;
}
