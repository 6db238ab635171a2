;;; 43. Explicit Termination: a node says that the process is over, whatever else runs.
;;; Direct: `close`.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-43-explicit-termination
  "When the release manager has seen enough, the change is over."
  (applies-to (type wcp-43))
  (parallel
    (task write-summary (by operator))
    (begin
      (task seen-enough (by release-manager))
      (close 'settled))))

(define-test "what still runs is withdrawn"
  (let ((c (new-change wcp-43-explicit-termination (author "dana") (title "Settle it"))))
    (complete! c 'seen-enough "Good." (as "rita" release-manager))
    (check (open-requests c) => '())
    (check (outcome-of c) => 'settled)))

(define-test "the other branch alone does not end it"
  (let ((c (new-change wcp-43-explicit-termination (author "dana") (title "Settle that"))))
    (complete! c 'write-summary "Here." (as "olga" operator))
    (check (open-requests c) => '(seen-enough))))
