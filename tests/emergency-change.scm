;;; Emergencies: justified, decided within minutes, reviewed without exception.

(define (outage)
  (new-change emergency-change (author "dana") (title "Customers cannot log in") (environment 'production)
    (systems '(auth-service))))

(define (justified change)
  (edit! change (justification "Every minute costs a hundred orders.") (as "dana"))
  (signal! change 'submit (as "dana"))
  change)

(define-test "an emergency wants a justification"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (outage)))
    (check c => "EC-20260302-001")
    (check-refused (signal! c 'submit (as "dana")))
    (edit! c (justification "  ") (as "dana"))
    (check-refused (signal! c 'submit (as "dana")))
    (justified c)
    (check (phases-of c) => '(pending-approval))))

(define-test "one yes of the emergency team is enough, and the review afterwards cannot be left out"
  (let ((c (justified (outage))))
    (check-refused (approve! c 'emergency-review (as "dana" emergency-team)))
    (check-refused (approve! c 'emergency-review (as "tess" tech-lead)))
    (approve! c 'emergency-review (as "eve" emergency-team))
    (check (phases-of c) => '(implementing))
    (complete! c 'implement "Restarted with the old key." (as "dana" implementer))
    (check (phases-of c) => '(review))
    (complete! c 'post-implementation-review "  " (as "max" change-manager))
    (check (outcome-of c) => #f)
    (advance! "30d")
    (check (open-requests c) => '(cancel post-implementation-review))
    (complete! c 'post-implementation-review "The key had expired; a reminder is set." (as "max" change-manager))
    (check (outcome-of c) => 'successful)))

(define-test "an edit of what the team agreed to is refused once the work has begun"
  (let ((c (justified (outage))))
    (approve! c 'emergency-review (as "eve" emergency-team))
    (check (phases-of c) => '(implementing))
    (check-refused (edit! c (systems '(auth-service ledger)) (as "dana")))
    (check-refused (edit! c (justification "Another one.") (as "dana")))
    (edit! c (rollback-plan "The old key is in the vault.") (as "dana"))
    (check (phases-of c) => '(implementing))))

(define-test "work that has begun may be cancelled, its review may not"
  (let ((c (justified (outage))))
    (approve! c 'emergency-review (as "eve" emergency-team))
    (signal! c 'cancel (as "dana"))
    (check (phases-of c) => '(review))
    (check-refused (signal! c 'cancel (as "dana")))
    (complete! c 'post-implementation-review "The key worked again before we began." (as "max" change-manager))
    (check (outcome-of c) => 'cancelled)))

(define-test "the team may refuse"
  (let ((c (justified (outage))))
    (reject! c 'emergency-review (as "eve" emergency-team))
    (check (outcome-of c) => 'rejected)))

(define-test "when the team does not answer within half an hour, the vice president may"
  (let ((c (justified (outage))))
    (people (as "vic" vp-engineering))
    (advance! "31m")
    (approve! c 'emergency-review (as "vic" vp-engineering))
    (check (phases-of c) => '(implementing))))

(define-test "an expedited emergency is put before the vice president at once"
  (let ((c (justified (outage))))
    (check-refused (approve! c 'expedited-review (as "vic" vp-engineering)))
    (signal! c 'expedite '((justification . "The team is in an aeroplane.")) (as "dana"))
    (check-refused (approve! c 'expedited-review (as "dana" vp-engineering)))
    (approve! c 'expedited-review (as "vic" vp-engineering))
    (check (phases-of c) => '(implementing))))

(define-test "an emergency that nobody decides on within a day has expired"
  (let ((c (justified (outage))))
    (advance! "25h")
    (check (outcome-of c) => 'expired)))
