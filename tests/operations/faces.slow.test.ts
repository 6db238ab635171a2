import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../src/operations/operation.ts';
import { operations } from '../../src/operations/registry.ts';
import type { Input } from '../../src/operations/rest.ts';
import { packageDirectory } from '../../src/version.ts';
import { alike, openFaces, type Face, type Said } from './faces.ts';
import { script, type Step } from './faces-script.ts';

const root = mkdtempSync(join(tmpdir(), 'changeflow-faces-'));
const opened: Face[] = [];
beforeAll(() => vi.stubEnv('CHANGEFLOW_URL', undefined));
afterAll(async () => {
  for (const face of opened) await face.close();
  rmSync(root, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** A policy directory of its own, with the texts that ship changed by `edits`. */
function policyCopy(name: string, edits: readonly Edit[]): string {
  const directory = join(root, name);
  for (const folder of ['workflows', 'rules'])
    cpSync(join(packageDirectory, folder), join(directory, folder), { recursive: true });
  for (const { file, from, to } of edits) {
    const before = readFileSync(join(directory, file), 'utf8');
    if (!before.includes(from)) throw new Error(`${file} does not say ${from}`);
    writeFileSync(join(directory, file), before.replace(from, to));
  }
  return directory;
}

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

async function facesOver(name: string, policy: string): Promise<readonly Face[]> {
  const faces = await openFaces(join(root, `${name}-worlds`), policy);
  opened.push(...faces);
  return faces;
}

function operationOf(name: string): Operation {
  const operation = operations.find((each) => each.name === name);
  if (operation === undefined) throw new Error(`there is no operation ${name}`);
  return operation;
}

describe('the script', () => {
  const steps = (wanted: (step: Step) => boolean): ReadonlySet<string> =>
    new Set(script.filter(wanted).map(({ operation }) => operation));

  test('calls every operation of the registry, and has every command refused', () => {
    const names = operations.map(({ name }) => name);
    const commands = operations.filter(({ kind }) => kind === 'command');
    expect([...steps(({ refused }) => refused === undefined)].sort()).toEqual([...names].sort());
    expect([...steps(({ refused }) => refused !== undefined)]).toEqual(
      expect.arrayContaining(commands.map(({ name }) => name)),
    );
  });
});

describe('the same input on three faces', () => {
  let faces: readonly Face[];
  const made = new Map<Face, { [name: string]: string }>();
  beforeAll(async () => {
    const policy = policyCopy('shipped', []);
    writeFileSync(
      join(policy, 'workflows', 'fragile.scm'),
      '(define-workflow fragile\n  "Fails until it is mended."\n  (applies-to (type fragile))\n  (error "nothing to stand on"))\n',
    );
    faces = await facesOver('shipped', policy);
    for (const face of faces) made.set(face, {});
  });

  async function take(face: Face, { operation, as, input, keep }: Step): Promise<Said> {
    const ids = made.get(face) ?? {};
    const said = await face.say(operationOf(operation), as, input(ids));
    if (keep !== undefined && 'facts' in said) ids[keep] = (said.facts as { id: string }).id;
    return said;
  }

  test.each(script.map((each, at) => [at, each.operation, each.refused ?? 'facts', each] as const))(
    '%i: %s says the same: %s',
    async (_at, _operation, _what, step) => {
      const [first, ...others] = faces;
      if (first === undefined) throw new Error('no face');
      const said = await take(first, step);
      if (step.refused === undefined) expect(said).toHaveProperty('facts');
      else expect(said).toMatchObject({ refused: { code: step.refused } });
      for (const other of others) {
        expect(alike(await take(other, step)), other.name).toEqual(alike(said));
      }
    },
  );

  test('what is not offered on a face is known', () => {
    expect(
      Object.fromEntries(
        faces.map((face) => [
          face.name,
          operations.filter((each) => !face.offers(each)).map(({ name }) => name),
        ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "MCP": [
          "history",
          "cancel",
          "retry",
          "status",
          "explain",
          "audit_journal",
          "audit_verify",
          "policy",
          "workflow",
          "policy_check",
          "policy_load",
          "live",
          "ready",
          "language",
        ],
        "REST": [],
        "command line": [
          "policy_check",
          "live",
          "ready",
          "language",
        ],
      }
    `);
  });
});

describe('an edited policy', () => {
  const founding: Input = {
    title: 'Update payment gateway',
    description: 'Security patch for CVE-2025-1234',
    change_type: 'normal',
    affected_systems: ['payment-api', 'checkout'],
  };
  const edits: readonly Edit[] = [
    { file: 'rules/risk.scm', from: '(weight 30)', to: '(weight 20)' },
    {
      file: 'rules/routing.scm',
      from: '(tech-lead ,(owner-of-most-critical change-manager))',
      to: '(tech-lead vp-engineering)',
    },
    {
      file: 'workflows/sdd.scm',
      from: '(describe tasks verify))',
      to: '(describe design tasks verify))',
    },
  ];

  /** What each face tells of a risk, of whom a change asks, and of the stages of a small fix. */
  async function told(faces: readonly Face[]) {
    const seen: { [face: string]: unknown } = {};
    for (const face of faces) {
      const ask = async <T>(operation: string, input: Input): Promise<T> => {
        const said = await face.say(operationOf(operation), 'dana', input);
        if ('refused' in said) throw new Error(`${operation}: ${said.refused.code}`);
        return said.facts as T;
      };
      const risk = await ask<{ risk_score: number }>('risk', founding);
      const { waiting } = await ask<{ waiting: { kind: string; roles: string[] }[] }>('create', {
        ...founding,
        submit: true,
      });
      const small = { type: 'fix', size: 'small', description: 'Empty queries crash' };
      const { stages } = await ask<{ stages: { name: string }[] }>('sdd_change', small);
      seen[face.name] = {
        score: risk.risk_score,
        asked: waiting.flatMap(({ kind, roles }) => (kind === 'approval' ? roles : [])),
        stages: stages.map(({ name }) => name),
      };
    }
    return seen;
  }

  const onAll = (facts: object) => ({ REST: facts, MCP: facts, 'command line': facts });

  test('is what all three faces tell, without a line of code changed', async () => {
    const before = await told(await facesOver('before', policyCopy('before', [])));
    expect(before).toEqual(
      onAll({
        score: 68,
        asked: ['tech-lead', 'payment-lead'],
        stages: ['describe', 'tasks', 'verify'],
      }),
    );
    const after = await told(await facesOver('after', policyCopy('after', edits)));
    expect(after).toEqual(
      onAll({
        score: 58,
        asked: ['tech-lead', 'vp-engineering'],
        stages: ['describe', 'design', 'tasks', 'verify'],
      }),
    );
  });
});
