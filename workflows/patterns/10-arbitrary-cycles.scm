;;; 10. Arbitrary Cycles: a loop with more than one way in or out.
;;; Direct: the transitions of a lifecycle go from any state to any other.

(define-role operator "Carries changes out.")
(define-role release-manager "Decides what goes out.")

(define-lifecycle wcp-10-arbitrary-cycles
  "Built and tried in a circle that may be entered at either end and left from both."
  (applies-to (type wcp-10))
  (initial unsorted)
  (state unsorted "Unsorted")
  (state building "Building")
  (state trying   "Trying")
  (state released "Released" (final released))
  (state dropped  "Dropped" (final dropped))
  (transition from-source   (from unsorted) (to building) (by operator))
  (transition from-binary   (from unsorted) (to trying)   (by operator))
  (transition try-it        (from building) (to trying)   (by operator))
  (transition build-again   (from trying)   (to building) (by operator))
  (transition drop-it       (from building) (to dropped)  (by release-manager))
  (transition release-it    (from trying)   (to released) (by release-manager)))

(define (move! change name)
  (signal! change name (as "olga" operator release-manager)))

(define-test "entered at the second state, gone round twice, left from the first"
  (let ((c (new-change wcp-10-arbitrary-cycles (author "dana") (title "A library"))))
    (move! c 'from-binary)
    (move! c 'build-again)
    (move! c 'try-it)
    (move! c 'build-again)
    (check (phases-of c) => '(building))
    (move! c 'drop-it)
    (check (outcome-of c) => 'dropped)))

(define-test "entered at the first state, left from the second"
  (let ((c (new-change wcp-10-arbitrary-cycles (author "dana") (title "Another library"))))
    (for-each (lambda (name) (move! c name)) '(from-source try-it release-it))
    (check (outcome-of c) => 'released)))
