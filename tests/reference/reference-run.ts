import { prepare } from './base.ts';
import type { Workflow } from './branches.ts';
import { decision } from './decisions.ts';
import { endingText } from './ending.ts';
import type { Env } from './values.ts';
import type { Answer, Run, Said } from './runs.ts';

/** A program on the reference. Throws `Unsaid` beyond its fuel. */
export class ReferenceRun implements Run {
  private readonly workflow: Workflow;
  private readonly run: () => void;

  constructor(text: string, fuel: number, language?: Env) {
    const { workflow, run } = prepare(text, fuel, language);
    this.workflow = workflow;
    this.run = run;
  }

  start(): void {
    this.run();
  }

  answer(id: number, answer: Answer): void {
    this.workflow.answer(
      id,
      'value' in answer ? BigInt(answer.value) : decision(answer.outcome, 'voted'),
    );
  }

  take(): Said[] {
    const taken = this.workflow.said;
    this.workflow.said = [];
    return taken;
  }

  get trace(): string {
    return this.workflow.trace;
  }

  get ended(): string | null {
    const { ended } = this.workflow;
    return ended === null ? null : endingText(ended.how, ended.value);
  }
}
