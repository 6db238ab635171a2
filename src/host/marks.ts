import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Marks } from '../engine/ports.ts';

const shape = z.record(z.string(), z.int());

/** Marks in `marks.json` of a data directory. Not synced: what a power cut takes is delivered again. */
export function fileMarks(directory: string): Marks {
  const file = join(directory, 'marks.json');
  const marks = new Map(Object.entries(read(file)));
  let writing = Promise.resolve();
  const key = (tenant: string, reader: string): string => `${tenant}/${reader}`;
  return {
    get: (tenant, reader) => Promise.resolve(marks.get(key(tenant, reader)) ?? 0),
    set(tenant, reader, seq) {
      marks.set(key(tenant, reader), seq);
      writing = writing.then(() => write(file, Object.fromEntries(marks)));
      return writing;
    },
  };
}

function read(file: string): { readonly [key: string]: number } {
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

async function write(file: string, marks: { readonly [key: string]: number }): Promise<void> {
  const beside = `${file}.tmp`;
  await writeFile(beside, JSON.stringify(marks));
  await rename(beside, file);
}
