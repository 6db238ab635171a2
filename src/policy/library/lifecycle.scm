;;; Lifecycles. A state is a phase that waits for the first of the transitions out of it and answers the state it leads
;;; to, as a procedure; the next state is called when the phase has been left, so a lifecycle may go round for ever.

;; `(define-lifecycle …)` becomes one procedure for each state:
;;
;;   (define (review)
;;     ((%phase 'review "Under review"
;;        (lambda ()
;;          (%leave (list (lambda () (await-signal approve …)) (lambda () (sleep "30d")))
;;                  (list approved rejected))))))
;;
;; and the workflow calls the first one.
(define (%leave waits targets)
  (if (null? (cdr waits))
      (begin ((car waits)) (car targets))
      (list-ref targets (car (%first waits)))))
