; Variables, bodies, definitions.

(let ((x 2) (y 3)) (* x y)) ;=> 6
(let ((x 2)) (let ((x 7) (z (+ x 1))) (* z x))) ;=> 21
(let* ((x 7) (z (+ x 1))) (* z x)) ;=> 56
(let () 5) ;=> 5
(letrec ((even? (lambda (n) (if (zero? n) #t (odd? (- n 1)))))
         (odd? (lambda (n) (if (zero? n) #f (even? (- n 1))))))
  (even? 88)) ;=> #t
(letrec* ((a 1) (b (+ a 1)) (c (lambda () (* a b)))) (c)) ;=> 2
(let loop ((n 5) (product 1)) (if (= n 0) product (loop (- n 1) (* product n)))) ;=> 120
(let ((loop 10)) (let loop ((n loop)) (if (= n 0) 'done (loop (- n 1))))) ;=> done
(do ((v (make-vector 5)) (i 0 (+ i 1))) ((= i 5) v) (vector-set! v i i)) ;=> #(0 1 2 3 4)
(do ((i 0 (+ i 1)) (sum 0 (+ sum i))) ((= i 4) sum)) ;=> 6

; definitions may stand between expressions in any body
(define (trail)
  (define log '())
  (set! log (cons 'first log))
  (define middle (length log))
  (set! log (cons 'second log))
  (define (last) (length log))
  (list middle (last)))
(trail) ;=> (1 2)
(let () (define x 1) (begin (define y 2) (define z 3)) (list x y z)) ;=> (1 2 3)
(let () (define-values (a b . rest) (values 1 2 3 4)) (list a b rest)) ;=> (1 2 (3 4))
(let () (define-values all (values 1 2)) all) ;=> (1 2)
(let ((x 'outer)) (define (f) x) (define x 'inner) (f)) ;=> inner
(when #t (define a 1) (+ a 1)) ;=> 2
(cond (#t (define a 5) (* a a))) ;=> 25

(define-values (quot rem) (floor/ 17 5))
(list quot rem) ;=> (3 2)
(define-values (first . others) (values 1 2 3))
(list first others) ;=> (1 (2 3))

(let-values (((root rem) (exact-integer-sqrt 32)) ((x) (values 9))) (* root rem x)) ;=> 315
(let ((a 'a) (b 'b) (x 'x) (y 'y))
  (let*-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y))) ;=> (x y x y)
(let ((a 'a) (b 'b) (x 'x) (y 'y))
  (let-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y))) ;=> (x y a b)
(let-values (((a . b) (values 1 2 3)) (c (values 4 5))) (list a b c)) ;=> (1 (2 3) (4 5))

; procedures
((lambda (x) (+ x x)) 4) ;=> 8
((lambda x x) 3 4 5 6) ;=> (3 4 5 6)
((lambda (x y . z) z) 3 4 5 6) ;=> (5 6)
((lambda (x y . z) z) 3 4) ;=> ()
(define range
  (case-lambda
    ((end) (range 0 end))
    ((start end) (let loop ((i (- end 1)) (l '())) (if (< i start) l (loop (- i 1) (cons i l)))))
    ((a b . more) (list a b more))))
(range 3) ;=> (0 1 2)
(range 3 5) ;=> (3 4)
(range 1 2 3 4) ;=> (1 2 (3 4))
(let ((f (case-lambda ((x) 'one) ((x y) 'two)))) (f 1 2 3)) ;=> raises wrong-arguments
((lambda (x) x)) ;=> raises wrong-arguments

; assignment
(let ((x 1)) (set! x (+ x 1)) x) ;=> 2
(define (make-counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(let ((a (make-counter)) (b (make-counter))) (a) (a) (list (a) (b))) ;=> (3 1)
(let ((x 1)) (let ((f (lambda () x))) (set! x 5) (f))) ;=> 5

; operands from left to right, always
(let ((log '()))
  (define (note x) (set! log (cons x log)) x)
  ((begin (note 'operator) list) (note 1) (note 2) (note 3))
  (reverse log)) ;=> (operator 1 2 3)
(let ((log '()))
  (define (note x) (set! log (cons x log)) x)
  (let ((a (note 1)) (b (note 2)) (c (note 3))) (reverse log))) ;=> (1 2 3)
(let ((log '()))
  (map (lambda (x) (set! log (cons x log)) x) '(1 2 3))
  (reverse log)) ;=> (1 2 3)

; mistakes that the expander finds
(let ((x 1) (x 2)) x) ;=> refused defined-twice
(lambda (a a) a) ;=> refused defined-twice
(let () (define a 1) (define a 2) a) ;=> refused defined-twice
(let ((x)) x) ;=> refused bad-syntax
(lambda (x)) ;=> refused bad-syntax
(let ((x 1)) (define y 2)) ;=> refused bad-syntax
(if) ;=> refused bad-syntax
() ;=> refused bad-syntax
(+ 1 . 2) ;=> refused bad-syntax
else ;=> refused not-an-expression
(display if) ;=> refused not-an-expression
(+ 1 (define x 2)) ;=> refused bad-syntax
(car 1 2) ;=> refused wrong-arguments
(define car 1) ;=> refused redefines-library
(set! car 1) ;=> refused set-top-level
(%call/cc 1) ;=> refused unbound-name
