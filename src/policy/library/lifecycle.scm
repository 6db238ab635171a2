;;; Lifecycles. A state is a phase that waits for the first of the transitions out of it and answers the state it leads
;;; to, as a procedure; the next state is called when the phase has been left, so a lifecycle may go round for ever.
;;;
;;; `(define-lifecycle …)` becomes one procedure for each state, and the workflow calls the first one:
;;;
;;;   (define (waiting)
;;;     ((phase waiting "Waiting"
;;;        (%next (%first (list (lambda () (await-signal agree …))
;;;                             (lambda () (sleep "30d"))))
;;;               agreed
;;;               late))))
;;;
;;;   (define (agreed) (phase agreed "Agreed" (close 'done)))

(define (%next won . targets)
  (list-ref targets (car won)))
