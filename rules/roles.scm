;;; The roles that workflows and rules speak of. Who has which is kept by the server, not here.

(define-role developer "Writes changes and sends them to review.")
(define-role reviewer "Reads changes and decides on them.")
(define-role tech-lead "Leads a team; may decide when its reviewers are late.")
