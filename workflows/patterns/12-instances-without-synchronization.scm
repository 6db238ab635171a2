;;; 12. Multiple Instances without Synchronization: several instances of a task are started and nobody waits for them.
;;; Direct: each is a branch of a `nursery`, whose own work goes on at once.

(define-role operator "Carries changes out.")

(define-workflow wcp-12-instances-without-synchronization
  "A letter to every owner is on its way while the switch is made."
  (applies-to (type wcp-12))
  (nursery (spawn)
    (for-each (lambda (system) (spawn (task write-to-owner (by operator) (key system))))
              (field 'systems '()))
    (task make-the-switch (by operator))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the switch waits for no letter"
  (let ((c (new-change wcp-12-instances-without-synchronization
             (author "dana") (title "Make the switch") (systems '(ledger mailer)))))
    (check (open-requests c) => '(make-the-switch (write-to-owner ledger) (write-to-owner mailer)))
    (done! c 'make-the-switch)
    (check (outcome-of c) => #f)
    (done! c '(write-to-owner mailer))
    (done! c '(write-to-owner ledger))
    (check (outcome-of c) => 'completed)))
