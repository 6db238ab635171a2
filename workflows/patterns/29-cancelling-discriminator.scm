;;; 29. Cancelling Discriminator: the first branch that ends starts what follows, and the others are withdrawn.
;;; Direct: `(until 1)`.

(define-role operator "Carries changes out.")

(define-workflow wcp-29-cancelling-discriminator
  "One of two mirrors is enough."
  (applies-to (type wcp-29))
  (parallel (until 1)
    (task fill-mirror-one (by operator))
    (task fill-mirror-two (by operator)))
  (task point-at-mirror (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the other branch is withdrawn"
  (let ((c (new-change wcp-29-cancelling-discriminator (author "dana") (title "Mirror"))))
    (done! c 'fill-mirror-two)
    (check (open-requests c) => '(point-at-mirror))))
