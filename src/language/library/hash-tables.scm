; Hash tables, by the names of SRFI 69. They iterate in the order of insertion. Keys are compared by one of four
; equivalences that the machine can hash by; there are no hash functions to pass.

(define %absent (list 'absent))

(define make-hash-table
  (case-lambda
    (() (%make-hash-table 'equal))
    ((same? . rest) (%make-hash-table (%equivalence-name same?)))))

(define (%equivalence-name same?)
  (cond
    ((eq? same? equal?) 'equal)
    ((eq? same? eqv?) 'eqv)
    ((eq? same? eq?) 'eq)
    ((eq? same? string=?) 'string)
    (else (error "a hash table compares by equal?, eqv?, eq? or string=?, not by" same?))))

(define (alist->hash-table alist . rest)
  (let ((table (apply make-hash-table rest)))
    ; The first association of a key counts.
    (for-each
     (lambda (entry)
       (unless (hash-table-exists? table (car entry))
         (hash-table-set! table (car entry) (cdr entry))))
     alist)
    table))

(define hash-table-ref
  (case-lambda
    ((table key)
     (hash-table-ref
      table
      key
      (lambda () (raise (%condition 'missing-key "a hash table has no such key" (list key))))))
    ((table key absent)
     (let ((value (%hash-table-get table key %absent)))
       (if (eq? value %absent) (absent) value)))
    ((table key absent present)
     (let ((value (%hash-table-get table key %absent)))
       (if (eq? value %absent) (absent) (present value))))))

(define (hash-table-ref/default table key default)
  (%hash-table-get table key default))

(define hash-table-update!
  (case-lambda
    ((table key change) (hash-table-set! table key (change (hash-table-ref table key))))
    ((table key change absent)
     (hash-table-set! table key (change (hash-table-ref table key absent))))))

(define (hash-table-update!/default table key change default)
  (hash-table-set! table key (change (%hash-table-get table key default))))

(define (hash-table-walk table procedure)
  (for-each (lambda (entry) (procedure (car entry) (cdr entry))) (hash-table->alist table)))

(define (hash-table-fold table combine result)
  (fold
   (lambda (entry result) (combine (car entry) (cdr entry) result))
   result
   (hash-table->alist table)))

(define (hash-table-merge! table other)
  (hash-table-walk
   other
   (lambda (key value)
     (unless (hash-table-exists? table key) (hash-table-set! table key value))))
  table)
