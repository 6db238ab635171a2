;;; Nets. The marking lies in the machine: how many tokens each place has. A transition that waits for somebody or for a
;;; time does so in a branch of its own for as long as it is enabled, so its clock runs on while others fire.
;;;
;;; A place is (NAME LABEL TOKENS OUTCOME-or-#f), a transition (NAME IN OUT RESET WAIT-or-#f); arcs are (PLACE . WEIGHT)
;;; with the place's number. Marked places are phases; a token in a place with an outcome ends the workflow.

(define (%net places transitions)
  (let ((play (%net-player (list->vector places) (list->vector transitions))))
    (%nursery (lambda (nursery) (play nursery)) #f 'cancel)
    (raise (%condition 'net-stuck "the net has come to a halt: no transition can fire, and no final place has a token" '()))))

(define (%net-player places transitions)
  (define marking (make-vector (vector-length places) 0))
  ;; For each transition the branch that waits for it, or #f.
  (define waiting (make-vector (vector-length transitions) #f))

  (define (tokens place) (vector-ref marking place))
  (define (add! arcs sign)
    (for-each (lambda (arc) (vector-set! marking (car arc) (+ (tokens (car arc)) (* sign (cdr arc))))) arcs))

  (define (part transition index) (list-ref (vector-ref transitions transition) index))
  (define (enabled? transition)
    (every (lambda (arc) (>= (tokens (car arc)) (cdr arc))) (part transition 1)))
  (define (automatic? transition) (not (part transition 4)))

  (define (each-transition act)
    (do ((at 0 (+ at 1))) ((= at (vector-length transitions))) (act at)))

  ;; Tells which places have gained their first token or lost their last.
  (define (change-marking change!)
    (let ((before (vector-copy marking)))
      (change!)
      (do ((at 0 (+ at 1))) ((= at (vector-length places)))
        (let ((place (vector-ref places at)) (had? (> (vector-ref before at) 0)) (has? (> (tokens at) 0)))
          (cond ((and had? (not has?)) (%leave-phase (car place)))
                ((and has? (not had?)) (%enter-phase (car place) (cadr place))))))
      (do ((at 0 (+ at 1))) ((= at (vector-length places)))
        (let ((outcome (list-ref (vector-ref places at) 3)))
          (if (and outcome (> (tokens at) 0)) (close outcome))))))

  (define (fire! transition)
    (change-marking
     (lambda ()
       (add! (part transition 1) -1)
       (for-each (lambda (place) (vector-set! marking place 0)) (part transition 3))
       (add! (part transition 2) 1))))

  ;; What nobody waits for fires first, in the order written; then each other one that is enabled is waited for.
  (define (settle nursery)
    (let next ((at 0))
      (cond ((= at (vector-length transitions)) #t)
            ((and (automatic? at) (enabled? at)) (fire! at) (next 0))
            (else (next (+ at 1)))))
    (each-transition
     (lambda (at)
       (if (and (vector-ref waiting at) (not (enabled? at)))
           (begin
             (%withdraw nursery (vector-ref waiting at))
             (vector-set! waiting at #f)))))
    (each-transition
     (lambda (at)
       (if (and (not (automatic? at)) (not (vector-ref waiting at)) (enabled? at))
           (vector-set! waiting at (nursery (lambda () (wait-and-fire at nursery))))))))

  (define (wait-and-fire transition nursery)
    ((part transition 4))
    (vector-set! waiting transition #f)
    (fire! transition)
    (settle nursery))

  (lambda (nursery)
    (change-marking
     (lambda ()
       (do ((at 0 (+ at 1))) ((= at (vector-length places)))
         (vector-set! marking at (list-ref (vector-ref places at) 2)))))
    (settle nursery)))
