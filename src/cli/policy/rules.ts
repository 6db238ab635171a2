import type { Command } from 'commander';
import { renderDiagnostics } from '../../language/diagnostics.ts';
import { policyProgram } from '../../policy/program.ts';
import { rulesExport } from '../../risk/sheet/export.ts';
import { rulesImport } from '../../risk/sheet/import.ts';
import { rulesSource } from '../../risk/sheet/source.ts';
import { readText, withExample } from '../from-registry.ts';
import type { Parts } from '../parts.ts';
import { globalsOf } from '../run.ts';
import { CommandFailure } from '../terminal.ts';

const budget = { steps: 5_000_000, cells: 5_000_000, fibers: 1 };

/** Rules as files of json-rules-engine, out of a policy and into one. */
export function addRules(program: Command, parts: Parts): void {
  const rules = program
    .command('rules')
    .summary('Carry rules out and in')
    .description('Rules as JSON of json-rules-engine.');
  const out = rules
    .command('export')
    .argument('[dir]', 'The policy directory.')
    .description(
      'Writes the rules of a policy as JSON; what is computed is named with its source.',
    );
  withExample(out, 'changeflow rules export . > rules.json');
  out.action(async (directory: string | undefined) => {
    const { policy: named, data } = globalsOf(out);
    const config = parts.resolveConfig({ data, policy: directory ?? named });
    const { policy, diagnostics, files } = (await parts.workshop(config.policy)).check;
    if (policy === null) {
      const texts = new Map(files.map(({ path, text }) => [path, text]));
      throw new CommandFailure(
        `the policy has errors:\n${renderDiagnostics(diagnostics, texts)}`,
        1,
      );
    }
    const sheet = rulesExport(policy, policyProgram(policy), budget);
    process.stdout.write(`${JSON.stringify(sheet, null, 2)}\n`);
  });
  const into = rules
    .command('import')
    .argument('<file>', 'The JSON; - for standard input.')
    .description(
      'Checks rules given as JSON and writes them in the language, to be kept under rules/.',
    );
  withExample(into, 'changeflow rules import rules.json > rules/imported.scm');
  into.action((file: string) => {
    const read = rulesImport(parsed(readText(file), file));
    if (!read.ok) {
      const flaws = read.error.map(({ path, message }) => `\n  ${path}: ${message}`);
      throw new CommandFailure(`${file} holds no rules that can be taken:${flaws.join('')}`, 1);
    }
    process.stdout.write(rulesSource(read.value));
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (fault) {
    throw new CommandFailure(
      `${file} is no JSON: ${fault instanceof Error ? fault.message : ''}`,
      1,
    );
  }
}
