;;; The catalogue: what may be changed, how much hangs on it (1 to 5), and who answers for it.

(define-system payment-api
  "Takes payments of customers."
  (criticality 5) (owner payment-lead) (environment production) (depends-on ledger))

(define-system ledger
  "Keeps the books."
  (criticality 5) (owner payment-lead) (environment production))

(define-system checkout
  "Turns a basket into an order."
  (criticality 4) (owner payment-lead) (environment production) (depends-on payment-api))

(define-system auth-service
  "Knows who somebody is."
  (criticality 5) (owner security-lead) (environment production))

(define-system billing
  "Writes invoices."
  (criticality 4) (owner payment-lead) (environment production) (depends-on ledger))

(define-system web-shop
  "What customers see."
  (criticality 3) (environment production) (depends-on checkout auth-service))

(define-system documentation
  "Pages for people; nothing runs on them."
  (criticality 1))
