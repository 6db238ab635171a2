;;; Standard changes: approved by their score, as long as they stay routine.

(define (routine-change)
  (new-change standard-change (author "dana") (title "Correct the opening hours") (systems '(documentation))))

(define-test "routine work is approved by its score"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (routine-change)))
    (check c => "SC-20260302-001")
    (check (risk-of c) => 10)
    (check (phases-of c) => '(draft))
    (signal! c 'submit (as "dana"))
    (check (phases-of c) => '(implementing))
    (complete! c 'implement "Corrected." (as "dana" implementer))
    (check (outcome-of c) => 'successful)))

(define-test "what is not routine becomes a normal change and keeps its identifier"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (new-change standard-change (author "dana") (title "Update payment gateway") (systems '(payment-api)))))
    (check c => "SC-20260302-001")
    (check (risk-of c) => 40)
    (signal! c 'submit (as "dana"))
    (check (phases-of c) => '(pending-approval))
    (check (reviews-of c) => '((review tech-lead)))))

(define-test "an edit may end the routine, even when the work is about to begin"
  (at "2026-03-02T09:00:00-05:00")
  (let ((edited (routine-change))
        (scheduled (new-change standard-change (author "dana") (title "Correct the opening hours")
                     (planned-start "2026-03-05T14:00:00Z"))))
    (edit! edited (environment 'production) (as "dana"))
    (signal! edited 'submit (as "dana"))
    (check (phases-of edited) => '(draft))
    (check (open-requests edited) => '(submit))
    (signal! scheduled 'submit (as "dana"))
    (check (phases-of scheduled) => '(scheduled))
    (edit! scheduled (environment 'production) (as "dana"))
    (advance! "4d")
    (check (phases-of scheduled) => '(draft))))
