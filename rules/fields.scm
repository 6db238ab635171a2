;;; The words that fields may have. A change that says another is refused with the nearest of these, so that a slip of the
;;; pen never makes it look harmless; and a rule that compares with another is an error of the check. The lists are meant
;;; to be edited.

(define-field environment
  "Where it happens."
  (words production staging test development dev qa sandbox demo training))

(define-field priority
  "How much it matters."
  (words low medium high critical))

(define-field urgency
  "How soon it is wanted."
  (words low normal high emergency))

(define-field size
  "How large it is."
  (words small medium large))
