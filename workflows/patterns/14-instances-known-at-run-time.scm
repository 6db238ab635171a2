;;; 14. Multiple Instances with a Priori Run-Time Knowledge: their number is known when the first one starts.
;;; Direct: `parallel-for` over a list that the change brings.

(define-role operator "Carries changes out.")

(define-workflow wcp-14-instances-known-at-run-time
  "Every system that the change names is restarted."
  (applies-to (type wcp-14))
  (parallel-for (system (field 'systems '()))
    (task restart-system (by operator)))
  (task look-at-graphs (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "as many as the change names, and none where it names none"
  (let ((two (new-change wcp-14-instances-known-at-run-time
               (author "dana") (title "Restart") (systems '(ledger mailer))))
        (none (new-change wcp-14-instances-known-at-run-time (author "dana") (title "Restart nothing"))))
    (check (open-requests two) => '((restart-system ledger) (restart-system mailer)))
    (done! two '(restart-system mailer))
    (done! two '(restart-system ledger))
    (check (open-requests two) => '(look-at-graphs))
    (check (open-requests none) => '(look-at-graphs))))
