;;; What tests of policies say. A test is a program of its own: each deed is a request of kind `test` that the engine
;;; answers by doing it in simulated time; a refused deed raises a condition of kind `refused`.

;; Who acts: `(as "kim" ROLE …)`.
(define (as person . roles) (cons* person roles))

;; Who there is besides those who act: a quorum is worked out from those who could vote when it opens.
(define (people . who)
  (%request 'test 'people (list (cons 'people who))))

(define (%new-change workflow fields by)
  (%request 'test 'new-change (list (cons 'workflow workflow) (cons 'fields fields) (cons 'by by))))

(define (%deed name change entries who)
  (%request 'test name (cons* (cons 'change change) (cons 'by (if (null? who) #f (car who))) entries)))

(define (approve! change request . who) (%deed 'approve change (list (cons 'request request)) who))
(define (reject! change request . who) (%deed 'reject change (list (cons 'request request)) who))
(define (revise! change request . who) (%deed 'revise change (list (cons 'request request)) who))

;; The payload or content may stand before who acts.
(define (signal! change name . rest) (%deed-with 'signal change (list (cons 'name name)) 'payload rest))
(define (complete! change task . rest) (%deed-with 'complete change (list (cons 'name task)) 'content rest))

(define (%deed-with deed change entries word rest)
  (if (and (pair? rest) (not (%as? (car rest))))
      (%deed deed change (cons (cons word (car rest)) entries) (cdr rest))
      (%deed deed change entries rest)))

(define (%as? value)
  (and (pair? value) (string? (car value)) (list? (cdr value)) (every symbol? (cdr value))))

(define (advance! duration)
  (%request 'test 'advance (list (cons 'duration (%duration duration)))))

(define (%edit! change fields who) (%deed 'edit change (list (cons 'fields fields)) who))

(define (open-requests change) (%deed 'open-requests change '() '()))
(define (phases-of change) (%deed 'phases-of change '() '()))
(define (outcome-of change) (%deed 'outcome-of change '() '()))
(define (changes-opened-by change) (%deed 'changes-opened-by change '() '()))
(define (risk-of change) (%deed 'risk-of change '() '()))

(define (%check text actual expected)
  (%effect 'checked (list (equal? actual expected) text actual expected)))

(define (%check-refused text deed)
  (let ((refused (guard (raised ((and (error-object? raised) (eq? (condition-kind raised) 'refused)) #t)) (deed) #f)))
    (%effect 'checked (list refused text refused #t))))
