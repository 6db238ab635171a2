import { Option, type Command } from 'commander';
import type { Parts } from './parts.ts';
import { withExample } from './from-registry.ts';
import { runOperation } from './run.ts';
import { usage } from './terminal.ts';

const verbs = {
  approve: ['Approve a change', 'changeflow approve NC-20260302-001 -m "Read and tried."'],
  reject: ['Reject a change', 'changeflow reject NC-20260302-001 -m "It has no way back."'],
  revise: ['Ask for a revision', 'changeflow revise NC-20260302-001 -m "Say how it is undone."'],
  abstain: [
    'Abstain from a decision',
    'changeflow abstain NC-20260302-001 -m "I know the author."',
  ],
} as const;

interface Flags {
  readonly message?: string;
  readonly condition?: readonly string[];
  readonly expectedDigest?: string;
  readonly confidence?: string;
  readonly idempotencyKey?: string;
}

/** A vote reads as what it says: one command a decision. */
export function addDecisions(program: Command, parts: Parts): void {
  for (const [decision, [summary, example]] of Object.entries(verbs)) {
    const command = program
      .command(decision)
      .summary(summary)
      .description(`${summary} in the approval that asks you; name the request where several do.`)
      .argument('<change-id>', 'Identifier of the change.')
      .argument('[request]', 'The request as `show` names it.')
      .option('-m, --message <text>', 'Why; kept with the vote.')
      .addOption(
        new Option('--condition <text>', 'What a yes depends on; may be repeated.').argParser(
          append,
        ),
      )
      .option('--expected-digest <digest>', 'Decide on exactly the content that was read.')
      .option('--confidence <0-1>', 'For agents: how sure.')
      .option('--idempotency-key <key>', 'Repeating the command with it votes once.');
    withExample(command, example);
    command.action(async (change: string, request: string | undefined, flags: Flags) => {
      await runOperation(parts, command, 'decide', {
        change_id: change,
        request,
        decision,
        reason: flags.message,
        conditions: flags.condition,
        expected_digest: flags.expectedDigest,
        confidence: confidenceOf(flags.confidence),
        idempotency_key: flags.idempotencyKey,
      });
    });
  }
}

function confidenceOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const confidence = Number(text);
  if (Number.isNaN(confidence)) throw usage(`${text} is no confidence between 0 and 1`);
  return confidence;
}

const append = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];
