import { defaultLimits } from '../src/verify/net/limits.ts';
import { decideSoundness } from '../src/verify/net/soundness.ts';
import { loadPolicy } from '../src/policy/load.ts';
import { packageDirectory } from '../src/version.ts';
import { policyJudge, verifyPolicy } from '../src/verify/workflow/verify-policy.ts';
import type { Net } from '../src/verify/net/net.ts';
import { median, percentile, print } from './shared/harness.ts';
import { families, netOf, type NetFamily } from './shared/nets.ts';

// Milliseconds to decide the soundness of one net, by family and size: sound ones, and the same with a join made a
// merge, which are told with a path. Then to prove each workflow that ships, from the policy's units to the findings,
// and the policy as a whole. One JSON line a case; `limit` is the bar where there is one.

/** A workflow is proved while its author waits for the next line. */
const WORKFLOW_MS = 5;
const SIZES = [10, 50, 100, 300, 1000];

for (const family of families) {
  for (const size of SIZES) {
    const seeds = Array.from({ length: size > 300 ? 10 : 40 }, (_, at) => at + 1);
    report(
      family,
      size,
      'sound',
      seeds.map((seed) => netOf(family, size, seed)),
    );
    report(
      family,
      size,
      'broken',
      seeds.flatMap((seed) => broken(netOf(family, size, seed))),
    );
  }
}

await proofs();

async function proofs(): Promise<void> {
  const { policy } = await loadPolicy(packageDirectory);
  if (policy === null) throw new Error('the shipped policy has errors');
  for (const workflow of policy.definitions.workflows) {
    const value = timeOf(
      () => policyJudge(policy),
      (judge) => judge.judge(workflow, defaultLimits),
    );
    const limit = { name: 'bar', value: WORKFLOW_MS };
    print('verify', { name: `proof of ${workflow.name}, median`, value, unit: 'ms', limit });
  }
  const ofAll: readonly (readonly [string, () => unknown])[] = [
    ['code of the shipped policy, read for all its proofs', () => policyJudge(policy)],
    ['proof of the shipped policy', () => verifyPolicy(policy)],
  ];
  for (const [name, run] of ofAll) {
    const value = timeOf(() => undefined, run);
    print('verify', { name: `${name}, median`, value, unit: 'ms' });
  }
}

/** Milliseconds of the median of 40 runs, after 20 to warm up; what each run is given is made outside of its time. */
function timeOf<Given>(make: () => Given, run: (given: Given) => unknown): number {
  for (let at = 0; at < 20; at += 1) run(make());
  const times = Array.from({ length: 40 }, () => {
    const given = make();
    const started = performance.now();
    run(given);
    return performance.now() - started;
  });
  return median(times);
}

function report(
  family: NetFamily,
  size: number,
  what: 'sound' | 'broken',
  nets: readonly Net[],
): void {
  if (nets.length === 0) return;
  for (const net of nets.slice(0, 10)) decideSoundness(net, defaultLimits);
  let undecided = 0;
  const times = nets.map((net) => {
    const started = performance.now();
    const { sound } = decideSoundness(net, defaultLimits);
    const ms = performance.now() - started;
    if (sound === 'undecided') undecided += 1;
    else if (sound !== (what === 'sound'))
      throw new Error(`a ${what} net of ${family} is ${sound}`);
    return ms;
  });
  const bar = barOf(family, size, what);
  const name = `${family} ${size}, ${what}`;
  print('verify', {
    name: `${name}, median`,
    value: median(times),
    unit: 'ms',
    ...(bar === null ? {} : { limit: { name: 'bar', value: bar } }),
  });
  print('verify', { name: `${name}, p95`, value: percentile(times, 0.95), unit: 'ms' });
  if (undecided > 0)
    print('verify', { name: `${name}, undecided`, value: undecided, unit: 'nets' });
}

function barOf(family: NetFamily, size: number, what: 'sound' | 'broken'): number | null {
  if (family !== 'free-choice' || what === 'broken') return null;
  if (size === 50 || size === 100) return 0.5;
  return size === 1000 ? 1000 : null;
}

/** The last transition that joins branches takes any of them instead; none of a net that has no join. */
function broken(net: Net): readonly Net[] {
  const at = net.transitions.findLastIndex(({ inputs }) => inputs.length > 1);
  if (at === -1) return [];
  const transitions = net.transitions.flatMap((each, index) =>
    index === at ? each.inputs.map((arc) => ({ ...each, inputs: [arc] })) : [each],
  );
  return [{ ...net, transitions }];
}
