; R7RS 6.1, 6.3, 6.5: eqv?, eq?, equal?, booleans, symbols.

(eqv? 'a 'a) ;=> #t
(eqv? 'a 'b) ;=> #f
(eqv? 2 2) ;=> #t
(eqv? 2 2.0) ;=> #f
(eqv? '() '()) ;=> #t
(eqv? 100000000 100000000) ;=> #t
(eqv? 0.0 +nan.0) ;=> #f
(eqv? 0.0 -0.0) ;=> #f
(eqv? 1/2 2/4) ;=> #t
(eqv? 1.5 1.5) ;=> #t
(eqv? "" "") ;=> #t
(eqv? "ab" (string-append "a" "b")) ;=> #t
(eqv? #\a #\a) ;=> #t
(eqv? #f '()) ;=> #f
(eqv? (lambda () 1) (lambda () 2)) ;=> #f
(eqv? car car) ;=> #t
(eqv? (vector) (vector)) ;=> #t
(eqv? (vector 1) (vector 1)) ;=> #f
(eqv? (list 1) (list 1)) ;=> #f
(let ((x (list 'a))) (eqv? x x)) ;=> #t
(let ((n 0)) (define (gen) (let ((n 0)) (lambda () (set! n (+ n 1)) n))) (let ((g (gen))) (list (eqv? g g) (eqv? (gen) (gen))))) ;=> (#t #f)
(letrec ((f (lambda () (if (eqv? f g) 'both 'f))) (g (lambda () (if (eqv? f g) 'both 'g)))) (eqv? f g)) ;=> #f
(eq? 'a (string->symbol "a")) ;=> #t
(eq? 1000000000000000000000 1000000000000000000000) ;=> #t
(eq? 1.5 1.5) ;=> #t
(eq? #\λ #\λ) ;=> #t
(let ((p (lambda (x) x))) (eq? p p)) ;=> #t
(equal? 'a 'a) ;=> #t
(equal? '(a) '(a)) ;=> #t
(equal? '(a (b) c) '(a (b) c)) ;=> #t
(equal? "abc" "abc") ;=> #t
(equal? 2 2) ;=> #t
(equal? (make-vector 5 'a) (make-vector 5 'a)) ;=> #t
(equal? #(1 (2 #(3))) (vector 1 (list 2 (vector 3)))) ;=> #t
(equal? '(1 2) '(1 2 3)) ;=> #f
(equal? '(1 . 2) '(1 2)) ;=> #f
(equal? #(1 2) '(1 2)) ;=> #f
(equal? "a" 'a) ;=> #f
(equal? 1 1.0) ;=> #f
(equal? +nan.0 +nan.0) ;=> #t
(equal? (lambda (x) x) (lambda (y) y)) ;=> #f
; cycles, of the same shape unrolled differently
(let ((a (list 1 2)) (b (list 1 2 1 2))) (set-cdr! (cdr a) a) (set-cdr! (cdddr b) b) (equal? a b)) ;=> #t
(let ((a (list 1 2)) (b (list 1 3))) (set-cdr! (cdr a) a) (set-cdr! (cdr b) b) (equal? a b)) ;=> #f
(let ((a (vector 1 #f)) (b (vector 1 #f))) (vector-set! a 1 a) (vector-set! b 1 b) (equal? a b)) ;=> #t
(let ((a (vector 1 #f)) (b (vector 1 #f))) (vector-set! a 1 b) (vector-set! b 1 a) (equal? a b)) ;=> #t
(let ((a (list 'x #f))) (set-car! (cdr a) a) (equal? a (list 'x (list 'x a)))) ;=> #t
(let ((a (list 1))) (set-cdr! a a) (equal? a '(1 1 1 1))) ;=> #f
(let loop ((n 100000) (a '()) (b '())) (if (= n 0) (equal? a b) (loop (- n 1) (list a) (list b)))) ;=> #t
(let loop ((n 18) (a '()) (b '())) (if (= n 0) (equal? a b) (loop (- n 1) (cons a a) (cons b b)))) ;=> #t

; booleans
(map not '(3 (3) #f () #t "" 0)) ;=> (#f #f #t #f #f #f #f)
(map boolean? '(#f 0 () #t nil)) ;=> (#t #f #f #t #f)
(list (boolean=? #t #t) (boolean=? #f #f #f) (boolean=? #t #f) (boolean=? #f #f #t)) ;=> (#t #t #f #f)
(boolean=? #t 1) ;=> raises wrong-type
'(#true #false #t #f) ;=> (#t #f #t #f)

; symbols
(map symbol? '(foo |a b| nil "bar" () #f)) ;=> (#t #t #t #f #f #f)
(list (symbol=? 'a 'a 'a) (symbol=? 'a 'a 'b)) ;=> (#t #f)
(symbol=? 'a "a") ;=> raises wrong-type
(symbol->string 'Malvina) ;=> "Malvina"
(symbol->string (string->symbol "with space")) ;=> "with space"
(eq? 'bitBlt (string->symbol "bitBlt")) ;=> #t
(eq? 'a 'A) ;=> #f
(eq? 'LollyPop (string->symbol (symbol->string 'LollyPop))) ;=> #t
(list (eq? '|foo| 'foo) (eq? '|\x66;oo| 'foo) (eq? '|a\tb| (string->symbol "a\tb"))) ;=> (#t #t #t)
'(|a b| || |1| |a\|b| |A| |.| |#x| |a;b| |(| |'| |a"b|) ;=> (|a b| || |1| |a\|b| A |.| |#x| |a;b| |(| |'| |a"b|)
