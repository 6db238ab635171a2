;;; 42. Thread Split: one thread of a branch becomes so many of the same branch.
;;; Direct: the weight of an arc of `define-net`; in text, a loop that spawns.

(define-role operator "Carries changes out.")

(define-net wcp-42-thread-split
  "One order, three labels of the same kind."
  (applies-to (type wcp-42))
  (place start (tokens 1)) (place labels) (place stuck) (place end (final))
  (transition split-order  (in start) (out (labels 3)) (by operator))
  (transition stick-label  (in labels) (out stuck) (by operator))
  (transition all-stuck    (in (stuck 3)) (out end)))

(define (fire! change name)
  (signal! change name (as "olga" operator)))

(define-test "one thread becomes three, each of which is worked on"
  (let ((c (new-change wcp-42-thread-split (author "dana") (title "Label it"))))
    (for-each (lambda (name) (fire! c name)) '(split-order stick-label stick-label))
    (check (outcome-of c) => #f)
    (fire! c 'stick-label)
    (check (outcome-of c) => 'completed)))
