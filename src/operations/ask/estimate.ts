import type { IndexEntry } from '../../engine/ports.ts';
import { durationText } from '../../core/duration.ts';
import type { Call } from '../operation.ts';

/** Changes looked at for one estimate. */
const SAMPLE = 30;

export interface Estimate {
  readonly seconds: number | null;
  readonly text: string;
  /** What the figure rests on. */
  readonly source: string;
}

/**
 * How long the approvals of a workflow took lately: the median of what its last changes needed from the opening
 * of an approval to its end. Says so where there is nothing to tell it from.
 */
export async function estimateReview(call: Call, workflow: string): Promise<Estimate> {
  const page = await call.changes.list({ workflow, limit: SAMPLE });
  const times = (await Promise.all(page.items.map((entry) => reviewSeconds(call, entry)))).flat();
  const middle = times.sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)];
  if (middle === undefined) {
    return { seconds: null, text: 'unknown', source: `no approval of ${workflow} has ended yet` };
  }
  const source = `median of ${times.length} approvals in the last ${page.items.length} changes of ${workflow}`;
  return { seconds: middle, text: durationText(middle), source };
}

async function reviewSeconds(call: Call, entry: IndexEntry): Promise<readonly number[]> {
  const opened = new Map<unknown, number>();
  const seconds: number[] = [];
  const query = { types: ['opened', 'decided'] };
  for await (const record of call.changes.records(entry.id, query)) {
    const at = Date.parse(record.time);
    const { request, decision } = record.data as { request?: Numbered; decision?: Numbered };
    if (record.type === 'opened' && request !== undefined) opened.set(request.id, at);
    const since = decision === undefined ? undefined : opened.get(decision.id);
    if (since !== undefined) seconds.push(Math.round((at - since) / 1000));
  }
  return seconds;
}

interface Numbered {
  readonly id: number;
}
