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

;; What a field is given, which must be what the field holds; an instant stands in text that says one.
(define (%field-value name type value)
  (cond ((eq? type 'instant) (instant+ value "0s") value)
        ((%of-field-type? type value) value)
        (else (raise (%condition 'field-type (%field-mismatch name type) (list value))))))

(define (%of-field-type? type value)
  (case type
    ((text) (string? value))
    ((symbol) (symbol? value))
    (else (and (list? value) (every symbol? value)))))

(define (%field-mismatch name type)
  (string-append
   "the field "
   (symbol->string name)
   (case type
     ((text) " is text, and not")
     ((symbol) " is a symbol, and not")
     (else " is a list of symbols, and not"))))
