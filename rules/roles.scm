;;; The roles that workflows and rules speak of. Who has which is kept by the server, not here. Whoever has a role has
;;; those too that it inherits; everybody has `member`, and every agent `agent`.

;; Who asks for changes and makes them.
(define-role requester "Asks for changes.")
(define-role developer "Writes changes and sends them to review." (inherits requester))
(define-role implementer "Carries approved changes out." (inherits developer))

;; Who reads them.
(define-role reviewer "Reads changes and decides on them.")
(define-role code-reviewer "Reads what the code of a change does.")
(define-role security-reviewer "Reads changes for security.")
(define-role tech-lead "Leads a team; may decide when its reviewers are late." (inherits reviewer code-reviewer))

;; Who decides by risk: routing.scm.
(define-role change-manager "Answers for the process; joins where no owner is named.")
(define-role change-advisory-board "Weighs the changes of highest risk together.")
(define-role emergency-team "Decides at once when something burns." (inherits security-reviewer))
(define-role payment-lead "Answers for everything that moves money.")
(define-role security-lead "Answers for who may get in." (inherits security-reviewer))
(define-role vp-engineering "Has the last word: stands in for the process and the emergency team, and may let a change through a freeze."
  (inherits change-manager emergency-team))

;; Who looks on.
(define-role auditor "Reads the record, all of it, and decides nothing.")
