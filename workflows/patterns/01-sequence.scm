;;; 1. Sequence: a task starts when the one before it has ended.
;;; Direct: a body runs from its first form to its last.

(define-role operator "Carries changes out.")

(define-workflow wcp-01-sequence
  "Drain, patch, refill: one after another."
  (applies-to (type wcp-01))
  (task drain-node (by operator))
  (task patch-node (by operator))
  (task refill-node (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "each task waits for the one before it"
  (let ((c (new-change wcp-01-sequence (author "dana") (title "Patch a node"))))
    (check (open-requests c) => '(drain-node))
    (check-refused (done! c 'patch-node))
    (done! c 'drain-node)
    (check (open-requests c) => '(patch-node))
    (done! c 'patch-node)
    (done! c 'refill-node)
    (check (outcome-of c) => 'completed)))
