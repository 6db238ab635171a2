;;; 26. Cancel Multiple Instance Task: those instances that have not ended are withdrawn.
;;; Direct: the `parallel-for` is a head of `race`.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-26-cancel-instances
  "Hosts are patched until somebody calls a halt, and a halt ends the change."
  (applies-to (type wcp-26))
  (race ((parallel-for (host (field 'systems '())) (task patch-host (by operator))) (close 'patched))
        ((await-signal call-a-halt (by release-manager)) (close 'halted))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "what has not ended is withdrawn"
  (let ((c (new-change wcp-26-cancel-instances
             (author "dana") (title "Patch the hosts") (systems '(alpha beta gamma)))))
    (done! c '(patch-host beta))
    (signal! c 'call-a-halt (as "rita" release-manager))
    (check (open-requests c) => '())
    (check (outcome-of c) => 'halted)))
