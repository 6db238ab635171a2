;;; 18. Milestone: something may be done only while the process is in a certain state.
;;; Direct: `while-in` waits for the phase, and withdraws what has not ended when the phase does.

(define-role operator "Carries changes out.")

(define-workflow wcp-18-milestone
  "Numbers are taken from the trial for as long as the trial lasts."
  (applies-to (type wcp-18))
  (parallel
    (begin (task start-trial (by operator))
           (phase trial-period (task end-trial (by operator))))
    (while-in trial-period
      (task take-numbers (by operator))
      (else (comment "The trial ended before anybody took numbers.")))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (new-trial)
  (new-change wcp-18-milestone (author "dana") (title "Try the new queue")))

(define-test "numbers cannot be taken before the trial"
  (let ((c (new-trial)))
    (check (open-requests c) => '(start-trial trial-period))
    (check-refused (done! c 'take-numbers))
    (done! c 'start-trial)
    (check (open-requests c) => '(end-trial take-numbers))
    (done! c 'take-numbers)
    (done! c 'end-trial)
    (check (outcome-of c) => 'completed)))

(define-test "nor after it"
  (let ((c (new-trial)))
    (done! c 'start-trial)
    (done! c 'end-trial)
    (check (open-requests c) => '())
    (check (outcome-of c) => 'completed)))
