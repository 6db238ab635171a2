;;; 9. Structured Discriminator: the first branch that ends starts what follows; the others end in their own time.
;;; Direct: `(until 1)` with `(rest finish)`.

(define-role operator "Carries changes out.")

(define-workflow wcp-09-structured-discriminator
  "The first of two probes that answers is enough to go on; the other one finishes anyway."
  (applies-to (type wcp-09))
  (parallel (until 1) (rest finish)
    (task probe-from-east (by operator))
    (task probe-from-west (by operator)))
  (task open-gate (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the gate opens at the first answer, once, and the change ends with the last"
  (let ((c (new-change wcp-09-structured-discriminator (author "dana") (title "Open the gate"))))
    (done! c 'probe-from-west)
    (check (open-requests c) => '(probe-from-east open-gate))
    (done! c 'open-gate)
    (check (open-requests c) => '(probe-from-east))
    (done! c 'probe-from-east)
    (check (outcome-of c) => 'completed)))
