;;; 23. Transient Trigger: a signal from outside counts only while something waits for it.
;;; Direct: a signal that nobody awaits is refused, with the list of what is awaited.

(define-role operator "Carries changes out.")

(define-workflow wcp-23-transient-trigger
  "The all-clear counts when it comes after the leads are checked."
  (applies-to (type wcp-23))
  (task check-leads (by operator))
  (await-signal all-clear (by operator))
  (task power-on (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "an all-clear that comes too early is refused and not kept"
  (let ((c (new-change wcp-23-transient-trigger (author "dana") (title "Power on"))))
    (check-refused (signal! c 'all-clear (as "olga" operator)))
    (done! c 'check-leads)
    (check (open-requests c) => '(all-clear))
    (signal! c 'all-clear (as "olga" operator))
    (check (open-requests c) => '(power-on))))
