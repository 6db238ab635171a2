;;; Most changes: those whom the score calls for decide, then the change waits for its turn, is carried out and reviewed.

(define-workflow normal-change
  "Scored, approved by those its score calls for, scheduled outside freezes, implemented, reviewed."
  (applies-to (type normal))
  (identifier "NC-{date}-{n:3}")
  (phase draft
    (await-signal submit (by (author))))
  (revisable
    (define risk (assess-risk))
    (phase pending-approval "Waiting for approval"
      (decide-together (required-approvers risk)))
    (phase scheduled (await-turn)))
  (define outcome
    (phase implementing (carry-out)))
  (phase review "Post-implementation review"
    (task review-outcome (by change-manager tech-lead) (due "5d") (escalate vp-engineering)
      (instructions "What went as planned, what did not, and what should be done differently next time.")))
  (close outcome))

;; All who are asked decide at the same time; one no ends it. Who cannot wait may say so meanwhile.
(define (decide-together approvers)
  (if (null? approvers)
      (approve-by-score)
      (race ((parallel-for (who approvers)
               (if (eq? who change-advisory-board)
                   (board-review (review-time approvers))
                   (single-review who (review-time approvers)))))
            ((hear-urgency approvers)))))

(define (single-review who time)
  (require-approval review (by who) (distinct approvers)
    (due time) (remind "4h") (escalate change-manager) (within "30d")))

;; A board decides by majority of its members, and never by fewer than three of them.
(define (board-review time)
  (require-approval review (by change-advisory-board) (distinct approvers)
    (quorum majority) (at-least 3) (rejects-when unreachable)
    (due time) (remind "4h") (within "30d")))

;; How long an answer should take: of one reviewer, of several, of a board.
(define (review-time approvers)
  (cond ((memq change-advisory-board approvers) "24h")
        ((> (length approvers) 1) "4h")
        (else "2h")))

;; Tells those who are asked that somebody cannot wait, each time it is said. It skips nobody.
(define (hear-urgency approvers)
  (let ((said (await-signal expedite (by (author) change-manager))))
    (notify (list approvers change-manager) (string-append "This cannot wait: " (justification-in said)))
    (hear-urgency approvers)))
