;;; What cannot wait: the emergency team decides within half an hour, the work begins at once, and the review afterwards
;;; cannot be left out.

(define-workflow emergency-change
  "Justified, decided by the emergency team, implemented at once, reviewed afterwards without exception."
  (applies-to (type emergency))
  (identifier "EC-{date}-{n:3}")
  (phase draft
    (await-signal submit (by (author))
      (accepts (or (written? (field 'justification #f))
                   (error "an emergency is submitted with a justification; edit the change and give one")))))
  (revisable
    (define risk (assess-risk))
    (phase pending-approval "Waiting for the emergency team"
      (decide-at-once (required-approvers risk)))
    (phase scheduled (await-turn)))
  (define outcome
    (phase implementing (carry-out-or-cancel)))
  (phase review "Post-implementation review"
    (race ((post-implementation-review))
          ((refuse-to-cancel))))
  (close outcome))

;; When it is expedited, the vice president is asked beside the team, and whoever answers first decides.
(define (decide-at-once approvers)
  (notify approvers (string-append "An emergency waits for you: " (field 'justification)))
  (race ((require-approval emergency-review (by approvers) (distinct approvers)
           (due "30m") (remind "10m") (escalate vp-engineering) (within "1d")))
        ((expedited-review))))

(define (expedited-review)
  (let ((said (await-signal expedite (by (author) change-manager))))
    (notify vp-engineering (string-append "This cannot wait: " (justification-in said)))
    (require-approval expedited-review (by vp-engineering) (distinct approvers)
      (message "The emergency team has not decided yet; a yes of yours is enough.")
      (due "15m"))))

;; Whoever cancels work that has begun ends the work, not the review of it.
(define (carry-out-or-cancel)
  (race ((carry-out))
        ((await-signal cancel (by (author) change-manager)) 'cancelled)))

(define (refuse-to-cancel)
  (await-signal cancel (by (author) change-manager)
    (accepts (error "an emergency is reviewed before it closes: hand in the post-implementation review")))
  (never))

;; It is asked for until something is written; an empty report is no review.
(define (post-implementation-review)
  (let ((report (task post-implementation-review (by change-manager) (due "5d") (escalate vp-engineering)
                  (instructions "What happened, what caused it, what was done, and what keeps it from happening again."))))
    (unless (written? report) (post-implementation-review))))

;; What whoever expedites says: the payload of the signal.
(define (justification-in said)
  (let ((entry (and (pair? said) (assq 'justification said))))
    (if entry (cdr entry) "no reason was given")))
