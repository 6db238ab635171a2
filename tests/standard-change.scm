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

(define-test "an edit before it is submitted may end the routine"
  (let ((c (routine-change)))
    (edit! c (environment 'production) (as "dana"))
    (signal! c 'submit (as "dana"))
    (check (phases-of c) => '(draft))
    (check (open-requests c) => '(submit))))

(define (scheduled-change)
  (let ((c (new-change standard-change (author "dana") (title "Correct the opening hours")
             (systems '(documentation)) (planned-start "2026-03-05T14:00:00Z"))))
    (signal! c 'submit (as "dana"))
    c))

(define-test "an edit of what was scored takes the approval back, and the change is scored again"
  (at "2026-03-02T09:00:00-05:00")
  (let ((routine (scheduled-change))
        (not-any-more (scheduled-change)))
    (check (phases-of routine) => '(scheduled))
    (edit! routine (title "Correct the opening hours and the address") (as "dana"))
    (check (phases-of routine) => '(revising))
    (signal! routine 'resubmit (as "dana"))
    (check (phases-of routine) => '(scheduled))
    (edit! not-any-more (environment 'production) (as "dana"))
    (signal! not-any-more 'resubmit (as "dana"))
    (check (risk-of not-any-more) => 40)
    (check (phases-of not-any-more) => '(draft))
    (signal! not-any-more 'submit (as "dana"))
    (check (reviews-of not-any-more) => '((review tech-lead)))))

(define-test "an edit of what nobody scored disturbs nothing, and once the work has begun the score stands"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (scheduled-change)))
    (edit! c (rollback-plan "Put the old page back.") (as "dana"))
    (check (phases-of c) => '(scheduled))
    (advance! "4d")
    (check (phases-of c) => '(implementing))
    (check-refused (edit! c (environment 'production) (as "dana")))
    (edit! c (test-plan "Read the page.") (as "dana"))
    (check (phases-of c) => '(implementing))))
