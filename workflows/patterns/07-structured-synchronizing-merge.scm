;;; 7. Structured Synchronizing Merge: as many branches as a multi-choice started are waited for.
;;; Direct: a branch with nothing to do has ended, so the end of `parallel` waits for those that were taken.

(define-role operator "Carries changes out.")

(define-workflow wcp-07-structured-synchronizing-merge
  "Back to normal when all that was prepared has been undone."
  (applies-to (type wcp-07))
  (parallel
    (when (memq 'ledger (field 'systems '())) (task thaw-ledger (by operator)))
    (when (memq 'mailer (field 'systems '())) (task release-mail (by operator))))
  (task declare-normal (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "one branch is waited for where one was taken, both where both were"
  (let ((one (new-change wcp-07-structured-synchronizing-merge
               (author "dana") (title "Undo") (systems '(mailer))))
        (both (new-change wcp-07-structured-synchronizing-merge
                (author "dana") (title "Undo both") (systems '(mailer ledger)))))
    (done! one 'release-mail)
    (check (open-requests one) => '(declare-normal))
    (done! both 'release-mail)
    (check (open-requests both) => '(thaw-ledger))
    (done! both 'thaw-ledger)
    (check (open-requests both) => '(declare-normal))))
