; Lists: what takes procedures. Elements are visited from left to right, and a continuation that was captured in a
; visit may be re-entered: nothing that was built is ever changed.

(define map
  (case-lambda
    ((procedure list) (%map-1 procedure list '()))
    ((procedure one other) (%map-2 procedure one other '()))
    ((procedure one . others) (%map-n procedure (cons one others) '()))))

; What is asked for in a visit looks for the element in the frame that waits: the lists that are left stand second.
(define (%map-1 procedure list done)
  (if (null? list)
      (reverse done)
      (%map-1 procedure (cdr list) (cons (procedure (car list)) done))))

(define (%map-2 procedure one other done)
  (if (or (null? one) (null? other))
      (reverse done)
      (%map-2 procedure (cdr one) (cdr other) (cons (procedure (car one) (car other)) done))))

(define (%map-n procedure lists done)
  (if (memq '() lists)
      (reverse done)
      (%map-n procedure (%cdrs lists) (cons (apply procedure (%cars lists)) done))))

(define (%cars lists) (%map-1 car lists '()))
(define (%cdrs lists) (%map-1 cdr lists '()))

(define for-each
  (case-lambda
    ((procedure list)
     (unless (null? list)
       (procedure (car list))
       (for-each procedure (cdr list))))
    ((procedure one . others) (%for-each-n procedure (cons one others)))))

(define (%for-each-n procedure lists)
  (unless (memq '() lists)
    (apply procedure (%cars lists))
    (%for-each-n procedure (%cdrs lists))))

(define (filter wanted? list)
  (let loop ((list list) (done '()))
    (cond
      ((null? list) (reverse done))
      ((wanted? (car list)) (loop (cdr list) (cons (car list) done)))
      (else (loop (cdr list) done)))))

(define fold
  (case-lambda
    ((combine result list)
     (if (null? list)
         result
         (fold combine (combine (car list) result) (cdr list))))
    ((combine result one . others) (%fold-n combine result (cons one others)))))

(define (%fold-n combine result lists)
  (if (memq '() lists)
      result
      (%fold-n combine (apply combine (append (%cars lists) (list result))) (%cdrs lists))))

(define fold-right
  (case-lambda
    ((combine result list) (fold combine result (reverse list)))
    ((combine result one . others)
     (let ((lists (cons one others)))
       (let ((shortest (apply min (map length lists))))
         (%fold-n combine result (map (lambda (list) (reverse (%take list shortest))) lists)))))))

(define (%take list count)
  (let loop ((list list) (count count) (done '()))
    (if (= count 0) (reverse done) (loop (cdr list) (- count 1) (cons (car list) done)))))

(define (reduce combine identity list)
  (if (null? list) identity (fold combine (car list) (cdr list))))

(define delete-duplicates
  (case-lambda
    ((list) (delete-duplicates list equal?))
    ((list same?)
     (let loop ((list list) (kept '()))
       (cond
         ((null? list) (reverse kept))
         ((%kept? (car list) (reverse kept) same?) (loop (cdr list) kept))
         (else (loop (cdr list) (cons (car list) kept))))))))

(define (%kept? element kept same?)
  (any (lambda (earlier) (same? earlier element)) kept))

(define any
  (case-lambda
    ((holds? list)
     (and (not (null? list))
          (if (null? (cdr list))
              (holds? (car list))
              (or (holds? (car list)) (any holds? (cdr list))))))
    ((holds? one . others) (%any-n holds? (cons one others)))))

(define (%any-n holds? lists)
  (and (not (memq '() lists))
       (or (apply holds? (%cars lists)) (%any-n holds? (%cdrs lists)))))

(define every
  (case-lambda
    ((holds? list)
     (or (null? list)
         (if (null? (cdr list))
             (holds? (car list))
             (and (holds? (car list)) (every holds? (cdr list))))))
    ((holds? one . others) (%every-n holds? (cons one others) #t))))

(define (%every-n holds? lists last)
  (if (memq '() lists)
      last
      (let ((value (apply holds? (%cars lists))))
        (and value (%every-n holds? (%cdrs lists) value)))))

(define iota
  (case-lambda
    ((count) (iota count 0 1))
    ((count start) (iota count start 1))
    ((count start step)
     (if (not (and (exact-integer? count) (>= count 0)))
         (raise (%condition 'wrong-type "iota: expected a count from 0, but got" (list count))))
     (let loop ((index (- count 1)) (done '()))
       (if (< index 0) done (loop (- index 1) (cons (+ start (* index step)) done)))))))

(define list-index
  (case-lambda
    ((holds? list)
     (let loop ((list list) (index 0))
       (cond
         ((null? list) #f)
         ((holds? (car list)) index)
         (else (loop (cdr list) (+ index 1))))))
    ((holds? one . others)
     (let loop ((lists (cons one others)) (index 0))
       (cond
         ((memq '() lists) #f)
         ((apply holds? (%cars lists)) index)
         (else (loop (%cdrs lists) (+ index 1))))))))

(define member
  (case-lambda
    ((object list) (%member object list))
    ((object list same?)
     (let loop ((list list))
       (cond
         ((null? list) #f)
         ((same? object (car list)) list)
         (else (loop (cdr list))))))))

(define assoc
  (case-lambda
    ((object alist) (%assoc object alist))
    ((object alist same?)
     (let loop ((alist alist))
       (cond
         ((null? alist) #f)
         ((same? object (caar alist)) (car alist))
         (else (loop (cdr alist))))))))
