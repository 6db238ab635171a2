;;; 5. Simple Merge: branches of which one was taken meet again, and nothing is waited for.
;;; Direct: the form after a conditional follows whichever branch ran.

(define-role operator "Carries changes out.")

(define-workflow wcp-05-simple-merge
  "However the certificate was made, it is installed in the same way."
  (applies-to (type wcp-05))
  (if (field? 'custom.own-authority)
      (task sign-certificate (by operator))
      (task buy-certificate (by operator)))
  (task install-certificate (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the branch that was not taken is not waited for"
  (let ((c (new-change wcp-05-simple-merge (author "dana") (title "Renew the certificate"))))
    (check (open-requests c) => '(buy-certificate))
    (done! c 'buy-certificate)
    (check (open-requests c) => '(install-certificate))))
