;;; 4. Exclusive Choice: exactly one of several branches is taken, by what is known.
;;; Direct: `cond`, `case` and `if` are the branches of the language itself.

(define-role operator "Carries changes out.")

(define-workflow wcp-04-exclusive-choice
  "Production gets a rehearsal, staging a dry run, everything else is changed at once."
  (applies-to (type wcp-04))
  (case (field 'environment #f)
    ((production) (task rehearse-change (by operator)))
    ((staging) (task dry-run-change (by operator)))
    (else (task change-at-once (by operator)))))

(define (opened environment)
  (open-requests (new-change wcp-04-exclusive-choice
                   (author "dana") (title "Raise a limit") (environment environment))))

(define-test "the environment alone decides"
  (check (opened 'production) => '(rehearse-change))
  (check (opened 'staging) => '(dry-run-change))
  (check (opened 'development) => '(change-at-once)))
