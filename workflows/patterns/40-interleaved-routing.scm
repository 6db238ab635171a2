;;; 40. Interleaved Routing: each of a set of tasks is done once, in any order, never two at a time.
;;; Direct: branches whose work stands in a `lock` of the change's own.

(define-role operator "Carries changes out.")

(define-workflow wcp-40-interleaved-routing
  "Three drills with one crew."
  (applies-to (type wcp-40))
  (parallel-for (drill '(fire flood outage))
    (lock (string-append "crew of " (field 'id))
      (task hold-drill (by operator)))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (drills-of change)
  (map cadr (filter (lambda (request) (eq? (car request) 'hold-drill)) (open-requests change))))

(define-test "one drill at a time, until all were held"
  (let ((c (new-change wcp-40-interleaved-routing (author "dana") (title "Drills"))))
    (check (drills-of c) => '(fire))
    (done! c '(hold-drill fire))
    (check (drills-of c) => '(flood))
    (done! c '(hold-drill flood))
    (done! c '(hold-drill outage))
    (check (outcome-of c) => 'completed)))
