; Vectors and strings: what takes procedures; and sorting.

(define (vector-map procedure one . others)
  (list->vector (apply map procedure (vector->list one) (map vector->list others))))

(define (vector-for-each procedure one . others)
  (apply for-each procedure (vector->list one) (map vector->list others)))

(define (string-map procedure one . others)
  (list->string (apply map procedure (string->list one) (map string->list others))))

(define (string-for-each procedure one . others)
  (apply for-each procedure (string->list one) (map string->list others)))

; SRFI 132 puts the order first; many write it last. A vector gives a new vector. Equal elements keep their order.
(define (sort one other)
  (if (procedure? one) (%sort one other) (%sort other one)))

(define (%sort before? sequence)
  (if (vector? sequence)
      (list->vector (%sort-list before? (vector->list sequence)))
      (%sort-list before? sequence)))

; Merges runs of one, then of two, four, …: lists of sorted lists, so that nothing nests.
(define (%sort-list before? list)
  (let loop ((runs (map (lambda (element) (cons element '())) list)))
    (cond
      ((null? runs) '())
      ((null? (cdr runs)) (car runs))
      (else (loop (%merge-pairs before? runs '()))))))

(define (%merge-pairs before? runs done)
  (cond
    ((null? runs) (reverse done))
    ((null? (cdr runs)) (reverse (cons (car runs) done)))
    (else
     (%merge-pairs before? (cddr runs) (cons (%merge before? (car runs) (cadr runs) '()) done)))))

(define (%merge before? one other done)
  (cond
    ((null? one) (%append-reverse done other))
    ((null? other) (%append-reverse done one))
    ((before? (car other) (car one)) (%merge before? one (cdr other) (cons (car other) done)))
    (else (%merge before? (cdr one) other (cons (car one) done)))))

(define (%append-reverse reversed tail)
  (if (null? reversed)
      tail
      (%append-reverse (cdr reversed) (cons (car reversed) tail))))
