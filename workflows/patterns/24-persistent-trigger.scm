;;; 24. Persistent Trigger: a signal from outside is kept until something waits for it.
;;; Direct: `(persistent)` keeps the latest from the start of the workflow.

(define-role operator "Carries changes out.")

(define-workflow wcp-24-persistent-trigger
  "The parts may arrive before the rack is ready."
  (applies-to (type wcp-24))
  (task clear-rack (by operator))
  (await-signal parts-arrived (by operator) (persistent))
  (task fit-parts (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (new-rack)
  (new-change wcp-24-persistent-trigger (author "dana") (title "Fit the rack")))

(define-test "parts that came early are not lost"
  (let ((c (new-rack)))
    (signal! c 'parts-arrived (as "olga" operator))
    (check (open-requests c) => '(clear-rack))
    (done! c 'clear-rack)
    (check (open-requests c) => '(fit-parts))))

(define-test "parts that come late are waited for"
  (let ((c (new-rack)))
    (done! c 'clear-rack)
    (check (open-requests c) => '(parts-arrived))
    (signal! c 'parts-arrived (as "olga" operator))
    (check (open-requests c) => '(fit-parts))))
