import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { verified } from '../../src/verify/workflow/verify-policy.ts';
import { checkFiles } from '../policy/policies.ts';
import { edited, shippedTexts, type Texts } from '../policy/shipped-files.ts';

/** A mistake that a person would make: in which file, what it replaces, the code it gets and the text it points at. */
type Mistake = readonly [what: string, from: string, to: string, code: string, at: string];

const texts = await shippedTexts();

const errorsIn = (policy: Texts): readonly Diagnostic[] =>
  verified(checkFiles(policy)).diagnostics.filter(({ severity }) => severity === 'error');

/** What the proof finds says what to do about it. */
const proved: ReadonlySet<string> = new Set([
  'deadlock',
  'livelock',
  'phase-never-left',
  'lock-order',
  'unreachable',
  'no-way-out',
  'unhandled-outcome',
  'missing-else',
  'duplicate-request',
  'unverifiable',
]);

const mistakes: { readonly [file: string]: readonly Mistake[] } = {
  'workflows/basic-approval.scm': [
    [
      'leave a state without a way out',
      '  (transition approve (from review)   (to approved) (by reviewer) (accepts (not (author? (actor)))))\n  (transition reject  (from review)   (to rejected) (by reviewer))\n  (transition expire  (from review)   (to rejected) (after "30d")))',
      ')',
      'no-way-out',
      'state review',
    ],

    [
      'delete the transition out of the first state',
      '  (transition submit  (from recorded) (to review)   (by developer))\n',
      '',
      'unreachable',
      'state review',
    ],
    [
      'delete the transition to an end',
      '  (transition approve (from review)   (to approved) (by reviewer) (accepts (not (author? (actor)))))\n',
      '',
      'unreachable',
      'state approved',
    ],
    [
      'let a state that ends be left',
      '(from recorded) (to review)',
      '(from recorded approved) (to review)',
      'bad-clause',
      'transition submit',
    ],
    [
      'forget that a state ends',
      '"Approved" (final approved)',
      '"Approved"',
      'no-way-out',
      'state approved',
    ],
    [
      'misspell a state',
      '(to rejected) (by reviewer)',
      '(to rejeted) (by reviewer)',
      'unknown-state',
      'rejeted',
    ],
    ['misspell a role', '(by developer)', '(by developper)', 'unknown-role', 'developper'],
    [
      'begin in a state that is not there',
      '(initial recorded)',
      '(initial record)',
      'unknown-state',
      'record',
    ],
    ['say nobody who may', '(by developer)', '', 'missing-clause', 'transition submit'],
    [
      'write a time that is none',
      '(after "30d")',
      '(after "30 days")',
      'bad-duration',
      '"30 days"',
    ],
    [
      'give two transitions one name',
      '(transition reject  ',
      '(transition approve  ',
      'duplicate-request',
      'transition approve',
    ],
    [
      'take the type of another workflow',
      '(type basic)',
      '(type standard)',
      'two-workflows',
      'define-',
    ],
  ],
  'workflows/security-code-review.scm': [
    [
      'delete a transition in the middle',
      '  (transition security-approve (from security-review) (to code-review)     (by security-reviewer)\n    (accepts (and (not (agent? (actor))) (not (author? (actor))))))\n',
      '',
      'unreachable',
      'state code-review',
    ],
    [
      'lead nobody to the end',
      '(to approved)        (by code-reviewer)',
      '(to code-review)        (by code-reviewer)',
      'unreachable',
      'state approved',
    ],
    [
      'forget both ends',
      '"Approved" (final approved)',
      '"Approved"',
      'no-way-out',
      'state approved',
    ],
    [
      'misspell a state',
      '(from code-review)     (to rejected)',
      '(from code-reveiw)     (to rejected)',
      'unknown-state',
      'code-reveiw',
    ],
    ['misspell a role', '(by developer)', '(by develper)', 'unknown-role', 'develper'],
    [
      'name a state twice',
      '(state code-review     "Code review"',
      '(state security-review     "Code review"',
      'defined-twice',
      'state security-review',
    ],
    [
      'leave out where it leads',
      '(from recorded)        (to security-review)',
      '(from recorded)',
      'missing-clause',
      'transition submit-security',
    ],
    [
      'move after a time and by a person',
      '(after "30d")',
      '(after "30d") (by reviewer)',
      'missing-clause',
      'transition expire',
    ],
    [
      'escalate to nobody known',
      '"Code review"     (due "3d") (escalate tech-lead)',
      '"Code review"     (due "3d") (escalate tech-leed)',
      'unknown-role',
      'tech-leed',
    ],
    [
      'misspell a clause',
      '"Security review" (due "3d")',
      '"Security review" (do "3d")',
      'unknown-clause',
      'do',
    ],
  ],
  'workflows/parallel-review.scm': [
    [
      'wait for a phase that is over',
      "  (close 'approved))",
      "  (while-in code-review (close 'approved)))",
      'deadlock',
      '(while-in code-review',
    ],
    [
      'stay in the first phase for good',
      '(phase recorded "Recorded locally"\n',
      '(phase recorded "Recorded locally"\n    (never)\n',
      'deadlock',
      '(never)',
    ],

    [
      'close before the review',
      '  (revisable\n',
      "  (close 'approved)\n  (revisable\n",
      'unreachable',
      'revisable',
    ],
    [
      'let a branch wait for nothing',
      '        (phase security-review\n',
      '        (never)\n        (phase security-review\n',
      'deadlock',
      'never',
    ],
    [
      'go round without an exit',
      '(await-signal submit (by developer))',
      '(let again () (await-signal submit (by developer)) (again))',
      'livelock',
      'await-signal submit',
    ],
    [
      'ask twice under one name',
      '(require-approval code (by',
      '(require-approval security (by',
      'duplicate-request',
      'require-approval security',
    ],
    [
      'forget that an approval may expire',
      "(close 'approved)",
      `(case (decision-outcome (await-approval final-look (by reader-of-all) (within "2d")))
    ((approved) (close 'approved)) ((rejected revise) (close 'rejected)))
  (define (reader-of-all) tech-lead)`
        .replaceAll('reader-of-all', 'tech-lead')
        .replace('\n  (define (tech-lead) tech-lead)', ''),
      'unhandled-outcome',
      'case',
    ],
    [
      'decide about effects and forget the rest',
      "(close 'approved)",
      "(cond ((eq? (field 'size #f) 'small) (close 'approved)) ((eq? (field 'size #f) 'large) (close 'rejected)))",
      'missing-else',
      '(eq? (field',
    ],
    ['misspell the quorum', '(quorum 2)', '(quorom 2)', 'unknown-clause', 'quorom'],
    [
      'misspell a role',
      '(by security-reviewer)',
      '(by security-revewer)',
      'unknown-role',
      'security-revewer',
    ],
    ['lose a parenthesis', "(close 'approved))", "(close 'approved)", 'unclosed-paren', '('],
    [
      'keep the branches in data',
      '(phase recorded "Recorded locally"',
      '(phase recorded (vector (lambda () (task prepare (by developer))))',
      'unverifiable',
      'vector',
    ],
  ],
  'workflows/standard-change.scm': [
    [
      'ask for a result that the work has not',
      '(close (phase implementing (carry-out)))',
      "(close (case (phase implementing (carry-out)) ((done) 'successful) (else 'failed)))",
      'unreachable',
      '((done)',
    ],
    [
      'take locks one inside the other',
      '(close (phase implementing (carry-out)))',
      "(lock 'road (lock 'crane (close (phase implementing (carry-out)))))",
      'lock-order',
      "(lock 'crane",
    ],

    [
      'wait for nothing first',
      '  (phase draft\n',
      '  (never)\n  (phase draft\n',
      'deadlock',
      'never',
    ],
    [
      'go back for ever',
      '(close (phase implementing (carry-out)))',
      '(let again () (phase implementing (carry-out)) (again))',
      'livelock',
      '(let again () (phase implementing',
    ],
    [
      'become what is not there',
      '(become normal-change)',
      '(become normal-chnge)',
      'unknown-workflow',
      'normal-chnge',
    ],
    [
      'check again before anything else',
      '(unless (< score routine-below)',
      '(begin (stay-routine)',
      'deadlock',
      '(stay-routine)',
    ],
    [
      'close before it is carried out',
      '(close (phase implementing (carry-out)))',
      "(close 'successful) (phase implementing (carry-out))",
      'unreachable',
      'phase implementing',
    ],
    [
      'compare a field with what it cannot be',
      '(< score routine-below)',
      '(eq? (field \'type) "standard")',
      'field-type',
      '',
    ],
    [
      'misspell a helper',
      '(phase scheduled (await-turn))',
      '(phase scheduled (await-trun))',
      'unbound-name',
      'await-trun',
    ],
    [
      'name nobody for the signal',
      '(await-signal submit (by (author)))',
      '(await-signal submit)',
      'missing-clause',
      'await-signal submit',
    ],
    [
      'forget the last parenthesis of a helper',
      '(become normal-change)))',
      '(become normal-change))',
      'unclosed-paren',
      '(',
    ],
    [
      'take the type of another workflow',
      '(type standard)',
      '(type normal)',
      'two-workflows',
      'define-workflow',
    ],
    ['number all changes alike', '"SC-{date}-{n:3}"', '"SC-{date}"', 'bad-clause', '"SC-{date}"'],
  ],
  'workflows/emergency-change.scm': [
    [
      'wait for a phase that no path opens',
      '    (phase scheduled (await-turn)))',
      '    (phase scheduled (while-in canary (await-turn))))',
      'deadlock',
      '(while-in canary',
    ],

    [
      'wait for nothing after the decision',
      '    (phase scheduled (await-turn)))',
      '    (phase scheduled (never)))',
      'deadlock',
      'never',
    ],
    [
      'ask for the report again, whatever it says',
      '(unless (written? report) (post-implementation-review))',
      '(post-implementation-review)',
      'livelock',
      'task post-implementation-review',
    ],
    [
      'wait for the second answer too',
      '(unless (written? report) (post-implementation-review))',
      '(unless (written? report) (post-implementation-review) (never))',
      'deadlock',
      '(never)',
    ],
    [
      'ask both under one name',
      '(require-approval expedited-review (by',
      '(require-approval emergency-review (by',
      'duplicate-request',
      'require-approval emergency-review',
    ],
    [
      'send back outside a round',
      '((expedited-review))))',
      '((case (decision-outcome (await-approval late (by vp-engineering) (due "1d"))) ((approved) \'yes) ((rejected) \'no)))))',
      'unhandled-outcome',
      'case',
    ],
    [
      'close before the review',
      '  (phase review "Post',
      '  (close outcome)\n  (phase review "Post',
      'unreachable',
      'phase review',
    ],
    ['misspell the model', '(assess-risk)', '(assess-risk itl)', 'unbound-name', 'itl'],
    [
      'misspell a role',
      '(escalate vp-engineering) (within "1d")',
      '(escalate vp-enginering) (within "1d")',
      'unknown-role',
      'vp-enginering',
    ],
    ['write a time that is none', '(within "1d")', '(within "1 day")', 'bad-duration', '"1 day"'],
    [
      'misspell a field',
      "(field 'justification #f)",
      "(field 'justifcation #f)",
      'unknown-field',
      'justifcation',
    ],
  ],
  'workflows/normal-change.scm': [
    [
      'forget that an approval may expire',
      '(define outcome\n',
      '(case (decision-outcome (await-approval go-ahead (by change-manager) (due "1d") (within "3d")))\n    ((approved) (comment "Go.")) ((rejected revise) (close \'rejected)))\n  (define outcome\n',
      'unhandled-outcome',
      '(case',
    ],
    [
      'wait for a phase that no path opens',
      '(phase scheduled (await-turn))',
      '(phase scheduled (await-turn) (while-in canary (task watch (by implementer))))',
      'deadlock',
      '(while-in canary',
    ],
    [
      'wait for a phase that is over',
      '(close outcome))',
      '(while-in implementing (task watch (by implementer)))\n  (close outcome))',
      'deadlock',
      '(while-in implementing',
    ],
    [
      'stay in a phase for good',
      '(phase review "Post-implementation review"\n    (task',
      '(phase review "Post-implementation review"\n    (let again () (task look (by tech-lead)) (again))\n    (task',
      'livelock',
      '(task look',
    ],
    [
      'take a lock inside a lock',
      '(phase implementing (carry-out))',
      "(phase implementing (lock 'road (lock 'crane (carry-out))))",
      'lock-order',
      "(lock 'crane",
    ],
    [
      'wait for other changes under a lock',
      '(phase scheduled (await-turn))',
      "(phase scheduled (lock 'road (await-turn)))",
      'lock-order',
      '(await-dependencies)',
    ],
    [
      'misspell how a race ends',
      '(close outcome))',
      "(close (case outcome ((succesful) 'successful) ((rolled-back) 'rolled-back) (else 'failed))))",
      'unreachable',
      '((succesful)',
    ],

    [
      'hear urgency and nothing else',
      '      (approve-by-score)\n',
      '      (begin (approve-by-score) (hear-urgency approvers))\n',
      'livelock',
      'await-signal expedite',
    ],
    [
      'close before it is carried out',
      '  (define outcome\n',
      "  (close 'approved)\n  (define outcome\n",
      'unreachable',
      '',
    ],
    [
      'wait for nothing when scheduled',
      '(phase scheduled (await-turn))',
      '(phase scheduled (never))',
      'deadlock',
      'never',
    ],
    [
      'ask the board twice at once',
      '(board-review (review-time approvers))',
      '(parallel (board-review "1d") (board-review "2d"))',
      'duplicate-request',
      'require-approval review',
    ],
    [
      'decide about the board and forget the others',
      '(if (eq? who change-advisory-board)\n                   (board-review (review-time approvers))\n                   (single-review who (review-time approvers)))',
      '(cond ((eq? who change-advisory-board) (board-review "1d")))',
      'missing-else',
      '',
    ],
    [
      'misspell a clause',
      '(rejects-when unreachable)',
      '(reject-when unreachable)',
      'unknown-clause',
      'reject-when',
    ],
    [
      'misspell a word',
      '(rejects-when unreachable)',
      '(rejects-when unreachabel)',
      'bad-clause',
      'unreachabel',
    ],
    ['want a quorum of nobody', '(at-least 3)', '(at-least 0)', 'bad-clause', '0'],
    [
      'call a helper with too little',
      '(single-review who (review-time approvers))',
      '(single-review who)',
      'wrong-arguments',
      'single-review',
    ],
    [
      'misspell a helper',
      '(hear-urgency approvers)))))',
      '(hear-urgancy approvers)))))',
      'unbound-name',
      'hear-urgancy',
    ],
  ],
  'workflows/sdd.scm': [
    [
      'close before the last stage',
      '       (phase last\n',
      "       (close 'done)\n       (phase last\n",
      'unreachable',
      'define-stages',
    ],
    [
      'wait for nothing between stages',
      '       ...\n       (phase last\n',
      '       ...\n       (never)\n       (phase last\n',
      'deadlock',
      'define-stages',
    ],
    [
      'hand in for ever',
      '       (phase stage\n         (task stage',
      '       (phase stage\n         (let again () (task stage (by member)) (again))\n         (task stage',
      'livelock',
      'define-stages',
    ],
    [
      'write a row twice',
      'fix-medium         fix         medium',
      'fix-small         fix         medium',
      'defined-twice',
      'fix-small',
    ],
    [
      'leave out the stages',
      'fix         small   (describe tasks verify))',
      'fix         small   ())',
      'no-matching-rule',
      'define-stages fix-small',
    ],
    [
      'misspell the list of texts',
      '(cdr (assq stage stage-texts))',
      '(cdr (assq stage stage-text))',
      'unbound-name',
      'stage-text',
    ],
    ['misspell a field', "(field 'size #f)", "(field 'sise #f)", 'unknown-field', ''],
    [
      'misspell an option',
      '(one-active (by project))',
      '(one-activ (by project))',
      'unknown-clause',
      '',
    ],
    [
      'ask one stage twice at once',
      '         (task last (by member)\n',
      '         (parallel (task last (by member)) (task last (by member)))\n         (task last (by member)\n',
      'duplicate-request',
      'define-stages',
    ],
    [
      'name a role that is not there',
      '(phase stage\n         (task stage (by member)',
      '(phase stage\n         (task stage (by membre)',
      'unknown-role',
      '',
    ],
  ],
};

it('each workflow is broken in ten ways', () => {
  expect(Object.values(mistakes).filter((list) => list.length < 10)).toEqual([]);
});

it('the workflows as they ship pass', () => {
  expect(errorsIn(texts)).toEqual([]);
});

describe.each(Object.entries(mistakes))('%s is refused', (file, list) => {
  it.each(list)('when its authors %s', (_, from, to, code, at) => {
    const policy = edited(texts, file, from, to);
    const found = errorsIn(policy).filter((finding) => finding.code === code);
    const shown = found.map(({ span }) => policy[span.file]?.slice(span.start, span.end) ?? '');
    expect(shown.some((text) => text.includes(at))).toBe(true);
    for (const { message } of found) expect(message).toMatch(/^.{15,}/);
    for (const { code: told, help } of found) if (proved.has(told)) expect(help).toMatch(/^.{15,}/);
  });
});
