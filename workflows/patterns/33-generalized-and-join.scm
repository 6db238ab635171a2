;;; 33. Generalized AND-Join: one token of each incoming branch is consumed each time, also when a branch is ahead by
;;; several.
;;; Direct: a place of `define-net` keeps as many tokens as have come.

(define-role operator "Carries changes out.")

(define-net wcp-33-generalized-and-join
  "Two pairs of boots: a left one and a right one make a pair, whichever came first."
  (applies-to (type wcp-33))
  (place start (tokens 1))
  (place left-wanted) (place right-wanted) (place left-made) (place right-made) (place pairs)
  (place end (final))
  (transition order-boots (in start) (out (left-wanted 2) (right-wanted 2)) (by operator))
  (transition make-left   (in left-wanted)  (out left-made)  (by operator))
  (transition make-right  (in right-wanted) (out right-made) (by operator))
  (transition pair-up     (in left-made right-made) (out pairs))
  (transition send-boots  (in (pairs 2)) (out end) (by operator)))

(define (fire! change name)
  (signal! change name (as "olga" operator)))

(define-test "the left may be ahead by two, and the join still fires once for each pair"
  (let ((c (new-change wcp-33-generalized-and-join (author "dana") (title "Two pairs"))))
    (for-each (lambda (name) (fire! c name)) '(order-boots make-left make-left))
    (check-refused (fire! c 'make-left))
    (fire! c 'make-right)
    (check-refused (fire! c 'send-boots))
    (fire! c 'make-right)
    (fire! c 'send-boots)
    (check (outcome-of c) => 'completed)))
