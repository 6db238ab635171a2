;;; 28. Blocking Discriminator: the first branch starts what follows, and the next round waits until all have ended.
;;; Direct: `(until 1)` with `(rest finish)` inside the `nursery` of the round, which ends with the last of them.

(define-role operator "Carries changes out.")

(define-workflow wcp-28-blocking-discriminator
  "Measured in rounds: the first measurement is published, the next round starts when both are in."
  (applies-to (type wcp-28))
  (let next ((round 1))
    (nursery (spawn)
      (parallel (until 1) (rest finish)
        (task measure-east (by operator) (key round))
        (task measure-west (by operator) (key round)))
      (task publish-first (by operator) (key round)))
    (race ((await-signal another-round (by operator)) (next (+ round 1)))
          ((await-signal last-round (by operator))))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the second round is blocked until the first is complete"
  (let ((c (new-change wcp-28-blocking-discriminator (author "dana") (title "Measure"))))
    (done! c '(measure-west 1))
    (check (open-requests c) => '((measure-east 1) (publish-first 1)))
    (done! c '(publish-first 1))
    (check-refused (signal! c 'another-round (as "olga" operator)))
    (done! c '(measure-east 1))
    (signal! c 'another-round (as "olga" operator))
    (check (open-requests c) => '((measure-east 2) (measure-west 2)))))
