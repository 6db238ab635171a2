;;; 41. Thread Merge: so many threads of one branch become one.
;;; Direct: the weight of an arc of `define-net`.

(define-role operator "Carries changes out.")

(define-net wcp-41-thread-merge
  "Three parts are cast one after another or at once, and three make one whole."
  (applies-to (type wcp-41))
  (place start (tokens 1)) (place moulds) (place parts) (place end (final))
  (transition set-up-moulds (in start) (out (moulds 3)) (by operator))
  (transition cast-part     (in moulds) (out parts) (by operator))
  (transition join-parts    (in (parts 3)) (out end) (by operator)))

(define (fire! change name)
  (signal! change name (as "olga" operator)))

(define-test "three threads are merged, two are not"
  (let ((c (new-change wcp-41-thread-merge (author "dana") (title "Cast the whole"))))
    (for-each (lambda (name) (fire! c name)) '(set-up-moulds cast-part cast-part))
    (check-refused (fire! c 'join-parts))
    (fire! c 'cast-part)
    (fire! c 'join-parts)
    (check (outcome-of c) => 'completed)))
