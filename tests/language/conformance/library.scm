; The library: what takes procedures.

(map cadr '((a b) (d e) (g h))) ;=> (b e h)
(map + '(1 2 3) '(10 20)) ;=> (11 22)
(map + '(1 2) '(10 20) '(100 200 300)) ;=> (111 222)
(map (lambda (x) x) '()) ;=> ()
(map car 5) ;=> raises wrong-type
(let ((v (make-vector 3 0))) (for-each (lambda (i x) (vector-set! v i x)) '(0 1 2) '(a b c)) v) ;=> #(a b c)
(vector-map + #(1 2) #(10 20 30)) ;=> #(11 22)
(let ((sum 0)) (vector-for-each (lambda (x) (set! sum (+ sum x))) #(1 2 3)) sum) ;=> 6
(string-map char-upcase "abc") ;=> "ABC"
(string-map (lambda (a b) (if (char=? a b) #\= #\x)) "abc" "abd") ;=> "==x"
(let ((l '())) (string-for-each (lambda (c d) (set! l (cons (list c d) l))) "ab" "xyz") (reverse l)) ;=> ((#\a #\x) (#\b #\y))
(filter odd? '(1 2 3 4 5)) ;=> (1 3 5)
(fold cons '() '(1 2 3)) ;=> (3 2 1)
(fold + 0 '(1 2 3)) ;=> 6
(fold cons* '() '(a b c) '(1 2 3)) ;=> (c 3 b 2 a 1)
(fold-right cons '() '(1 2 3)) ;=> (1 2 3)
(fold-right list 'z '(1 2 3) '(a b)) ;=> (1 a (2 b z))
(reduce + 0 '(1 2 3)) ;=> 6
(reduce + 0 '()) ;=> 0
(reduce - 0 '(1 2 3 4)) ;=> 2
(delete-duplicates '(a b a c b)) ;=> (a b c)
(delete-duplicates '(1 2 11 3 12) (lambda (a b) (= (modulo a 10) (modulo b 10)))) ;=> (1 2 3)
(any odd? '(2 4 5)) ;=> #t
(any (lambda (x) (and (> x 2) x)) '(1 2 3)) ;=> 3
(any < '(5 1) '(3 2)) ;=> #t
(any odd? '()) ;=> #f
(any odd? 5) ;=> raises wrong-type
(every odd? 5) ;=> raises wrong-type
(every odd? '(1 3)) ;=> #t
(every odd? '()) ;=> #t
(every (lambda (x) (and (odd? x) x)) '(1 3)) ;=> 3
(every < '(1 2) '(2 3)) ;=> #t
(iota 5) ;=> (0 1 2 3 4)
(iota 3 1) ;=> (1 2 3)
(iota 3 0 -2) ;=> (0 -2 -4)
(list-index even? '(1 3 4)) ;=> 2
(list-index = '(1 2) '(3 2)) ;=> 1
(list-index even? '(1)) ;=> #f
(sort < '(3 1 2)) ;=> (1 2 3)
(sort '(3 1 2) <) ;=> (1 2 3)
(sort #(3 1 2) <) ;=> #(1 2 3)
(sort < '()) ;=> ()
(sort (lambda (a b) (< (car a) (car b))) '((2 a) (1 b) (2 c) (1 d))) ;=> ((1 b) (1 d) (2 a) (2 c))
(let ((l (map (lambda (i) (modulo (* i 7919) 1000)) (iota 1000)))) (apply < -1 (sort < l))) ;=> #t
(member 2.0 '(1 2 3) =) ;=> (2 3)
(member '(b) '(a (b) c)) ;=> ((b) c)
(assoc 2.0 '((1 one) (2 two)) =) ;=> (2 two)
(assoc '(a) '(((a)) ((b)))) ;=> ((a))
(string-join '("a" "b" "c") ", ") ;=> "a, b, c"
(call-with-output-string (lambda (port) (write 'a port) (display "b" port))) ;=> "ab"

; hash tables iterate in the order of insertion
(define (table . entries)
  (let ((t (make-hash-table)))
    (for-each (lambda (e) (hash-table-set! t (car e) (cdr e))) entries)
    t))
(hash-table->alist (table '(b . 1) '(a . 2) '(b . 3))) ;=> ((b . 3) (a . 2))
(hash-table-ref (table '("x" . 1)) "x") ;=> 1
(hash-table-ref (table) 'x) ;=> raises missing-key
(hash-table-ref (table) 'x (lambda () 'none)) ;=> none
(hash-table-ref (table '(x . 1)) 'x (lambda () 'none) (lambda (v) (+ v 1))) ;=> 2
(hash-table-ref/default (table) 'x 5) ;=> 5
(let ((t (table '(a . 1)))) (hash-table-update! t 'a (lambda (v) (+ v 1))) (hash-table-update! t 'b (lambda (v) (+ v 1)) (lambda () 10)) (hash-table->alist t)) ;=> ((a . 2) (b . 11))
(let ((t (table))) (hash-table-update!/default t 'n (lambda (v) (+ v 1)) 0) (hash-table-ref t 'n)) ;=> 1
(let ((sum 0)) (hash-table-walk (table '(a . 1) '(b . 2)) (lambda (k v) (set! sum (+ sum v)))) sum) ;=> 3
(hash-table-fold (table '(a . 1) '(b . 2)) (lambda (k v acc) (cons k acc)) '()) ;=> (b a)
(hash-table-size (alist->hash-table '((a . 1) (b . 2) (a . 3)))) ;=> 2
(hash-table-ref (alist->hash-table '((a . 1) (a . 3))) 'a) ;=> 1
(hash-table->alist (hash-table-merge! (table '(a . 1)) (table '(a . 9) '(b . 2)))) ;=> ((a . 1) (b . 2))
(let ((t (make-hash-table eqv?))) (hash-table-set! t 100000000000000000000 'big) (hash-table-ref t 100000000000000000000)) ;=> big
(make-hash-table <) ;=> raises error

; records
(define-record-type <point> (make-point x y) point? (x point-x set-point-x!) (y point-y))
(let ((p (make-point 1 2))) (set-point-x! p 5) (list (point-x p) (point-y p) (point? p) (point? 5))) ;=> (5 2 #t #f)
(point-x 5) ;=> raises wrong-type
(define-record-type pare (kons y) pare? (x kar) (y kdr))
(kdr (kons 2)) ;=> 2
(let () (define-record-type thing #t thing?) 1) ;=> refused bad-syntax
(let () (define-record-type thing (make-thing) thing?) (thing? (make-thing))) ;=> #t
(define-record-type thing (make-thing z) thing?) ;=> refused bad-syntax

; a count is a whole number from 0
(list (iota 0) (iota 0 5) (iota 2 1/2 1/4)) ;=> (() () (1/2 3/4))
(iota -1) ;=> raises wrong-type
(iota 2.5) ;=> raises wrong-type
(iota +nan.0) ;=> raises wrong-type
(iota 'many) ;=> raises wrong-type
