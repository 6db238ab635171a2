;;; Phases, rounds and branches.

;; A `dynamic-wind` whose thunks need no handlers or parameters: they only tell, and a phase lies in every waiting state.
(define (%phase name label body)
  (%enter-phase name label)
  (call-with-values
   (lambda ()
     (%call-with-winds (cons (cons %entered-again (lambda () (%leave-phase name))) (%winds)) body))
   (case-lambda
     ((value) (%leave-phase name) value)
     (values* (%leave-phase name) (apply values values*)))))

;; What a continuation would have to do first that leads back into a form that was left.
(define (%entered-again)
  (error "a phase, a revisable or a lock that was left cannot be entered again by a continuation"))

(define (%enter-phase name label) (%effect 'phase-entered (list name label)))
(define (%leave-phase name) (%effect 'phase-left (list name)))

;; Runs BODY in rounds: a decision to revise, or one made stale by an edit, sends the author back and starts anew.
;; What a round that was sent back decided binds nothing any more.
(define (%revisable body)
  (let ((result (%round body)))
    (if (eq? result %sent-back)
        (begin
          (%phase 'revising "Revising" (lambda () (%ask 'signal 'resubmit (list (cons 'by (%who (author))) '(in-turn . #t)))))
          (%revisable body))
        result)))

(define %sent-back (list 'sent-back))

(define (%round body)
  (let ((round #f))
    (guard (raised ((or (revise? raised) (stale? raised))
                    (%effect 'sent-back (list round))
                    %sent-back))
      (%scope (lambda (scope)
                (set! round scope)
                (%call-with-winds
                 (cons (cons %entered-again (lambda () #f)) (%winds))
                 (lambda () (parameterize ((%in-revisable #t)) (body)))))))))

;; Branches that start in a visit of a `map` are told apart by its element, too: they have frames of their own.
(define (%keyed start)
  (let ((key (%key)))
    (if (eq? key (%branch-key))
        (start)
        (parameterize ((%branch-key key)) (start)))))

(define (%together thunks until rest)
  (%keyed (lambda () (%parallel thunks until rest))))

(define (%first-of thunks)
  (%keyed (lambda () (%first thunks))))

;; A branch that is spawned begins with the parameters of its nursery, wherever it is spawned.
(define (%spawning body until rest)
  (%keyed
   (lambda ()
     (%nursery
      (lambda (spawn)
        (body
         (lambda (thunk)
           (let ((key (%key)))
             (spawn (if key (lambda () (parameterize ((%branch-key key)) (thunk))) thunk))
             (if #f #f)))))
      until
      rest))))

(define (%parallel-for items body until rest)
  (let* ((around (%key))
         (branch (lambda (item)
                   (let ((key (if (%names? item) item around)))
                     (lambda () (parameterize ((%branch-key key)) (body item)))))))
    (%parallel (map branch items) until rest)))

;; The value of the branch that ends first. `thens` has for each head #f (its value), a thunk (what follows it),
;; or `(=> . THUNK)` whose value takes the head's.
(define (%race heads thens)
  (let* ((won (%first-of heads))
         (then (list-ref thens (car won))))
    (cond ((not then) (cdr won))
          ((pair? then) (((cdr then)) (cdr won)))
          (else (then)))))

(define (%within duration body otherwise)
  (let ((won (%first-of (list body (lambda () (%sleep duration))))))
    (cond ((= (car won) 0) (cdr won))
          (otherwise (otherwise))
          (else (raise (%expired))))))

;; Waits until the phase is open, then runs BODY until it ends or the phase closes, whichever comes first.
(define (%while-in phase body otherwise)
  (%request 'phase phase '((becomes . open)))
  (let ((won (%first-of (list body (lambda () (%request 'phase phase '((becomes . closed))))))))
    (cond ((= (car won) 0) (cdr won))
          (otherwise (otherwise)))))

;; Whether a lock is held around: there is none inside a lock, so that no two changes hold what the other wants.
(define %locked (make-parameter #f))

;; Runs BODY while this branch alone in the tenant holds the names; whatever way BODY ends gives them back.
(define (%lock names body)
  (if (%locked) (raise (%condition 'lock-in-lock "a lock cannot be taken inside a lock: take all of their names at once" (list names))))
  (let ((ticket (%ask-until 'lock 'lock (list (cons 'names (%lock-names names))))))
    (define (leave) (%effect 'unlocked ticket))
    (call-with-values
     (lambda ()
       (%call-with-winds
        (cons (cons %entered-again leave) (%winds))
        (lambda () (parameterize ((%locked #t)) (body)))))
     (case-lambda
       ((value) (leave) value)
       (values* (leave) (apply values values*))))))

(define (%lock-names names)
  (cond ((symbol? names) (list (symbol->string names)))
        ((string? names) (list names))
        ((and (pair? names) (list? names))
         (sort (delete-duplicates (apply append (map %lock-names names))) string<?))
        (else (error "a lock wants the name of what is held, or a list of names" names))))
