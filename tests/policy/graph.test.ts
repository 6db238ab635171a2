import { expect, it } from 'vitest';
import type { WorkflowDefinition } from '../../src/policy/definitions.ts';
import { mermaid } from '../../src/policy/graph.ts';
import { policyOf, workflow } from './policies.ts';

const drawn = (text: string): string => mermaid(policyOf(text).definitions.workflows[0]!);

it('a lifecycle is drawn as its author thought of it: states, transitions, ends', () => {
  const text = `(define-lifecycle house (initial plan)
    (state plan "Being: planned") (state built (final completed))
    (transition build (from plan) (to built) (by writer))
    (transition fade (from plan) (to built) (after "30d")))`;
  expect(drawn(text)).toMatchInlineSnapshot(`
    "stateDiagram-v2
      state "Being#58; planned" as s1
      state "Built" as s2
      [*] --> s1
      s1 --> s2: build
      s1 --> s2: fade
      s2 --> [*]: completed
    "
  `);
});

it('any other workflow is drawn as its phases with the requests in them, in the order of the text', () => {
  const text = workflow(`
    (phase work "The work" (task build (by writer)) (phase look (require-approval consent (by reader))))
    (await-signal done (by writer))
    (phase rest "Resting" 1)`);
  expect(drawn(text)).toMatchInlineSnapshot(`
    "flowchart TD
      start((start))
      subgraph p1["The work"]
        p2["build (task)"]
        subgraph p3["Look"]
          p4{"consent (approval)"}
        end
      end
      p5(["done (signal)"])
      p6["Resting"]
      stop((end))
      start --> p2
      p2 --> p4
      p4 --> p5
      p5 --> p6
      p6 --> stop
    "
  `);
});

it('what a helper has is drawn where the helper is called, once', () => {
  const text = `${workflow(`
    (phase first (shared))
    (phase second (shared) (task last (by writer)))`)}
    (define (shared) (phase inner (task help (by writer))))`;
  const [{ phases, requests }] = policyOf(text).definitions.workflows as [WorkflowDefinition];
  const read = [...phases, ...requests].toSorted((a, b) => a.order - b.order);
  expect(read.map(({ name, depth }) => [name, depth])).toEqual([
    ['first', 0],
    ['inner', 1],
    ['help', 2],
    ['second', 0],
    ['last', 1],
  ]);
});
