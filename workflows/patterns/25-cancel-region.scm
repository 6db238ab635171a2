;;; 25. Cancel Region: a part of the process is withdrawn with all that runs in it; the rest goes on.
;;; Direct: the region is a head of `race`.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-25-cancel-region
  "The migration of two stores is called off together; the clean-up is not."
  (applies-to (type wcp-25))
  (parallel
    (race ((parallel
             (begin (task copy-store (by operator)) (task compare-store (by operator)))
             (task copy-index (by operator))))
          ((await-signal call-off-copy (by release-manager))))
    (task clean-up-logs (by operator))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "all of the region is gone, nothing else is"
  (let ((c (new-change wcp-25-cancel-region (author "dana") (title "Migrate"))))
    (done! c 'copy-store)
    (check (open-requests c) => '(clean-up-logs call-off-copy copy-index compare-store))
    (signal! c 'call-off-copy (as "rita" release-manager))
    (check (open-requests c) => '(clean-up-logs))))
