;;; Normal changes: who decides, what a revision or an edit does, when the work may begin, how it ends.

(define (gateway-update)
  (new-change normal-change (author "dana") (title "Update payment gateway")
    (description "Security patch for CVE-2025-1234") (systems '(payment-api checkout))))

;; Those who are asked by name, in the order in which they were asked.
(define (reviews-of change)
  (filter pair? (open-requests change)))

(define (submitted change)
  (signal! change 'submit (as "dana"))
  change)

(define (approved change)
  (approve! change '(review tech-lead) (as "tess" tech-lead))
  (approve! change '(review payment-lead) (as "pat" payment-lead))
  change)

(define-test "a payment change is decided by the tech lead and the payment lead, carried out and reviewed"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (gateway-update)))
    (check c => "NC-20260302-001")
    (check (risk-of c) => 68)
    (check (phases-of c) => '(draft))
    (submitted c)
    (check (phases-of c) => '(pending-approval))
    (check (reviews-of c) => '((review tech-lead) (review payment-lead)))
    (approve! c '(review tech-lead) (as "tess" tech-lead))
    (check (phases-of c) => '(pending-approval))
    (approve! c '(review payment-lead) (as "pat" payment-lead))
    (check (phases-of c) => '(implementing))
    (check-refused (complete! c 'implement "Done." (as "pat" payment-lead)))
    (complete! c 'implement "Rolled out at ten." (as "dana" implementer))
    (check (phases-of c) => '(review))
    (complete! c 'review-outcome "As planned." (as "max" change-manager))
    (check (outcome-of c) => 'successful)))

(define-test "nobody decides on their own change, and one person decides once"
  (let ((c (submitted (gateway-update))))
    (check-refused (approve! c '(review tech-lead) (as "dana" tech-lead)))
    (check-refused (approve! c '(review tech-lead) (as "joe" developer)))
    (approve! c '(review tech-lead) (as "tess" tech-lead payment-lead))
    (check-refused (approve! c '(review payment-lead) (as "tess" tech-lead payment-lead)))
    (check (reviews-of c) => '((review payment-lead)))))

(define-test "one no ends it"
  (let ((c (submitted (gateway-update))))
    (reject! c '(review payment-lead) (as "pat" payment-lead))
    (check (outcome-of c) => 'rejected)
    (check (open-requests c) => '())))

(define-test "a revision starts a new round, in which everybody is asked again"
  (let ((c (submitted (gateway-update))))
    (approve! c '(review tech-lead) (as "tess" tech-lead))
    (revise! c '(review payment-lead) (as "pat" payment-lead))
    (check (phases-of c) => '(revising))
    (check-refused (signal! c 'resubmit (as "tess" tech-lead)))
    (signal! c 'resubmit (as "dana"))
    (check (reviews-of c) => '((review tech-lead) (review payment-lead)))
    (approved c)
    (check (phases-of c) => '(implementing))))

(define-test "an edit of what was approved asks again, until the work has begun"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (gateway-update)))
    (edit! c (planned-start "2026-03-05T14:00:00Z") (as "dana"))
    (approved (submitted c))
    (check (phases-of c) => '(scheduled))
    (edit! c (systems '(payment-api checkout ledger)) (as "dana"))
    (check (phases-of c) => '(revising))
    (signal! c 'resubmit (as "dana"))
    (check (risk-of c) => 75)
    (check (reviews-of c) => '((review change-advisory-board)))))

(define-test "once the work has begun, what was approved stays as it is"
  (let ((c (approved (submitted (gateway-update)))))
    (check (phases-of c) => '(implementing))
    (check-refused (edit! c (systems '(checkout)) (as "dana")))))

(define-test "a change waits for its planned start, which may be moved"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (gateway-update)))
    (edit! c (planned-start "2026-03-05T14:00:00Z") (as "dana"))
    (approved (submitted c))
    (check (phases-of c) => '(scheduled))
    (edit! c (planned-start "2026-03-09T14:00:00Z") (as "dana"))
    (signal! c 'reschedule (as "dana"))
    (advance! "4d")
    (check (phases-of c) => '(scheduled))
    (advance! "4d")
    (check (phases-of c) => '(implementing))))

(define-test "who is late is stood in for, and silence is never a yes"
  (let ((late (submitted (gateway-update)))
        (forgotten (submitted (gateway-update))))
    (check-refused (approve! late '(review tech-lead) (as "max" change-manager)))
    (advance! "5h")
    (approve! late '(review tech-lead) (as "max" change-manager))
    (check (reviews-of late) => '((review payment-lead)))
    (advance! "31d")
    (check (outcome-of late) => 'expired)
    (check (outcome-of forgotten) => 'expired)))

(define-test "work that went wrong is rolled back or given up, and reviewed all the same"
  (let ((undone (approved (submitted (gateway-update))))
        (failed (approved (submitted (gateway-update)))))
    (signal! undone 'roll-back (as "dana" implementer))
    (complete! undone 'review-outcome "The new certificate was refused." (as "max" change-manager))
    (check (outcome-of undone) => 'rolled-back)
    (signal! failed 'report-failure (as "dana" implementer))
    (complete! failed 'review-outcome "The vendor withdrew the release." (as "max" change-manager))
    (check (outcome-of failed) => 'failed)))

(define-test "whoever cannot wait may say so, and nobody is skipped by it"
  (let ((c (submitted (gateway-update))))
    (check-refused (signal! c 'expedite (as "joe" developer)))
    (signal! c 'expedite '((justification . "Customers cannot pay.")) (as "dana"))
    (check (reviews-of c) => '((review tech-lead) (review payment-lead)))
    (approved c)
    (check (phases-of c) => '(implementing))))

(define (destructive-change)
  (new-change normal-change (author "dana") (title "Drop the token table, CVE fix")
    (environment 'production) (systems '(payment-api billing))))

(define-test "above 70 the board decides by majority, of three at least"
  (people (as "kim" change-advisory-board) (as "lee" change-advisory-board)
          (as "max" change-advisory-board) (as "noa" change-advisory-board))
  (let ((c (submitted (destructive-change))))
    (check (> (risk-of c) 70) => #t)
    (check (reviews-of c) => '((review change-advisory-board)))
    (approve! c 'review (as "kim" change-advisory-board))
    (approve! c 'review (as "lee" change-advisory-board))
    (reject! c 'review (as "noa" change-advisory-board))
    (check (phases-of c) => '(pending-approval))
    (approve! c 'review (as "max" change-advisory-board))
    (check (phases-of c) => '(implementing))))

(define-test "the board has refused as soon as a majority is out of reach"
  (people (as "kim" change-advisory-board) (as "lee" change-advisory-board)
          (as "max" change-advisory-board) (as "noa" change-advisory-board))
  (let ((c (submitted (destructive-change))))
    (reject! c 'review (as "kim" change-advisory-board))
    (check (phases-of c) => '(pending-approval))
    (reject! c 'review (as "lee" change-advisory-board))
    (check (outcome-of c) => 'rejected)))

(define-test "a normal change that scores nothing waits for nobody"
  (let ((c (new-change normal-change (author "dana") (title "Correct a typing error") (systems '(documentation)))))
    (check (risk-of c) => 10)
    (submitted c)
    (check (phases-of c) => '(implementing))))

;; What scores so little that nobody is asked, waiting for its planned start.
(define (unasked-change)
  (submitted (new-change normal-change (author "dana") (title "Correct a typing error") (systems '(documentation))
               (planned-start "2026-03-05T14:00:00Z"))))

(define-test "what was approved by its score alone is scored again when that is edited, and people are asked where it calls for them"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (unasked-change)))
    (check (phases-of c) => '(scheduled))
    (edit! c (rollback-plan "Put the old text back.") (as "dana"))
    (check (phases-of c) => '(scheduled))
    (edit! c (systems '(payment-api checkout)) (as "dana"))
    (check (phases-of c) => '(revising))
    (signal! c 'resubmit (as "dana"))
    (check (risk-of c) => 48)
    (check (reviews-of c) => '((review tech-lead)))))

(define-test "what was approved by its score alone cannot be edited once the work has begun"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (unasked-change)))
    (advance! "4d")
    (check (phases-of c) => '(implementing))
    (check-refused (edit! c (systems '(payment-api)) (as "dana")))
    (edit! c (test-plan "Read the page.") (as "dana"))
    (check (phases-of c) => '(implementing))))

(define-test "a critical change of medium score is decided by two"
  (let ((c (new-change normal-change (author "dana") (title "Raise the log level") (environment 'production)
             (systems '(web-shop)) (priority 'critical))))
    (check (risk-of c) => 40)
    (check (reviews-of (submitted c)) => '((review tech-lead) (review change-manager)))))
