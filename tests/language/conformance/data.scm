; Pairs, lists, vectors, booleans, equivalence.

(cons 1 2) ;=> (1 . 2)
(cons 1 '(2)) ;=> (1 2)
(list) ;=> ()
(car '(a b)) ;=> a
(cdr '(a b)) ;=> (b)
(car '()) ;=> raises wrong-type
(cadr '(1 2 3)) ;=> 2
(cddr '(1 2 3)) ;=> (3)
(caddr '(1 2 3)) ;=> 3
(cadddr '(1 2 3 4)) ;=> 4
(length '(1 2 3)) ;=> 3
(length '(1 . 2)) ;=> raises wrong-type
(list? '(1 2)) ;=> #t
(list? '(1 . 2)) ;=> #f
(let ((x (list 1))) (set-cdr! x x) (list? x)) ;=> #f
(append '(1) '(2 3) '() '(4)) ;=> (1 2 3 4)
(append '(1) 2) ;=> (1 . 2)
(append) ;=> ()
(append '() 5) ;=> 5
(reverse '(1 (2 3) 4)) ;=> (4 (2 3) 1)
(list-tail '(1 2 3 4) 2) ;=> (3 4)
(list-ref '(a b c) 1) ;=> b
(list-ref '(a b) 5) ;=> raises out-of-range
(list-copy '(1 2 3)) ;=> (1 2 3)
(make-list 2 'x) ;=> (x x)
(let ((l (list 1 2 3))) (list-set! l 1 'b) l) ;=> (1 b 3)
(memq 'c '(a b c d)) ;=> (c d)
(memq 'z '(a)) ;=> #f
(memv 101 '(100 101 102)) ;=> (101 102)
(member "b" '("a" "b")) ;=> ("b")
(assq 'b '((a 1) (b 2))) ;=> (b 2)
(assv 5 '((2 3) (5 7))) ;=> (5 7)
(assoc "b" '(("a" . 1) ("b" . 2))) ;=> ("b" . 2)
(pair? '()) ;=> #f
(null? '()) ;=> #t
(let ((p (cons 1 2))) (set-car! p 3) p) ;=> (3 . 2)
(set-car! '(1 2) 3) ;=> raises frozen

(vector 1 2 3) ;=> #(1 2 3)
(make-vector 2 'x) ;=> #(x x)
(vector-length #(1 2)) ;=> 2
(vector-ref #(1 2) 1) ;=> 2
(vector-ref #(1 2) 2) ;=> raises out-of-range
(vector-ref #(1 2) 1.0) ;=> raises wrong-type
(let ((v (vector 1 2))) (vector-set! v 0 'a) v) ;=> #(a 2)
(vector->list #(1 2 3) 1) ;=> (2 3)
(list->vector '(1 2)) ;=> #(1 2)
(vector-append #(1) #(2 3)) ;=> #(1 2 3)
(vector-copy #(1 2 3) 1 2) ;=> #(2)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 #(a b c) 1) v) ;=> #(1 b c 4 5)
(let ((v (vector 1 2 3 4))) (vector-copy! v 1 v 0 3) v) ;=> #(1 1 2 3)
(let ((v (vector 1 2 3))) (vector-fill! v 0 1) v) ;=> #(1 0 0)
(vector-set! #(1 2) 0 'a) ;=> raises frozen

(boolean? #f) ;=> #t
(boolean=? #t #t #t) ;=> #t
(not 3) ;=> #f
(not #f) ;=> #t
(eq? 'a 'a) ;=> #t
(eq? '() '()) ;=> #t
(eqv? "" "") ;=> #t
(eqv? (cons 1 2) (cons 1 2)) ;=> #f
(let ((p (lambda (x) x))) (eqv? p p)) ;=> #t
(equal? '(a (b) #(c "d")) '(a (b) #(c "d"))) ;=> #t
(let ((a (list 1)) (b (list 1))) (set-cdr! a a) (set-cdr! b b) (equal? a b)) ;=> #t
(procedure? car) ;=> #t
(procedure? (lambda () 1)) ;=> #t
(procedure? 'car) ;=> #f
(call/cc procedure?) ;=> #t
(eof-object) ;=> #<eof>
(eof-object? (eof-object)) ;=> #t
(error-object? (guard (e (#t e)) (error "x"))) ;=> #t
(error-object? 'x) ;=> #f

; values made at top level never change
(define frozen-list (list 1 2))
(define frozen-table (make-hash-table))
(set-car! frozen-list 9) ;=> raises frozen
(hash-table-set! frozen-table 'a 1) ;=> raises frozen
(hash-table-size frozen-table) ;=> 0
(let ((copy (list-copy frozen-list))) (set-car! copy 9) copy) ;=> (9 2)
