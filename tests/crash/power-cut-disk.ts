import { nodeDisk, type Disk } from '../../src/store/files/disk.ts';

/** Bytes that were written and not synced, in the order in which they were written. */
type Held = readonly { readonly position: number; readonly bytes: Buffer }[];

/**
 * The machine's own disk under a page cache of this process: what is not synced dies with it, so that a kill of the
 * process is what a power cut is to a machine. With `lying`, a sync answers and does nothing.
 */
export function powerCutDisk(lying: boolean): Disk {
  const opened = new Map<number, string>();
  const cache = new Map<string, Held>();
  const heldOf = (file: number): Held => cache.get(opened.get(file)!) ?? [];
  const hold = (file: number, held: Held): unknown => cache.set(opened.get(file)!, held);

  const size = (file: number): number =>
    Math.max(
      nodeDisk.size(file),
      ...heldOf(file).map(({ position, bytes }) => position + bytes.length),
    );

  return {
    ...nodeDisk,
    size,
    open(path, mode) {
      const file = nodeDisk.open(path, mode);
      opened.set(file, path);
      return file;
    },
    close(file) {
      nodeDisk.close(file);
      opened.delete(file);
    },
    read(file, buffer, position) {
      buffer.fill(0);
      nodeDisk.read(file, buffer, position);
      for (const held of heldOf(file)) {
        const from = Math.max(0, position - held.position);
        const to = Math.max(0, held.position - position);
        if (from < held.bytes.length && to < buffer.length)
          buffer.set(held.bytes.subarray(from, from + buffer.length - to), to);
      }
      return Math.max(0, Math.min(buffer.length, size(file) - position));
    },
    write(file, bytes, position) {
      hold(file, [...heldOf(file), { position, bytes: Buffer.from(bytes) }]);
    },
    truncate(file, length) {
      const kept = heldOf(file).flatMap(({ position, bytes }) =>
        position < length ? [{ position, bytes: bytes.subarray(0, length - position) }] : [],
      );
      hold(file, kept);
      nodeDisk.truncate(file, length);
    },
    async sync(file) {
      if (lying) return;
      const held = heldOf(file);
      for (const { position, bytes } of held) nodeDisk.write(file, bytes, position);
      hold(file, []);
      await nodeDisk.sync(file);
    },
    async replace(path, bytes) {
      cache.delete(path);
      await nodeDisk.replace(path, bytes);
    },
    rename(from, to) {
      const held = cache.get(from);
      cache.delete(from);
      if (held === undefined) cache.delete(to);
      else cache.set(to, held);
      nodeDisk.rename(from, to);
      for (const [file, path] of opened) if (path === from) opened.set(file, to);
    },
    remove(path) {
      cache.delete(path);
      nodeDisk.remove(path);
    },
  };
}
