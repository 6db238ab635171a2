;;; 31. Blocking Partial Join: so many of the branches start what follows; the next round waits until all have ended.
;;; Direct: `(until N)` with `(rest finish)` inside the `nursery` of the round.

(define-role operator "Carries changes out.")

(define-workflow wcp-31-blocking-partial-join
  "Two of three readers are enough to publish; the next edition waits for the third."
  (applies-to (type wcp-31))
  (let next ((edition 1))
    (nursery (spawn)
      (parallel (until 2) (rest finish)
        (task read-for-facts (by operator) (key edition))
        (task read-for-style (by operator) (key edition))
        (task read-for-law (by operator) (key edition)))
      (task publish-edition (by operator) (key edition)))
    (race ((await-signal next-edition (by operator)) (next (+ edition 1)))
          ((await-signal last-edition (by operator))))))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "two publish, and the third holds up the next edition only"
  (let ((c (new-change wcp-31-blocking-partial-join (author "dana") (title "The handbook"))))
    (done! c '(read-for-law 1))
    (done! c '(read-for-facts 1))
    (check (open-requests c) => '((read-for-style 1) (publish-edition 1)))
    (done! c '(publish-edition 1))
    (check-refused (signal! c 'next-edition (as "olga" operator)))
    (done! c '(read-for-style 1))
    (signal! c 'last-edition (as "olga" operator))
    (check (outcome-of c) => 'completed)))
