; R7RS 6.4: pairs and lists.

(map pair? '((a . b) (a b c) () #(a b) 1)) ;=> (#t #t #f #f #f)
(map null? '(() (1) #f #())) ;=> (#t #f #f #f)
(map list? '((a b c) () (a . b) (a b . c) 1)) ;=> (#t #t #f #f #f)
(let ((x (list 'a))) (set-cdr! x x) (list? x)) ;=> #f
(let ((x (list 1 2 3))) (set-cdr! (cddr x) (cdr x)) (list? x)) ;=> #f
(list (cons 'a '()) (cons '(a) '(b c d)) (cons "a" '(b c)) (cons 'a 3) (cons '(a b) 'c)) ;=> ((a) ((a) b c d) ("a" b c) (a . 3) ((a b) . c))
'(a . (b . (c . d))) ;=> (a b c . d)
(let ((e '((((1 . 2) . (3 . 4)) . ((5 . 6) . (7 . 8))) . (((9 . 10) . (11 . 12)) . ((13 . 14) . (15 . 16)))))) (list (caaaar e) (cdaaar e) (cadaar e) (cddaar e) (caadar e) (cdadar e) (caddar e) (cdddar e) (caaadr e) (cdaadr e) (cadadr e) (cddadr e) (caaddr e) (cdaddr e) (cadddr e) (cddddr e))) ;=> (1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
(let ((e '(((1 . 2) . (3 . 4)) . ((5 . 6) . (7 . 8))))) (list (caaar e) (cdaar e) (cadar e) (cddar e) (caadr e) (cdadr e) (caddr e) (cdddr e))) ;=> (1 2 3 4 5 6 7 8)
(cadr '(1)) ;=> raises wrong-type
(caar '(1)) ;=> raises wrong-type
(cdr '()) ;=> raises wrong-type
(let ((x (list 'a 'b 'c)) (y #f)) (set! y x) (set-cdr! x 4) (list x (eqv? x y) (list? y))) ;=> ((a . 4) #t #f)
(set-car! 5 1) ;=> raises wrong-type
(list (make-list 0) (make-list 0 'x) (make-list 3 'x) (length (make-list 5))) ;=> (() () (x x x) 5)
(make-list -1 0) ;=> raises out-of-range
(list (length '()) (length '(a (b) (c d e)))) ;=> (0 3)
(length 5) ;=> raises wrong-type
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (length x)) ;=> raises wrong-type
(list (append '(x) '(y)) (append '(a) '(b c d)) (append '(a (b)) '((c))) (append '(a b) '(c . d)) (append '() 'a) (append) (append '(1)) (append '() '() '(2) '() 3)) ;=> ((x y) (a b c d) (a (b) (c)) (a b c . d) a () (1) (2 . 3))
(append '(1 . 2) '(3)) ;=> raises wrong-type
(append 1 '(2)) ;=> raises wrong-type
(let* ((tail (list 3)) (all (append (list 1) tail))) (eq? (cdr all) tail)) ;=> #t
(list (reverse '(a b c)) (reverse '()) (reverse '(a (b c) d (e (f))))) ;=> ((c b a) () ((e (f)) d (b c) a))
(reverse '(1 . 2)) ;=> raises wrong-type
(list (list-tail '(a b c d) 2) (list-tail '(a) 1) (list-tail 'x 0) (list-tail '(1 2 . 3) 2)) ;=> ((c d) () x 3)
(list-tail '(a) 2) ;=> raises out-of-range
(list (list-ref '(a b c d) 2) (list-ref '(a b c d) 0)) ;=> (c a)
(list-ref '(a b) 2) ;=> raises out-of-range
(list-ref '(a b) -1) ;=> raises out-of-range
(list-ref '(a b) 1.0) ;=> raises wrong-type
(let ((l (list 'one 'two 'three))) (list-set! l 2 'drei) l) ;=> (one two drei)
(list-set! '(1 2) 0 'x) ;=> raises frozen
(let ((l (list 1))) (list-set! l 1 2)) ;=> raises out-of-range
(list (memq 'c '(a b c d e)) (memq 'z '(a b)) (memq (list 'a) '(b (a) c)) (memq 101 '(100 101 102))) ;=> ((c d e) #f #f (101 102))
(list (member (list 'a) '(b (a) c)) (member "B" '("a" "b" "c") string-ci=?) (memv 1.5 '(1 1.5))) ;=> (((a) c) ("b" "c") (1.5))
(member 2 '(1 2 3) (lambda (a b) (= b (+ a 1)))) ;=> (3)
(member 1 '()) ;=> #f
(list (assq 'a '((a 1) (b 2))) (assq 'd '((a 1))) (assq (list 'a) '(((a)) ((b)))) (assv 5 '((2 3) (5 7) (11 13)))) ;=> ((a 1) #f #f (5 7))
(list (assoc (list 'a) '(((a)) ((b)) ((c)))) (assoc 2.0 '((1 1) (2 4) (3 9)) =) (assoc 2.0 '((1 1) (2 4)))) ;=> (((a)) (2 4) #f)
(assoc 5 '((1 a) (2 b) (3 c)) (lambda (key each) (= key (+ each 2)))) ;=> (3 c)
(assq 'a '(b)) ;=> raises wrong-type
(let* ((a (list 1 2 3)) (b (list-copy a))) (set-car! b 9) (list a b (eq? a b))) ;=> ((1 2 3) (9 2 3) #f)
(list (list-copy '()) (list-copy '(1 . 2)) (list-copy '(1 2 . 3)) (list-copy 5)) ;=> (() (1 . 2) (1 2 . 3) 5)
(cons* 1 2 '(3)) ;=> (1 2 3)
(cons* 1) ;=> 1
(map (lambda (n) (expt n n)) '(1 2 3 4 5)) ;=> (1 4 27 256 3125)
(map + '(1 2 3) '(10 20)) ;=> (11 22)
(map (lambda (a b c d) (list a b c d)) '(1 2) '(3 4) '(5 6) '(7 8)) ;=> ((1 3 5 7) (2 4 6 8))
(let ((circle (list 1 2))) (set-cdr! (cdr circle) circle) (map + circle '(10 20 30))) ;=> (11 22 31)
(let ((count 0)) (map (lambda (ignored) (set! count (+ count 1)) count) '(a b))) ;=> (1 2)
(let ((v '())) (for-each (lambda (x y) (set! v (cons (+ x y) v))) '(1 2) '(10 20 30)) v) ;=> (22 11)
(map 5 '(1)) ;=> raises not-a-procedure
(map car '(1)) ;=> raises wrong-type
(for-each car '()) ;=> #<unspecified>
(apply + '()) ;=> 0
(apply + 1 2 '(3 4 5)) ;=> 15
(apply apply (list + (list 1 2))) ;=> 3
(apply + 1) ;=> raises wrong-type
(apply + '(1 . 2)) ;=> raises wrong-type
(apply (lambda all all) 'a '(b)) ;=> (a b)
