;;; Recorded, reviewed, decided: the smallest process that still keeps the author from approving their own change.

(define-lifecycle basic-approval
  "Recorded, reviewed, decided."
  (applies-to (type basic))
  (identifier slug)
  (initial recorded)
  (state recorded "Recorded locally")
  (state review   "Under review" (due "3d") (escalate tech-lead))
  (state approved "Approved" (final approved))
  (state rejected "Rejected" (final rejected))
  (transition submit  (from recorded) (to review)   (by developer))
  (transition approve (from review)   (to approved) (by reviewer) (accepts (not (author? (actor)))))
  (transition reject  (from review)   (to rejected) (by reviewer))
  (transition expire  (from review)   (to rejected) (after "30d")))
