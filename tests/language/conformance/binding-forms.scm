; R7RS 4.2 and 5: derived forms, definitions and records, in their corners.

; let, let*, letrec, named let, do
(let* ((x 1) (x (+ x 1)) (x (* x 10))) x) ;=> 20
(let* () (define y 3) y) ;=> 3
(letrec* ((p (lambda (x) (+ 1 (q (- x 1))))) (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1)))))) (x (p 5)) (y x)) y) ;=> 5
(letrec () 1) ;=> 1
(let loop ((numbers '(3 -2 1 6 -5)) (nonneg '()) (neg '()))
  (cond ((null? numbers) (list nonneg neg))
        ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) nonneg) neg))
        (else (loop (cdr numbers) nonneg (cons (car numbers) neg))))) ;=> ((6 1 3) (-5 -2))
(let loop () 5) ;=> 5
(let f ((f 1)) f) ;=> 1
(let loop ((i 0)) (define next (+ i 1)) (if (< next 5) (loop next) next)) ;=> 5
(let ((fs '())) (do ((i 0 (+ i 1))) ((= i 3)) (set! fs (cons (lambda () i) fs))) (map (lambda (f) (f)) fs)) ;=> (2 1 0)
(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i)) ;=> #(0 1 2 3 4)
(let ((x '(1 3 5 7 9))) (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum))) ;=> 25
(do ((i 0 (+ i 1))) ((= i 3))) ;=> #<unspecified>
(do () (#t 'at-once)) ;=> at-once
(do ((i 0 (+ i 1)) (j 10)) ((= i 3) (list i j)) (set! j (- j 1))) ;=> (3 7)

; cond, case, when, unless
(cond (1 => (lambda (x) (+ x 1))) (else 'no)) ;=> 2
(cond (#f 1) (#f 2)) ;=> #<unspecified>
(cond ((+ 1 1))) ;=> 2
(cond (#t 1 2 3)) ;=> 3
(cond ((call/cc (lambda (k) (k #f))) 'no) (else 'yes)) ;=> yes
(case 'a ((a b) 1 2) (else 3)) ;=> 2
(case "a" (("a") 'equal) (else 'not)) ;=> equal
(case '(1) (((1)) 'equal) (else 'not)) ;=> not
(case 2.0 ((2) 'exact) ((2.0) 'inexact)) ;=> inexact
(case #\b ((#\a) 1) ((#\b) 2)) ;=> 2
(case '() ((()) 'nil) (else 'other)) ;=> nil
(case (+ 1 1) ((1) 'one) ((2) => (lambda (n) (* n 100)))) ;=> 200
(case 9 ((1) 'one) (else => list)) ;=> (9)
(case 9 ((1) 'one)) ;=> #<unspecified>
(case #t ((#t) 'yes) ((#f) 'no)) ;=> yes
(case 'else ((else) 'word) (else 'other)) ;=> word
(list (and) (and 1) (and 1 #f 2) (and 1 2 3) (or) (or 1) (or #f 2) (or #f #f)) ;=> (#t 1 #f 3 #f 1 2 #f)
(call-with-values (lambda () (and 1 (values 1 2))) list) ;=> (1 2)
(when #f 1) ;=> #<unspecified>
(if #f #f) ;=> #<unspecified>

; values
(let-values () 1) ;=> 1
(let-values (((a b) (values 1 2)) ((c) (values 3)) (d (values 4 5)) ((e . f) (values 6 7 8))) (list a b c d e f)) ;=> (1 2 3 (4 5) 6 (7 8))
(let ((a 1)) (let-values (((a) (values 2)) ((b) (values a))) (list a b))) ;=> (2 1)
(let ((a 1)) (let*-values (((a) (values 2)) ((b) (values a))) (list a b))) ;=> (2 2)
(let-values (((a b) (values 1))) a) ;=> raises wrong-arguments
(let () (define-values (x . y) (values 1 2 3)) (set! x 10) (list x y)) ;=> (10 (2 3))
(let () (define-values () (values)) 'none) ;=> none
(let () (define-values (a b) (values 1 2)) (define-values (c) (values (+ a b))) c) ;=> 3
(receive) ;=> refused unbound-name

; procedures
(let ((f (case-lambda (() 0) ((a) 1) ((a b) 2) ((a . rest) (list 'many rest))))) (list (f) (f 1) (f 1 2) (f 1 2 3))) ;=> (0 1 2 (many (2 3)))
(let ((f (case-lambda ((a . r) 'first) ((a b) 'never)))) (f 1 2)) ;=> first
(let ((f (case-lambda (args (length args))))) (list (f) (f 1 2))) ;=> (0 2)
(let ((f (case-lambda ((a) a)))) (f)) ;=> raises wrong-arguments
(define (opt a . rest) (if (null? rest) (list a 'default) (list a (car rest))))
(list (opt 1) (opt 1 2)) ;=> ((1 default) (1 2))
((lambda args args)) ;=> ()
(let ((x 5)) (define foo (lambda (y) (bar x y))) (define bar (lambda (a b) (+ (* a b) a))) (foo (+ x 3))) ;=> 45
(let () (define (compose f . more) (if (null? more) f (lambda args (f (apply (apply compose more) args))))) ((compose sqrt *) 12 75)) ;=> 30

; definitions in bodies
(let ((x 1)) (begin (define y 2)) (begin) (+ x y)) ;=> 3
(let ((x 1)) (begin (define y 2) (define z 3)) (+ x y z)) ;=> 6
(let () (define (even? n) (or (= n 0) (odd? (- n 1)))) (define (odd? n) (and (> n 0) (even? (- n 1)))) (even? 1001)) ;=> #f
(let () (define a 1) (set! a (+ a 1)) (define b a) (set! a 10) (list a b)) ;=> (10 2)
(let ((f (lambda () (define x 1) (define (g) x) (set! x 2) (g)))) (f)) ;=> 2

; parameters
(let ((p (make-parameter 1))) (list (p) (parameterize ((p 2)) (p)) (p))) ;=> (1 2 1)
(let ((p (make-parameter 5 (lambda (x) (* x 2))))) (list (p) (parameterize ((p 7)) (p)) (p))) ;=> (10 14 10)
(let ((p (make-parameter 1)) (q (make-parameter 2))) (parameterize ((p (q)) (q (p))) (list (p) (q)))) ;=> (2 1)
(let ((p (make-parameter 1))) (parameterize ((p 2) ) (parameterize ((p (+ (p) 1))) (p)))) ;=> 3
(let* ((p (make-parameter 1)) (f (lambda () (p)))) (parameterize ((p 2)) (f))) ;=> 2
(let* ((p (make-parameter 1)) (f (parameterize ((p 2)) (lambda () (p))))) (f)) ;=> 1
(let ((p (make-parameter 1))) (parameterize ((p 2)) (define x (p)) (* x 10))) ;=> 20
(let ((p (make-parameter 1)) (log '()))
  (call/cc (lambda (k) (parameterize ((p 2)) (k (set! log (cons (p) log))))))
  (cons (p) log)) ;=> (1 2)
(let ((n 0)) (let ((p (make-parameter 1 (lambda (x) (set! n (+ n 1)) x)))) (parameterize ((p 2)) (p)) (p) n)) ;=> 2
(parameterize ((5 1)) 1) ;=> raises not-a-procedure
(parameterize ((car 1)) 1) ;=> raises wrong-type
(define top-parameter (make-parameter 10 (lambda (x) (if (number? x) x (error "not a number" x)))))
(list (top-parameter) (parameterize ((top-parameter 11)) (top-parameter)) (guard (e (#t (error-object-irritants e))) (parameterize ((top-parameter 'x)) 1))) ;=> (10 11 (x))

; promises
(let ((p (delay (+ 1 2)))) (list (promise? p) (force p) (force p) (promise? 5))) ;=> (#t 3 3 #f)
(let* ((count 0) (p (delay (begin (set! count (+ count 1)) count)))) (list (force p) (force p) count)) ;=> (1 1 1)
(letrec ((count 0) (x 5) (p (delay (begin (set! count (+ count 1)) (if (> count x) count (force p)))))) (let ((first (force p))) (set! x 10) (list first (force p)))) ;=> (6 6)
(let ((p (make-promise (delay 5)))) (force p)) ;=> 5
(list (promise? (make-promise 1)) (force (make-promise 1)) (let ((p (delay 1))) (eq? p (make-promise p)))) ;=> (#t 1 #t)
(let loop ((n 0) (s (let build ((i 0)) (delay (cons i (build (+ i 1))))))) (if (= n 1000) (car (force s)) (loop (+ n 1) (cdr (force s))))) ;=> 1000
(letrec ((loop (lambda (n) (if (= n 0) (delay 'done) (delay-force (loop (- n 1))))))) (force (loop 50000))) ;=> done
(letrec ((r (delay (begin (set! n (+ n 1)) (if (< n 3) (force r) n)))) (n 0)) (force r)) ;=> 3
(let ((p (delay (raise 'in-promise)))) (list (guard (e (#t e)) (force p)) (guard (e (#t e)) (force p)))) ;=> (in-promise in-promise)
(let ((q (make-parameter 1))) (let ((p (delay (q)))) (parameterize ((q 2)) (force p)))) ;=> 2
(let ((p (delay (values 1)))) (force p)) ;=> 1

; records
(define-record-type <pare> (kons x y) pare? (x kar set-kar!) (y kdr))
(list (pare? (kons 1 2)) (pare? (cons 1 2)) (kar (kons 1 2)) (kdr (kons 1 2)) (let ((k (kons 1 2))) (set-kar! k 3) (kar k))) ;=> (#t #f 1 2 3)
(define-record-type empty (make-empty) empty?)
(list (empty? (make-empty)) (empty? 1) (eqv? (make-empty) (make-empty))) ;=> (#t #f #f)
(define-record-type partial (make-partial b) partial? (a partial-a set-partial-a!) (b partial-b))
(let ((p (make-partial 2))) (set-partial-a! p 1) (list (partial-a p) (partial-b p))) ;=> (1 2)
(define-record-type swapped (make-swapped b a) swapped? (a swapped-a) (b swapped-b))
(let ((s (make-swapped 1 2))) (list (swapped-a s) (swapped-b s))) ;=> (2 1)
(kar (make-empty)) ;=> raises wrong-type
(kons 1) ;=> refused wrong-arguments
(map (lambda (p) (p (kons 1 2))) (list pair? vector? procedure? list? symbol? string?)) ;=> (#f #f #f #f #f #f)
(let () (define-record-type <pare> (kons x) pare? (x kar)) (list (pare? (kons 1)) (kar (kons 5)))) ;=> (#t 5)
(let ((a (let () (define-record-type t (make) t?) (make))) (t? (let () (define-record-type t (make) t?) t?))) (t? a)) ;=> #f
(equal? (kons 1 2) (kons 1 2)) ;=> #f
(let ((k (kons 1 2))) (list (eq? k k) (equal? k k))) ;=> (#t #t)
(let () (define-record-type t (make y) t? (x get-x))) ;=> refused bad-syntax
(let () (define-record-type t (make x x) t? (x get-x)) 1) ;=> refused defined-twice
(let () (define-record-type t (make x) t? (x get-x) (x get-y)) 1) ;=> refused defined-twice

; quasiquotation
`(1 ,@'() ,@'(2 3) . 4) ;=> (1 2 3 . 4)
`(1 . ,'(2 3)) ;=> (1 2 3)
`,(+ 1 2) ;=> 3
`((1 ,(+ 1 1)) #(,@(list 3 4) 5) "s" #\c) ;=> ((1 2) #(3 4 5) "s" #\c)
`(1 `(2 ,(3 ,(+ 2 2)))) ;=> (1 `(2 ,(3 4)))
`(1 ```,,@,,@(list (+ 1 2)) 4) ;=> (1 ```,,@,3 4)
(let ((a 3)) `((1 2) ,a ,4 ,'five 6)) ;=> ((1 2) 3 4 five 6)
`#(1 `,(a ,(+ 1 1))) ;=> #(1 `,(a 2))
(let ((x '(1 2))) (eq? (cdr `(0 . ,x)) x)) ;=> #t
(quasiquote (a (unquote (+ 1 2)) (unquote-splicing (list 4 5)))) ;=> (a 3 4 5)
`(a . `(b ,(c . ,(+ 1 2)))) ;=> (a quasiquote (b ,(c . 3)))
(equal? `(,@'(1 2)) '(1 2)) ;=> #t

; only what make-parameter made can be bound
(parameterize ((list 1)) 2) ;=> raises wrong-type
(parameterize (((lambda (x) (cons x x)) 1)) 2) ;=> raises wrong-type
(parameterize ((5 1)) 2) ;=> raises not-a-procedure
