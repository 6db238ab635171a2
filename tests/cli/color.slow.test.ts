import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../src/cli/terminal.ts';
import { run } from './process.ts';

describe('colour on the command line', () => {
  it('stays out of a pipe, also where a build server says that it is one', async () => {
    const { out, status } = await run(['--help'], { env: { NO_COLOR: undefined, CI: 'true' } });
    expect(status).toBe(0);
    expect(out).not.toContain('\u001b[');
    const findings = await run(['doctor', '--data', '/nonexistent'], {
      env: { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: 'true' },
    });
    expect(findings.out).toContain('node');
    expect(findings.out).not.toContain('\u001b[');
  });

  it.each([
    { isTTY: true, environment: {}, wanted: true },
    { isTTY: true, environment: { TERM: 'dumb' }, wanted: false },
    { isTTY: true, environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, wanted: false },
    { isTTY: true, environment: { NO_COLOR: '' }, wanted: true },
    { isTTY: undefined, environment: { CI: 'true' }, wanted: false },
    { isTTY: undefined, environment: { FORCE_COLOR: '1' }, wanted: true },
    { isTTY: true, environment: { FORCE_COLOR: '0' }, wanted: false },
  ])('is $wanted for a terminal $isTTY and $environment', ({ isTTY, environment, wanted }) => {
    expect(wantsColor(isTTY === undefined ? {} : { isTTY }, environment)).toBe(wanted);
  });
});
