;;; What a workflow says without waiting.

(define (notify who text)
  (%effect 'notify (list (%who who) text)))

(define (comment text)
  (%effect 'comment text))

;; Ends the workflow from anywhere; what is open is cancelled.
(define (close outcome)
  (if (symbol? outcome)
      (%exit (list 'close outcome))
      (error "close wants the name of an outcome" outcome)))
