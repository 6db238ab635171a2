;;; 21. Structured Loop: a part with one way in and one way out is done again and again.
;;; Direct: named `let` and `do`, with the test before the part, after it, or in its middle.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-workflow wcp-21-structured-loop
  "Tuned until the release manager is content."
  (applies-to (type wcp-21))
  (let again ((round 1))
    (task tune-settings (by operator) (key round))
    (race ((await-signal tune-again (by release-manager)) (again (+ round 1)))
          ((await-signal content-now (by release-manager))))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (rita! change name)
  (signal! change name (as "rita" release-manager)))

(define-test "as often as it takes"
  (let ((c (new-change wcp-21-structured-loop (author "dana") (title "Tune the pool"))))
    (done! c '(tune-settings 1))
    (rita! c 'tune-again)
    (done! c '(tune-settings 2))
    (rita! c 'content-now)
    (check (outcome-of c) => 'completed)))
