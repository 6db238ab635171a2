;;; 17. Interleaved Parallel Routing: tasks with an order between some of them, in any order otherwise, one at a time.
;;; Direct: branches keep their own order, and a `lock` around each task lets one run at a time.

(define-role operator "Carries changes out.")

(define (alone)
  (string-append "hands on " (field 'id)))

(define-workflow wcp-17-interleaved-parallel-routing
  "One pair of hands: disks before the array, fans whenever there is time."
  (applies-to (type wcp-17))
  (parallel
    (begin (lock (alone) (task swap-disks (by operator)))
           (lock (alone) (task rebuild-array (by operator))))
    (lock (alone) (task clean-fans (by operator)))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

;; Without those that wait for the lock.
(define (tasks-of change)
  (filter symbol? (open-requests change)))

(define-test "one task at a time, and the disks before the array"
  (let ((c (new-change wcp-17-interleaved-parallel-routing (author "dana") (title "Service the host"))))
    (check (tasks-of c) => '(swap-disks))
    (done! c 'swap-disks)
    (check (tasks-of c) => '(clean-fans))
    (done! c 'clean-fans)
    (check (tasks-of c) => '(rebuild-array))
    (done! c 'rebuild-array)
    (check (outcome-of c) => 'completed)))
