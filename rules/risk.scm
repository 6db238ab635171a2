;;; How risky a change is: five factors, each worth its weight times the grade that the evidence gives it.
;;; What counts as evidence stands in evidence.scm, who decides at which score in routing.scm.

(define-risk-model itil
  "0 to 100 by five factors."
  (factor production-impact "Production impact"
    (weight 30) (score (production-grade)) (because (production-reason)))
  (factor data-modification "Data modification"
    (weight 25) (score (data-grade)) (because (data-reason)))
  (factor security-implications "Security implications"
    (weight 20) (score (security-grade)) (because (security-reason)))
  (factor multi-system "Several systems at once"
    (weight 15) (score (multi-system-grade)) (because (multi-system-reason)))
  (factor history "Success of earlier changes"
    (weight 10) (score (history-grade)) (because (history-reason)))

  (level low "Low" (below 30))
  (level medium "Medium" (below 50))
  (level medium-high "Medium-High" (up-to 70))
  (level high "High" (up-to 90))
  (level critical "Critical")

  ;; Used when no type is given, and to say which type would fit. A standard change that scores too high becomes normal;
  ;; a normal one stays normal, and is routed higher.
  (type standard (below 30) (otherwise normal))
  (type normal (up-to 70))
  (type emergency)

  (approvers (routing (fact 'score) (field 'type (fact 'type)) (field 'priority 'none))))

(define-rule sounds-urgent
  "Marked for whoever reads the list, without a point: urgency is no risk by itself."
  (when (mentions? words-of-urgency))
  (then (tag urgent)))

(define-rule frozen-now
  "Says at once that a freeze would hold the change, while there is time to plan around it."
  (when (fact 'frozen #f))
  (then (tag frozen) (because "a freeze covers its systems now: it can be approved, and waits until the freeze ends")))
