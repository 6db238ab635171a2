;;; Who is asked, and the records in which their answers come back.

;; WHO values: a role is its symbol, a person `(person ID)`; lists of these flatten, text is a person's id.
(define (person id) (list 'person id))

(define (%person? value)
  (and (pair? value) (eq? (car value) 'person) (pair? (cdr value)) (string? (cadr value)) (null? (cddr value))))

(define (%who . values)
  (delete-duplicates (%flatten-who values)))

(define (%flatten-who value)
  (cond ((symbol? value) (list value))
        ((string? value) (list (person value)))
        ((%person? value) (list value))
        ((list? value) (apply append (map %flatten-who value)))
        (else (error "this is nobody who can be asked: a role, (person ID), (author) or a list of these is wanted" value))))

;; What an approval ends with. The engine makes these; so does a `within` that runs out.
(define %decision-type (%make-record-type 'decision '(outcome how by reason votes conditions)))
(define (decision? value) (%record? value %decision-type))
(define (decision-outcome decision) (%record-ref decision %decision-type 0 'decision-outcome))
(define (decision-how decision) (%record-ref decision %decision-type 1 'decision-how))
(define (decision-by decision) (%record-ref decision %decision-type 2 'decision-by))
(define (decision-reason decision) (%record-ref decision %decision-type 3 'decision-reason))
(define (decision-votes decision) (%record-ref decision %decision-type 4 'decision-votes))
(define (decision-conditions decision) (%record-ref decision %decision-type 5 'decision-conditions))

(define (%outcome? value outcome) (and (decision? value) (eq? (decision-outcome value) outcome)))
(define (approved? value) (%outcome? value 'approved))
(define (rejected? value) (%outcome? value 'rejected))
(define (revise? value) (%outcome? value 'revise))
(define (expired? value) (%outcome? value 'expired))
(define (stale? value) (%outcome? value 'stale))

(define (%expired) (%record %decision-type 'expired #f '() #f '() '()))

;; What an assessment of risk answers.
(define %assessment-type (%make-record-type 'assessment '(score level approvers reasons)))
(define (assessment? value) (%record? value %assessment-type))
(define (risk-score assessment) (%record-ref assessment %assessment-type 0 'risk-score))
(define (risk-level assessment) (%record-ref assessment %assessment-type 1 'risk-level))
(define (required-approvers assessment) (%record-ref assessment %assessment-type 2 'required-approvers))
(define (risk-reasons assessment) (%record-ref assessment %assessment-type 3 'risk-reasons))
