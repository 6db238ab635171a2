;;; 15. Multiple Instances without a Priori Run-Time Knowledge: while some run, further ones may be started.
;;; Direct: `spawn` starts another branch of the `nursery` at any time.

(define-role operator "Carries changes out.")

(define-workflow wcp-15-instances-not-known-before
  "Sites are added while others are being updated, until somebody says that there are no more."
  (applies-to (type wcp-15))
  (nursery (spawn)
    (let next ((number 1))
      (race ((await-signal add-site (by operator))
             (spawn (task update-site (by operator) (key number)))
             (next (+ number 1)))
            ((await-signal no-more-sites (by operator))))))
  (task report-sites (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (say! change name)
  (signal! change name (as "olga" operator)))

(define-test "a site may be added while another is updated, and all are waited for"
  (let ((c (new-change wcp-15-instances-not-known-before (author "dana") (title "Update the sites"))))
    (say! c 'add-site)
    (say! c 'add-site)
    (done! c '(update-site 1))
    (say! c 'add-site)
    (say! c 'no-more-sites)
    (check (open-requests c) => '((update-site 2) (update-site 3)))
    (done! c '(update-site 3))
    (done! c '(update-site 2))
    (check (open-requests c) => '(report-sites))))
