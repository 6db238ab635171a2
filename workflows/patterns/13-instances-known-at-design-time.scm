;;; 13. Multiple Instances with a Priori Design-Time Knowledge: so many instances as the text says, all waited for.
;;; Direct: `parallel-for` over a list that stands in the policy.

(define-role operator "Carries changes out.")

(define-workflow wcp-13-instances-known-at-design-time
  "Three replicas, always three."
  (applies-to (type wcp-13))
  (parallel-for (replica '(first second third))
    (task rebuild-replica (by operator)))
  (task join-replicas (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the replicas are joined when all three are rebuilt"
  (let ((c (new-change wcp-13-instances-known-at-design-time (author "dana") (title "Rebuild"))))
    (check (open-requests c) => '((rebuild-replica first) (rebuild-replica second) (rebuild-replica third)))
    (done! c '(rebuild-replica second))
    (done! c '(rebuild-replica third))
    (done! c '(rebuild-replica first))
    (check (open-requests c) => '(join-replicas))))
