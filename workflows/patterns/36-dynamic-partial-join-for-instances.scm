;;; 36. Dynamic Partial Join for Multiple Instances: instances may be added while others run, and a condition on what
;;; has ended decides when what follows starts.
;;; Direct: a `nursery` with `(until PROC)` and `(rest finish)`.

(define-role operator "Carries changes out.")

(define (enough? results)
  (>= (length (filter (lambda (result) (equal? result "Stable.")) results)) 2))

(define-workflow wcp-36-dynamic-partial-join-for-instances
  "Hosts are tried one more at a time; as soon as two of them are stable, they are settled on."
  (applies-to (type wcp-36))
  (nursery (spawn)
    (until enough?) (rest finish)
    (let next ((number 1))
      (spawn (task try-host (by operator) (key number)))
      (race ((await-signal try-another (by operator)) (next (+ number 1)))
            ((await-signal no-more-hosts (by operator))))))
  (task settle-on-hosts (by operator)))

(define (tried! change number result)
  (complete! change (list 'try-host number) result (as "olga" operator)))

(define-test "two stable ones are enough, however many were tried"
  (let ((c (new-change wcp-36-dynamic-partial-join-for-instances (author "dana") (title "Find two hosts"))))
    (signal! c 'try-another (as "olga" operator))
    (signal! c 'try-another (as "olga" operator))
    (tried! c 1 "Stable.")
    (tried! c 3 "Unstable.")
    (check (member 'settle-on-hosts (open-requests c)) => #f)
    (signal! c 'no-more-hosts (as "olga" operator))
    (check (open-requests c) => '((try-host 2)))
    (tried! c 2 "Stable.")
    (check (open-requests c) => '(settle-on-hosts))))

(define-test "what still runs then goes on, and the change waits for it"
  (let ((c (new-change wcp-36-dynamic-partial-join-for-instances (author "dana") (title "Find two others"))))
    (signal! c 'try-another (as "olga" operator))
    (signal! c 'try-another (as "olga" operator))
    (tried! c 1 "Stable.")
    (tried! c 3 "Stable.")
    (check (and (member 'settle-on-hosts (open-requests c)) #t) => #t)
    (complete! c 'settle-on-hosts "One and three." (as "olga" operator))
    (signal! c 'no-more-hosts (as "olga" operator))
    (check (open-requests c) => '((try-host 2)))
    (tried! c 2 "Unstable.")
    (check (outcome-of c) => 'completed)))
