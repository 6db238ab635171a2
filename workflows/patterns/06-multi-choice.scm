;;; 6. Multi-Choice: any number of branches is taken, each for its own reason.
;;; Direct: a branch of `parallel` may be a `when`.

(define-role operator "Carries changes out.")

(define-workflow wcp-06-multi-choice
  "Every system that is named gets its own preparation."
  (applies-to (type wcp-06))
  (parallel
    (when (memq 'ledger (field 'systems '())) (task freeze-ledger (by operator)))
    (when (memq 'search (field 'systems '())) (task copy-search-index (by operator)))
    (when (memq 'mailer (field 'systems '())) (task hold-mail (by operator)))))

(define (opened systems)
  (open-requests (new-change wcp-06-multi-choice (author "dana") (title "Upgrade the hosts") (systems systems))))

(define-test "one, two or three branches run, as the systems say"
  (check (opened '(search)) => '(copy-search-index))
  (check (opened '(ledger mailer)) => '(freeze-ledger hold-mail))
  (check (opened '(mailer search ledger)) => '(freeze-ledger copy-search-index hold-mail)))
