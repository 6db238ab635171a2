;;; What rules, factors and tables compute with.

(define (member? value list)
  (if (member value list) #t #f))

(define (intersects? list others)
  (any (lambda (value) (member? value others)) list))

;; A row's verdicts under each hit policy: `first` is a conditional and needs no help.
(define (%no-row table inputs)
  (raise (%condition 'no-row (string-append "no row of the table " (symbol->string table) " takes these values") inputs)))

(define (%unique-row table rows inputs)
  (cond ((null? rows) (%no-row table inputs))
        ((null? (cdr rows)) (car rows))
        (else (raise (%condition 'overlapping-rows
                                 (string-append "more than one row of the table " (symbol->string table) " takes these values")
                                 inputs)))))

;; The catalogue: `(%catalogue)` is the policy's own list of (SYSTEM CRITICALITY OWNER ENVIRONMENT (DEPENDS-ON …)),
;; with #f for what it does not say.
(define (system? name) (if (assq name (%catalogue)) #t #f))

(define (%of-system name index)
  (let ((entry (assq name (%catalogue))))
    (and entry (list-ref entry index))))

(define (system-criticality name) (%of-system name 1))
(define (system-owner name) (%of-system name 2))
(define (system-environment name) (%of-system name 3))
(define (system-dependencies name) (or (%of-system name 4) '()))

(define (owner-of system)
  (or (system-owner system) (error "the catalogue names no owner of this system" system)))

;; The owner of the most critical of the change's systems that have one; the first of equals. OTHERWISE, or nobody,
;; where none has.
(define (owner-of-most-critical . otherwise)
  (let ((owned (filter system-owner (field 'systems '()))))
    (cond ((pair? owned) (system-owner (fold %more-critical (car owned) (cdr owned))))
          ((pair? otherwise) (car otherwise))
          (else '()))))

(define (%more-critical system best)
  (if (> (or (system-criticality system) 0) (or (system-criticality best) 0)) system best))
