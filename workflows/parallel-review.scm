;;; Read for security and for code at the same time, so that neither waits for the other. Nobody does both, one no ends
;;; the other review too, and an edit of what was read has everybody read it again.

(define-workflow parallel-review
  "One security reviewer and two code reviewers at once, all of them different people."
  (applies-to (type parallel-review))
  (identifier slug)
  (phase recorded "Recorded locally"
    (await-signal submit (by developer)))
  (revisable
    (phase review "Under review"
      (parallel
        (phase security-review
          (require-approval security (by security-reviewer) (distinct readers) (binds 'title 'description 'systems 'implementation-plan)
            (due "3d") (escalate tech-lead) (within "30d")))
        (phase code-review
          (require-approval code (by code-reviewer) (quorum 2) (distinct readers) (binds 'title 'description 'systems 'implementation-plan)
            (due "3d") (escalate tech-lead) (within "30d"))))))
  (close 'approved))
