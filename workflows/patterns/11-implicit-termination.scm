;;; 11. Implicit Termination: the process ends when nothing is left to do, with no final node that says so.
;;; Direct: a body that falls off its end waits for what still runs, then the change is completed.

(define-role operator "Carries changes out.")

(define-workflow wcp-11-implicit-termination
  "The body is over with the first copy; the change is over with the last."
  (applies-to (type wcp-11))
  (parallel (until 1) (rest finish)
    (task copy-to-vault (by operator))
    (task copy-to-tape (by operator))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the change is open for as long as anything is to be done, and no longer"
  (let ((c (new-change wcp-11-implicit-termination (author "dana") (title "Back up"))))
    (done! c 'copy-to-vault)
    (check (outcome-of c) => #f)
    (done! c 'copy-to-tape)
    (check (outcome-of c) => 'completed)))
