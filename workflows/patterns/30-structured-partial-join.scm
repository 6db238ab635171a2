;;; 30. Structured Partial Join: so many of the branches start what follows; the others end in their own time.
;;; Direct: `(until N)` with `(rest finish)`.

(define-role operator "Carries changes out.")

(define-workflow wcp-30-structured-partial-join
  "Two of three zones are enough to open; the third follows."
  (applies-to (type wcp-30))
  (parallel (until 2) (rest finish)
    (task fill-zone-a (by operator))
    (task fill-zone-b (by operator))
    (task fill-zone-c (by operator)))
  (task open-service (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "two open the service, the third is still filled"
  (let ((c (new-change wcp-30-structured-partial-join (author "dana") (title "Three zones"))))
    (done! c 'fill-zone-c)
    (check (open-requests c) => '(fill-zone-a fill-zone-b))
    (done! c 'fill-zone-a)
    (check (open-requests c) => '(fill-zone-b open-service))
    (done! c 'open-service)
    (done! c 'fill-zone-b)
    (check (outcome-of c) => 'completed)))
