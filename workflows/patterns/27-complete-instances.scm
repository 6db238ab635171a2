;;; 27. Complete Multiple Instance Task: the instances that run are withdrawn, and the process goes on as if all had ended.
;;; Direct: `race` with what completes them; what follows is the same either way.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-27-complete-instances
  "Opinions are gathered until there are enough in somebody's judgement."
  (applies-to (type wcp-27))
  (race ((parallel-for (team (field 'systems '())) (task give-opinion (by operator))))
        ((await-signal enough-opinions (by release-manager))))
  (task sum-up-opinions (by release-manager)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "what is missing is withdrawn and what follows begins"
  (let ((c (new-change wcp-27-complete-instances
             (author "dana") (title "Choose a queue") (systems '(ledger search mailer)))))
    (done! c '(give-opinion search))
    (signal! c 'enough-opinions (as "rita" release-manager))
    (check (open-requests c) => '(sum-up-opinions))))

(define-test "nobody has to cut it short"
  (let ((c (new-change wcp-27-complete-instances
             (author "dana") (title "Choose a cache") (systems '(ledger)))))
    (done! c '(give-opinion ledger))
    (check (open-requests c) => '(sum-up-opinions))))
