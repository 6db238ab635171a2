;;; 37. Local Synchronizing Merge: as many branches are waited for as were started, and the merge can tell by itself.
;;; Partial: each merge is the end of the form that started its branches, so it always knows; a merge without a split of
;;; its own cannot be written.

(define-role operator "Carries changes out.")

(define (systems?) (field 'systems '()))

(define-workflow wcp-37-local-synchronizing-merge
  "Three checks of which any may be left out, two of them joined before the third joins both."
  (applies-to (type wcp-37))
  (parallel
    (begin
      (parallel
        (when (memq 'ledger (systems?)) (task check-totals (by operator)))
        (when (memq 'mailer (systems?)) (task check-letters (by operator))))
      (when (or (memq 'ledger (systems?)) (memq 'mailer (systems?)))
        (task compare-both (by operator))))
    (when (memq 'search (systems?)) (task check-hits (by operator))))
  (task sign-off-checks (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "each merge waits for those branches that were started before it"
  (let ((c (new-change wcp-37-local-synchronizing-merge
             (author "dana") (title "Check") (systems '(mailer search)))))
    (check (open-requests c) => '(check-hits check-letters))
    (done! c 'check-letters)
    (check (open-requests c) => '(check-hits compare-both))
    (done! c 'compare-both)
    (done! c 'check-hits)
    (check (open-requests c) => '(sign-off-checks))))

(define-test "a merge with nothing before it waits for nothing"
  (let ((c (new-change wcp-37-local-synchronizing-merge (author "dana") (title "Check nothing"))))
    (check (open-requests c) => '(sign-off-checks))))
