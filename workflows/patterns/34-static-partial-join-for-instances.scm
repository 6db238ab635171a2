;;; 34. Static Partial Join for Multiple Instances: so many of the instances start what follows; the others end in their
;;; own time.
;;; Direct: `(until N)` with `(rest finish)` in `parallel-for`.

(define-role operator "Carries changes out.")

(define-workflow wcp-34-static-partial-join-for-instances
  "Two clusters are enough to announce; the others follow."
  (applies-to (type wcp-34))
  (parallel-for (cluster (field 'systems '()))
    (until 2) (rest finish)
    (task raise-cluster (by operator)))
  (task announce-clusters (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "two start what follows, the third goes on"
  (let ((c (new-change wcp-34-static-partial-join-for-instances
             (author "dana") (title "Raise the clusters") (systems '(red green blue)))))
    (done! c '(raise-cluster blue))
    (done! c '(raise-cluster green))
    (check (open-requests c) => '((raise-cluster red) announce-clusters))
    (done! c 'announce-clusters)
    (done! c '(raise-cluster red))
    (check (outcome-of c) => 'completed)))
