;;; Routine work: the score approves it. What scores 30 or more is not routine and takes the way of a normal change.

(define-workflow standard-change
  "Routine and low in risk: approved by its score, scheduled outside freezes, implemented."
  (applies-to (type standard))
  (identifier "SC-{date}-{n:3}")
  (stay-routine)
  (phase draft
    (await-signal submit (by (author))))
  (revisable
    (stay-routine)
    (approve-by-score)
    (phase scheduled (await-turn)))
  (close (phase implementing (carry-out))))

(define routine-below 30)

;; Asked when the change is created, when it is submitted, and again when an edit changed what was scored. As a normal
;; change it keeps its identifier, and waits to be submitted as what it now is.
(define (stay-routine)
  (let ((score (risk-score (assess-risk))))
    (unless (< score routine-below)
      (notify (author) (string-append "It scores " (number->string score) ", so it is a normal change: submit it as one."))
      (become normal-change))))
