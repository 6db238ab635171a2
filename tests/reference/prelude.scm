;;; Procedures that take procedures, by their definitions in R7RS and the SRFIs, in the language itself.

; What is asked for in a visit is told apart by the element, of the first list where there are several.
(define (map procedure first . others)
  (map-rows procedure (cons first others)))

(define (map-rows procedure lists)
  (if (some-empty? lists)
      '()
      (let ((value (%in-visit (car (car lists))
                     (lambda () (apply procedure (map-one car lists))))))
        (cons value (map-rows procedure (map-one cdr lists))))))

(define (map-one procedure items)
  (if (null? items)
      '()
      (let ((value (procedure (car items))))
        (cons value (map-one procedure (cdr items))))))

(define (some-empty? lists)
  (and (pair? lists) (or (null? (car lists)) (some-empty? (cdr lists)))))

(define (for-each procedure first . others)
  (let next ((lists (cons first others)))
    (if (some-empty? lists)
        (if #f #f)
        (begin (apply procedure (map-one car lists)) (next (map-one cdr lists))))))

(define (vector-map procedure . vectors)
  (list->vector (apply map procedure (map-one vector->list vectors))))
(define (vector-for-each procedure . vectors)
  (apply for-each procedure (map-one vector->list vectors)))
(define (string-map procedure . texts)
  (list->string (apply map procedure (map-one string->list texts))))
(define (string-for-each procedure . texts)
  (apply for-each procedure (map-one string->list texts)))

(define (filter wanted? items)
  (cond ((null? items) '())
        ((wanted? (car items)) (let ((first (car items))) (cons first (filter wanted? (cdr items)))))
        (else (filter wanted? (cdr items)))))

(define (fold combine so-far items)
  (if (null? items) so-far (fold combine (combine (car items) so-far) (cdr items))))
(define (fold-right combine last items)
  (if (null? items) last (combine (car items) (fold-right combine last (cdr items)))))
(define (reduce combine default items)
  (if (null? items) default (fold combine (car items) (cdr items))))

(define (delete-duplicates items)
  (let keep ((items items) (kept '()))
    (cond ((null? items) (reverse kept))
          ((%member (car items) kept) (keep (cdr items) kept))
          (else (keep (cdr items) (cons (car items) kept))))))

(define (any holds? items)
  (cond ((null? items) #f)
        ((null? (cdr items)) (holds? (car items)))
        (else (or (holds? (car items)) (any holds? (cdr items))))))
(define (every holds? items)
  (cond ((null? items) #t)
        ((null? (cdr items)) (holds? (car items)))
        (else (and (holds? (car items)) (every holds? (cdr items))))))
(define (list-index holds? items)
  (let next ((items items) (index 0))
    (cond ((null? items) #f)
          ((holds? (car items)) index)
          (else (next (cdr items) (+ index 1))))))

(define iota
  (case-lambda
    ((count) (iota count 0 1))
    ((count start) (iota count start 1))
    ((count start step)
     (if (= count 0) '() (cons start (iota (- count 1) (+ start step) step))))))

(define member
  (case-lambda
    ((object items) (%member object items))
    ((object items same?)
     (cond ((null? items) #f)
           ((same? object (car items)) items)
           (else (member object (cdr items) same?))))))
(define assoc
  (case-lambda
    ((key entries) (%assoc key entries))
    ((key entries same?)
     (cond ((null? entries) #f)
           ((same? key (car (car entries))) (car entries))
           (else (assoc key (cdr entries) same?))))))

; Stable: an element goes before the first that is to stand after it.
(define (sort before? items)
  (if (vector? items)
      (list->vector (sort before? (vector->list items)))
      (fold (lambda (item sorted) (insert before? item sorted)) '() items)))
(define (insert before? item sorted)
  (cond ((null? sorted) (list item))
        ((before? item (car sorted)) (cons item sorted))
        (else (cons (car sorted) (insert before? item (cdr sorted))))))

(define hash-table-ref
  (case-lambda
    ((table key) (hash-table-ref table key (lambda () (%missing-key key))))
    ((table key absent)
     (let ((found (%hash-table-get table key)))
       (if found (car found) (absent))))))
(define (hash-table-ref/default table key default)
  (hash-table-ref table key (lambda () default)))
(define hash-table-update!
  (case-lambda
    ((table key change) (hash-table-set! table key (change (hash-table-ref table key))))
    ((table key change absent) (hash-table-set! table key (change (hash-table-ref table key absent))))))
(define (hash-table-update!/default table key change default)
  (hash-table-update! table key change (lambda () default)))
(define (hash-table-walk table visit)
  (for-each (lambda (entry) (visit (car entry) (cdr entry))) (hash-table->alist table)))

(define (call-with-output-string receiver)
  (let ((port (open-output-string)))
    (receiver port)
    (get-output-string port)))

(define make-parameter
  (case-lambda
    ((value) (%make-parameter value #f))
    ((value convert) (%make-parameter (convert value) convert))))
