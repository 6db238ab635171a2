;;; 35. Cancelling Partial Join for Multiple Instances: so many of the instances start what follows, the others are
;;; withdrawn.
;;; Direct: `(until N)` in `parallel-for`.

(define-role operator "Carries changes out.")

(define-workflow wcp-35-cancelling-partial-join-for-instances
  "Two signatures are enough, whoever gives them."
  (applies-to (type wcp-35))
  (parallel-for (system (field 'systems '()))
    (until 2)
    (task sign-for-system (by operator)))
  (task file-signatures (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the third signature is not wanted any more"
  (let ((c (new-change wcp-35-cancelling-partial-join-for-instances
             (author "dana") (title "Sign") (systems '(ledger search mailer)))))
    (done! c '(sign-for-system search))
    (done! c '(sign-for-system ledger))
    (check (open-requests c) => '(file-signatures))))
