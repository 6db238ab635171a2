/** Places where a crash test may end the process: between any two steps whose order matters. */
export const failPoints = {
  'before-write': 'a group is ready and nothing of it is in the file',
  'between-write-and-fsync': 'a group is in the file and not yet on the disk',
  'between-fsync-and-answer': 'a group is on the disk and no one knows',
  'during-state-write': 'half of the newest documents are in the state log',
  'during-index-write': 'an index snapshot is due and the old one stands',
  'during-document-write': 'a document for people is about to be replaced',
} as const;

export type FailPoint = keyof typeof failPoints;

/** Called at each place; does nothing, or never returns. */
export type ReachFailPoint = (point: FailPoint) => void;

export const noFailPoints: ReachFailPoint = () => undefined;

/**
 * A hook that ends this process at once, as `kill -9` does, at the nth time that a place is reached. The text is
 * `name:count`; undefined or empty gives the hook that does nothing. Throws on a name or count that does not exist.
 */
export function failPointFrom(text: string | undefined): ReachFailPoint {
  if (text === undefined || text === '') return noFailPoints;
  const [name, count] = text.split(':');
  let left = Number(count ?? '1');
  if (
    name === undefined ||
    !Object.hasOwn(failPoints, name) ||
    !Number.isInteger(left) ||
    left < 1
  ) {
    throw new RangeError(
      `no fail point "${text}"; there are ${Object.keys(failPoints).join(', ')}, each with :COUNT`,
    );
  }
  return (point) => {
    if (point !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
