;;; Requests: what a workflow waits for. Each ends in `%request`, the one primitive that suspends.

;; Tells apart requests of one name: the element, in the branches of a `parallel-for` and in the visits of a `map`,
;; whichever is the innermost. The parameter is that of the branch, and a `map` that waits in it is inside.
(define %branch-key (make-parameter #f))
(define (%key)
  (let outward ((elements (%map-elements)))
    (cond ((null? elements) (%branch-key))
          ((%names? (car elements)) (car elements))
          (else (outward (cdr elements))))))

;; Whether a value tells requests apart in a way that people can write: a word, text, a number, or a list of these.
(define (%names? value)
  (if (pair? value)
      (and (list? value) (every %names? value))
      (or (symbol? value) (string? value) (number? value))))

;; What is written to be true or false, as one of them.
(define (%truth value) (if value #t #f))

;; Whether an approval may send the author back: true inside a `revisable`.
(define %in-revisable (make-parameter #f))

(define (%ask kind name clauses)
  (let ((key (%key)) (given (assq 'key clauses)))
    (if (and given (cdr given) (not (%names? (cdr given))))
        (raise (%condition 'bad-clause "a key is a word, text, a number or a list of these, and not" (list (cdr given)))))
    (%request kind name (if (or (not key) given) clauses (cons (cons 'key key) clauses)))))

(define (%await-approval name clauses)
  (%ask 'approval name (cons '(revise . #t) clauses)))

(define (%require-approval name clauses)
  (let ((decision (%ask 'approval name (if (%in-revisable) (cons '(revise . #t) clauses) clauses))))
    (if (approved? decision) decision (raise decision))))

(define (%await-signal name clauses)
  (%ask 'signal name clauses))

;; An event comes from outside the house and does not wait until it is asked for; nobody in particular need be named.
(define (%await-event name clauses)
  (%ask 'event name clauses))

(define (%task name clauses)
  (let ((result (%ask 'task name clauses)))
    (if (expired? result) (raise result) result)))

;; What the rules read, the workflow has read: approvals bind to it. The answer is (ASSESSMENT (FIELD …)).
(define (%assess-risk model)
  (let ((answer (%ask 'risk (or model (%default-model)) '())))
    (for-each %field? (cadr answer))
    (car answer)))

;; A length of open time: `(due (business "4h" head-office))`.
(define (business duration . calendar)
  (cons* 'business (%duration duration) calendar))

(define (%duration value)
  (cond ((and (pair? value) (eq? (car value) 'business)) value)
        (else (duration-seconds value) value)))

(define (%sleep duration)
  (%request 'sleep 'sleep (list (cons 'duration duration))))

(define (%wait-until instant)
  (%request 'until 'wait-until (list (cons 'instant (instant+ instant "0s")))))

(define (never)
  (%request 'never 'never '()))

;; Asks what the world may refuse because of others who wait there; `retry` answers such a request with `again`.
(define (%ask-until kind name clauses)
  (let ((answer (%request kind name clauses)))
    (if (eq? answer 'again) (%ask-until kind name clauses) answer)))

(define (await-dependencies)
  (%ask-until 'dependencies 'dependencies '()))

;; Waits until another change has ended, and answers with its outcome.
(define (await-change id)
  (%ask-until 'change 'await-change (list (cons 'change id))))

(define (%open-change workflow fields)
  (%request 'open-change workflow (list (cons 'fields fields))))

;; Waits for a window outside every freeze. While those who may override hold it alone, they are asked beside the
;; waiting; the answer is an outcome, or (override WHO …) when others may, or nobody.
(define (await-window . calendar)
  (let ((clauses (if (null? calendar) '() (list (cons 'calendar (car calendar))))))
    (let wait ((asked '()))
      (let ((answer (%window-or-override asked clauses)))
        (if (symbol? answer) answer (wait (cdr answer)))))))

(define (%window-or-override asked clauses)
  (if (null? asked)
      (%request 'window 'window clauses)
      (cdr (%first (list (lambda () (%request 'window 'window (cons (cons 'asked asked) clauses)))
                         (lambda () (%override-freeze asked)))))))

(define (%override-freeze who)
  (let ((decision (%request 'approval 'freeze-override
                            (list (cons 'by who)
                                  '(quorum . 2)
                                  '(reason . #t)
                                  '(in-turn . #t)
                                  '(message . "A freeze holds this change. A yes lifts it for this change alone.")))))
    (if (approved? decision) 'overridden (never))))
