;;; The roles that workflows and rules speak of. Who has which is kept by the server, not here.

(define-role developer "Writes changes and sends them to review.")
(define-role reviewer "Reads changes and decides on them.")
(define-role tech-lead "Leads a team; may decide when its reviewers are late.")

;; Who decides by risk: routing.scm.
(define-role change-manager "Answers for the process; joins where no owner is named.")
(define-role change-advisory-board "Weighs the changes of highest risk together.")
(define-role emergency-team "Decides at once when something burns.")
(define-role payment-lead "Answers for everything that moves money.")
(define-role security-reviewer "Reads changes for security.")
(define-role security-lead "Answers for who may get in." (inherits security-reviewer))
(define-role vp-engineering "May let a change through a freeze.")
(define-role auditor "Reads the record, all of it.")
