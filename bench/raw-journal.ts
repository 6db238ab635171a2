import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile, print } from './shared/harness.ts';
import { rawJournal } from './shared/raw-journal.ts';

/**
 * What the disk alone gives by number of callers: the measure for everything durable. One JSON line a case.
 *
 *   raw-journal [DIRECTORY] [SECONDS]
 */
const [parent = tmpdir(), seconds = '3'] = process.argv.slice(2);
const directory = mkdtempSync(join(parent, 'raw-journal-'));
try {
  for (const callers of [1, 16, 64, 256]) {
    const { perSecond, latenciesMs } = await rawJournal(directory, callers, Number(seconds));
    print('raw-journal', { name: `${callers} callers`, value: perSecond, unit: 'records/s' });
    for (const share of [0.5, 0.95])
      print('raw-journal', {
        name: `${callers} callers, p${share * 100}`,
        value: percentile(latenciesMs, share),
        unit: 'ms',
      });
  }
} finally {
  rmSync(directory, { recursive: true });
}
