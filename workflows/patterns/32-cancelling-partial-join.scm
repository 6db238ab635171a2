;;; 32. Cancelling Partial Join: so many of the branches start what follows, and the others are withdrawn.
;;; Direct: `(until N)`.

(define-role operator "Carries changes out.")

(define-workflow wcp-32-cancelling-partial-join
  "Two of three vendors' answers are enough."
  (applies-to (type wcp-32))
  (parallel (until 2)
    (task ask-first-vendor (by operator))
    (task ask-second-vendor (by operator))
    (task ask-third-vendor (by operator)))
  (task choose-vendor (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the third is not asked any more"
  (let ((c (new-change wcp-32-cancelling-partial-join (author "dana") (title "A new vendor"))))
    (done! c 'ask-third-vendor)
    (done! c 'ask-first-vendor)
    (check (open-requests c) => '(choose-vendor))))
