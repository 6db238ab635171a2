;;; 8. Multi-Merge: what follows runs once for each branch that arrives, without waiting for the others.
;;; Direct: what follows is a procedure, and each branch ends by calling it.

(define-role operator "Carries changes out.")

(define (announced region)
  (task announce-region (by operator) (key region)))

(define-workflow wcp-08-multi-merge
  "Each region is announced as soon as it is done."
  (applies-to (type wcp-08))
  (parallel
    (begin (task upgrade-north (by operator)) (announced 'north))
    (begin (task upgrade-south (by operator)) (announced 'south))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "each branch brings what follows with it"
  (let ((c (new-change wcp-08-multi-merge (author "dana") (title "Upgrade the regions"))))
    (done! c 'upgrade-south)
    (check (open-requests c) => '(upgrade-north (announce-region south)))
    (done! c '(announce-region south))
    (done! c 'upgrade-north)
    (check (open-requests c) => '((announce-region north)))
    (done! c '(announce-region north))
    (check (outcome-of c) => 'completed)))
