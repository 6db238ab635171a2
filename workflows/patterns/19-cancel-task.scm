;;; 19. Cancel Task: a task that is offered or under way is withdrawn.
;;; Direct: `race` the task with what withdraws it.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-19-cancel-task
  "The second check may be called off; the rest goes on."
  (applies-to (type wcp-19))
  (race ((task check-once-more (by operator)))
        ((await-signal trust-it (by release-manager))))
  (task roll-it-out (by operator)))

(define-test "the task is gone, the process is not"
  (let ((c (new-change wcp-19-cancel-task (author "dana") (title "Roll out"))))
    (signal! c 'trust-it (as "rita" release-manager))
    (check (open-requests c) => '(roll-it-out))))
