;;; 3. Synchronization: what follows waits until every branch has ended.
;;; Direct: `parallel` ends when all its branches have.

(define-role operator "Carries changes out.")

(define-workflow wcp-03-synchronization
  "Switch over when both sides are ready, not before."
  (applies-to (type wcp-03))
  (parallel
    (task ready-old-side (by operator))
    (task ready-new-side (by operator)))
  (task switch-over (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "one side alone does not start the switch"
  (let ((c (new-change wcp-03-synchronization (author "dana") (title "Move to the new side"))))
    (done! c 'ready-new-side)
    (check (open-requests c) => '(ready-old-side))
    (done! c 'ready-old-side)
    (check (open-requests c) => '(switch-over))))
