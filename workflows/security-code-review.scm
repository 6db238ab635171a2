;;; Read for security first, then for what the code does. Either reader may stop it, and no agent decides for them. A
;;; transition is a signal and binds nothing: where an edit between the two readings has to undo the first, take
;;; parallel-review as the model.

(define-lifecycle security-code-review
  "Two reviews, one after the other: security, then code."
  (applies-to (type security-review))
  (identifier slug)
  (initial recorded)
  (state recorded        "Recorded locally")
  (state security-review "Security review" (due "3d") (escalate tech-lead))
  (state code-review     "Code review"     (due "3d") (escalate tech-lead))
  (state approved        "Approved" (final approved))
  (state rejected        "Rejected" (final rejected))
  (transition submit-security  (from recorded)        (to security-review) (by developer))
  (transition security-approve (from security-review) (to code-review)     (by security-reviewer)
    (accepts (and (not (agent? (actor))) (not (author? (actor))))))
  (transition security-reject  (from security-review) (to rejected)        (by security-reviewer)
    (accepts (not (agent? (actor)))))
  (transition code-approve     (from code-review)     (to approved)        (by code-reviewer)
    (accepts (and (not (agent? (actor))) (not (author? (actor))))))
  (transition code-reject      (from code-review)     (to rejected)        (by code-reviewer)
    (accepts (not (agent? (actor)))))
  (transition expire           (from security-review code-review) (to rejected) (after "30d")))
