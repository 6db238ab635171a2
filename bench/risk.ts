/** One assessment of the shipped model, and rules in bulk against json-rules-engine: one JSON line a case. */
import type { Condition, RuleDefinition } from '../src/policy/definitions.ts';
import { loadPolicy } from '../src/policy/load.ts';
import { policyProgram } from '../src/policy/program.ts';
import { assess } from '../src/risk/assess.ts';
import { judgeByClosures, judgeByEngine, type Asked } from '../src/risk/judge.ts';
import { createReader } from '../src/risk/reading.ts';
import { packageDirectory } from '../src/version.ts';
import { percentile, print } from './shared/harness.ts';

const span = { file: 'bench', start: 0, end: 0 };
const budget = { steps: 1_000_000, cells: 1_000_000, fibers: 10 };

async function oneAssessment(): Promise<void> {
  const { policy } = await loadPolicy(packageDirectory);
  if (policy === null) throw new Error('the shipped policy has errors');
  const program = policyProgram(policy);
  const fields = {
    title: 'Update payment gateway',
    description: 'Security patch',
    type: ['y', 'normal'],
    systems: ['l', ['y', 'payment-api'], ['y', 'checkout']],
  } as const;
  const view = {
    now: '2026-03-02T09:00:00Z',
    actor: null,
    payload: null,
    author: 'dana',
    fields,
    facts: {},
    artifacts: {},
    roles: null,
  };
  const taken: number[] = [];
  for (let run = 0; run < 600; run += 1) {
    const start = performance.now();
    await assess({ policy, program, view, budget });
    if (run >= 100) taken.push(performance.now() - start);
  }
  print('risk', {
    name: 'one assessment of the shipped model, p95',
    value: percentile(taken, 0.95),
    unit: 'ms',
    limit: { name: 'bar', value: 5 },
  });
  const total = taken.reduce((sum, each) => sum + each, 0);
  print('risk', {
    name: 'assessments of the shipped model',
    value: (taken.length * 1000) / total,
    unit: '1/s',
  });
}

const rules = (count: number): readonly RuleDefinition[] =>
  Array.from({ length: count }, (_, index) => {
    const compare = (name: string, value: number): Condition => ({
      kind: 'compare',
      subject: 'field',
      name,
      operator: '>=',
      value,
      span,
    });
    const when: Condition = {
      kind: 'all',
      of: [compare('custom.a', index), compare('custom.b', index)],
      span,
    };
    return {
      name: `rule-${index}`,
      doc: null,
      span,
      when,
      require: null,
      addRisk: null,
      tags: ['t'],
      because: null,
    };
  });

async function bulk(count: number): Promise<void> {
  const definitions = {
    workflows: [],
    riskModels: [],
    rules: rules(count),
    tables: [],
    calendars: [],
    freezes: [],
    windows: [],
    systems: [],
    roles: [],
    access: [],
    tests: [],
  };
  const asked = (): Asked => {
    const view = {
      now: '',
      actor: null,
      payload: null,
      author: '',
      fields: { 'custom.a': Math.floor(count / 2), 'custom.b': 7 },
      facts: {},
      artifacts: {},
      roles: null,
    };
    return {
      policy: { definitions, files: [] },
      model: null,
      reader: createReader(() => ({ ok: false, error: { message: 'none' } }), view),
    };
  };
  const perSecond = async (runs: number, once: () => unknown): Promise<number> => {
    const start = performance.now();
    for (let run = 0; run < runs; run += 1) await once();
    return (runs * 1_000) / (performance.now() - start);
  };
  await perSecond(20, () => judgeByEngine(asked()));
  const engine = await perSecond(300, () => judgeByEngine(asked()));
  judgeByClosures(asked());
  const start = performance.now();
  for (let run = 0; run < 20_000; run += 1) judgeByClosures(asked());
  const closures = 20_000_000 / (performance.now() - start);
  print('risk', {
    name: `rules by closures, ${count} rules${count === 50 ? ' (bar 100)' : ''}`,
    value: closures,
    unit: '1/s',
    peer: { name: 'json-rules-engine', value: engine },
  });
}

await oneAssessment();
await bulk(5);
await bulk(50);
