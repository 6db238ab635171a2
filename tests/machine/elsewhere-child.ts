import { openSync, readFileSync } from 'node:fs';
import { compileUnit } from '../../src/language/compile/compile.ts';
import { link, type Program } from '../../src/machine/program.ts';
import { stepUpTo } from '../../src/machine/run.ts';
import { blockingLines } from './blocking-lines.ts';
import type { Kept, Question } from './elsewhere.ts';

/** A machine in a process of its own, which answers each line of JSON with one: `QUESTIONS ANSWERS`, both pipes. */
const [questions, answers] = process.argv.slice(2);
const lines = blockingLines(openSync(questions!, 'r'), openSync(answers!, 'w'));
const programs = new Map<string, Program>();

for (let line = lines.read(); line !== null; line = lines.read()) {
  const { kept, view, pieces } = JSON.parse(line) as Question;
  const program = programs.get(kept) ?? programOf(kept);
  programs.set(kept, program);
  const results = pieces.map(({ state, event, calls }) =>
    stepUpTo(program, state, event, view, calls),
  );
  lines.write(JSON.stringify(results));
}

function programOf(file: string): Program {
  const { units, roots } = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  const linked = link(new Map(Object.entries(units)), roots, compileUnit);
  if (!linked.ok) throw new Error(`${linked.error.definition} cannot be made`);
  return linked.value;
}
