;;; 2. Parallel Split: one thread of work becomes several that run at once.
;;; Direct: `parallel` starts every branch.

(define-role operator "Carries changes out.")

(define-workflow wcp-02-parallel-split
  "Warm the cache and tell the users at the same time."
  (applies-to (type wcp-02))
  (parallel
    (task warm-cache (by operator))
    (task tell-users (by operator))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "both branches are open at once, and may end in any order"
  (let ((c (new-change wcp-02-parallel-split (author "dana") (title "Swap the cache"))))
    (check (open-requests c) => '(warm-cache tell-users))
    (done! c 'tell-users)
    (check (open-requests c) => '(warm-cache))
    (done! c 'warm-cache)
    (check (outcome-of c) => 'completed)))
