;;; 20. Cancel Case: the whole process is withdrawn, whatever runs in it.
;;; Direct: `cancel` does it to every change; `close` does it from inside.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-20-cancel-case
  "Two teams at work, and one word ends it all."
  (applies-to (type wcp-20))
  (parallel
    (begin
      (parallel
        (task move-first-half (by operator))
        (task move-second-half (by operator)))
      (close 'moved))
    (begin
      (await-signal stop-the-move (by release-manager))
      (close 'cancelled))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "one word ends everything"
  (let ((c (new-change wcp-20-cancel-case (author "dana") (title "Move the hall"))))
    (done! c 'move-first-half)
    (signal! c 'stop-the-move (as "rita" release-manager))
    (check (open-requests c) => '())
    (check (outcome-of c) => 'cancelled)))

(define-test "nothing is left waiting for the word when the work is done"
  (let ((c (new-change wcp-20-cancel-case (author "dana") (title "Move the other hall"))))
    (done! c 'move-first-half)
    (done! c 'move-second-half)
    (check (outcome-of c) => 'moved)))
