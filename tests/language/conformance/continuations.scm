; Continuations and dynamic extents: escaping, re-entering, generators, coroutines, and what winds see of it.

(call/cc (lambda (k) 1)) ;=> 1
(+ 1 (call/cc (lambda (k) (+ 10 (k 1))))) ;=> 2
(eq? call/cc call-with-current-continuation) ;=> #t
(procedure? (call/cc (lambda (k) k))) ;=> #t
(call-with-values (lambda () (call/cc (lambda (k) (k)))) list) ;=> ()
(call-with-values (lambda () (call/cc (lambda (k) (k 1 2 3)))) list) ;=> (1 2 3)
(begin (call/cc (lambda (k) (k 1 2))) 'ignored) ;=> ignored
(let ((k* #f) (y* 1))
  (set! y* (* y* 2))
  (let ((v (call/cc (lambda (k) (set! k* k) y*))))
    (if (< v 5) (k* (* v 3)) v))) ;=> 6
(let ((r '()))
  (let ((k (call/cc (lambda (c) c))))
    (set! r (cons (procedure? k) r))
    (if (procedure? k) (k 5) (reverse r)))) ;=> (#t #f)

; letrec and continuations
(letrec ((x (call/cc list)) (y (call/cc list)))
  (cond ((procedure? x) (x (pair? y)))
        ((procedure? y) (y (pair? x))))
  (let ((x (car x)) (y (car y))) (and (call/cc x) (call/cc y) (call/cc x)))) ;=> #t
(call/cc (lambda (c) (0 (c 1)))) ;=> 1
(let ((x '()) (y 0))
  (call/cc
   (lambda (escape)
     (let* ((yin ((lambda (foo) (set! x (cons y x)) (if (= y 10) (escape x) (begin (set! y 0) foo))) (call/cc (lambda (bar) bar))))
            (yang ((lambda (foo) (set! y (+ y 1)) foo) (call/cc (lambda (baz) baz)))))
       (yin yang))))) ;=> (10 9 8 7 6 5 4 3 2 1 0)

; map survives re-entry, on any of its elements
(let ((result (let () (define executed #f) (define k #f)
         (define result (map (lambda (x) (call/cc (lambda (c) (when (= x 2) (set! k c)) x))) '(1 2 3)))
         (if executed result (begin (set! executed #t) (k 20)))))) result) ;=> (1 20 3)
(let ((kk #f) (r '()))
  (set! r (cons (vector-map (lambda (x) (call/cc (lambda (k) (when (and (= x 2) (not kk)) (set! kk k)) x))) #(1 2 3)) r))
  (if (= (length r) 1) (kk 9) (reverse r))) ;=> (#(1 2 3) #(1 9 3))

; generators and coroutines
(define (make-generator body)
  (define return #f)
  (define (resume-with) (body yield) (return 'done))
  (define resume resume-with)
  (define (yield value) (call/cc (lambda (here) (set! resume (lambda () (here #f))) (return value))))
  (lambda () (call/cc (lambda (k) (set! return k) (resume)))))
(let ((g (make-generator (lambda (yield) (for-each yield '(a b c)))))) (let* ((a (g)) (b (g)) (c (g)) (d (g))) (list a b c d))) ;=> (a b c done)
(let ((g (make-generator (lambda (yield) (let loop ((i 0)) (yield i) (loop (+ i 1))))))) (g) (g) (g)) ;=> 2
(define (same-fringe? one other)
  (define (walker tree) (make-generator (lambda (yield) (let walk ((t tree)) (cond ((null? t) #f) ((pair? t) (walk (car t)) (walk (cdr t))) (else (yield t)))))))
  (let ((a (walker one)) (b (walker other)))
    (let loop () (let* ((x (a)) (y (b))) (cond ((not (eq? x y)) #f) ((eq? x 'done) #t) (else (loop)))))))
(list (same-fringe? '(1 (2 3)) '((1 2) 3)) (same-fringe? '(1 2) '(1 3))) ;=> (#t #f)
(let ((queue '()) (log '()))
  (define (enqueue t) (set! queue (append queue (list t))))
  (define (next) (unless (null? queue) (let ((t (car queue))) (set! queue (cdr queue)) (t))))
  (define (yield) (call/cc (lambda (k) (enqueue (lambda () (k #f))) (next))))
  (define (worker name n) (lambda () (let loop ((i 0)) (when (< i n) (set! log (cons (cons name i) log)) (yield) (loop (+ i 1)))) (next)))
  (enqueue (worker 'a 2))
  (enqueue (worker 'b 3))
  (call/cc (lambda (done) (enqueue (lambda () (done #f))) (next)))
  (next)
  (reverse log)) ;=> ((a . 0) (b . 0) (a . 1) (b . 1) (b . 2) (a . 1))
(define fail-stack #f)
(define (amb-solve choices test)
  (call/cc (lambda (return)
    (let loop ((picked '()) (left choices))
      (if (null? left)
          (when (apply test (reverse picked)) (return (reverse picked)))
          (for-each (lambda (c) (loop (cons c picked) (cdr left))) (car left))))
    'none)))
(amb-solve '((1 2 3 4) (1 2 3 4) (1 2 3 4)) (lambda (a b c) (and (< a b c) (= (* a a) (- (* c c) (* b b) -9) )))) ;=> none
(amb-solve '((3 4 5) (4 5) (4 5)) (lambda (a b c) (= (+ (* a a) (* b b)) (* c c)))) ;=> (3 4 5)

; dynamic-wind: every way in and out
(let ((path '()) (c #f))
  (let ((add (lambda (s) (set! path (cons s path)))))
    (dynamic-wind (lambda () (add 'connect)) (lambda () (add (call/cc (lambda (c0) (set! c c0) 'talk1)))) (lambda () (add 'disconnect)))
    (if (< (length path) 4) (c 'talk2) (reverse path)))) ;=> (connect talk1 disconnect connect talk2 disconnect)
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (dynamic-wind (lambda () (note 'in)) (lambda () (note 'body)) (lambda () (note 'out)))
  (reverse log)) ;=> (in body out)
(dynamic-wind (lambda () 1) (lambda () 2) (lambda () 3)) ;=> 2
(let ((log '()) (k1 #f) (k2 #f) (rounds 0))
  (define (note x) (set! log (cons x log)))
  (dynamic-wind (lambda () (note 'a+))
    (lambda () (call/cc (lambda (k) (set! k1 k)))
      (dynamic-wind (lambda () (note 'b+)) (lambda () (call/cc (lambda (k) (set! k2 k))) (note 'in)) (lambda () (note 'b-))))
    (lambda () (note 'a-)))
  (set! rounds (+ rounds 1))
  (cond ((= rounds 1) (k2 #f)) ((= rounds 2) (k1 #f)) (else (reverse log)))) ;=> (a+ b+ in b- a- a+ b+ in b- a- a+ b+ in b- a-)
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (let ((k (call/cc (lambda (out)
             (dynamic-wind (lambda () (note 'in1)) (lambda () (call/cc (lambda (k) (out k))) 'back) (lambda () (note 'out1)))))))
    (if (procedure? k)
        (dynamic-wind (lambda () (note 'in2)) (lambda () (k #f)) (lambda () (note 'out2)))
        (reverse log)))) ;=> (in1 out1 in2 out2 in1 out1)
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (dynamic-wind (lambda () (note 'o+))
    (lambda ()
      (let ((k (dynamic-wind (lambda () (note 'l+)) (lambda () (call/cc (lambda (k) k))) (lambda () (note 'l-)))))
        (if (procedure? k) (dynamic-wind (lambda () (note 'r+)) (lambda () (k 'again)) (lambda () (note 'r-))) (note k))))
    (lambda () (note 'o-)))
  (reverse log)) ;=> (o+ l+ l- r+ r- l+ l- again o-)
; the thunks run outside their own extent
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (guard (e (#t (note (list 'caught e))))
    (dynamic-wind (lambda () (note 'in)) (lambda () 'body) (lambda () (note 'out) (raise 'after))))
  (reverse log)) ;=> (in out (caught after))
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (guard (e (#t (note e))) (dynamic-wind (lambda () (raise 'before)) (lambda () (note 'body)) (lambda () (note 'after))))
  (reverse log)) ;=> (before)
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (call/cc (lambda (k) (dynamic-wind (lambda () (k 'early)) (lambda () (note 'body)) (lambda () (note 'after)))))
  (reverse log)) ;=> ()
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (call/cc (lambda (k) (dynamic-wind (lambda () (note 'in)) (lambda () (note 'body)) (lambda () (note 'out) (k 'late)))))
  (reverse log)) ;=> (in body out)
(let ((log '()) (n 0))
  (define (note x) (set! log (cons x log)))
  (call/cc (lambda (k1)
    (dynamic-wind (lambda () (note 1)) (lambda ()
        (call/cc (lambda (k2) (dynamic-wind (lambda () (note 2)) (lambda () (k1 #f)) (lambda () (note 3) (k2 #f)))))
        (note 'landed))
      (lambda () (note 4)))))
  (reverse log)) ;=> (1 2 3 landed 4)
(call-with-values (lambda () (dynamic-wind (lambda () 0) (lambda () (values 'a 'b)) (lambda () (values 1 2 3)))) list) ;=> (a b)
(let ((p (make-parameter 0)) (log '()) (k #f) (n 0))
  (parameterize ((p 1))
    (dynamic-wind (lambda () (set! log (cons (list 'in (p)) log)))
      (lambda () (parameterize ((p 2)) (call/cc (lambda (c) (set! k c))) (set! log (cons (list 'body (p)) log))))
      (lambda () (set! log (cons (list 'out (p)) log)))))
  (set! n (+ n 1))
  (if (= n 1) (parameterize ((p 9)) (k #f)) (reverse log))) ;=> ((in 1) (body 2) (out 1) (in 1) (body 2) (out 1))
(define (count-to n) (call/cc (lambda (return) (let loop ((i 0)) (if (= i n) (return i)) (loop (+ i 1))))))
(count-to 100000) ;=> 100000
(let loop ((i 0)) (if (< i 20000) (begin (call/cc (lambda (k) (k i))) (loop (+ i 1))) i)) ;=> 20000
(let loop ((i 0)) (if (= i 50000) i (call/cc (lambda (k) (loop (+ i 1)))))) ;=> 50000
(let ((k2 #f) (n 0)) (let ((v (+ 100 (call/cc (lambda (k) (set! k2 k) 1))))) (set! n (+ n 1)) (if (< n 3) (k2 n) v))) ;=> 102
(values 1) ;=> 1
(call-with-values (lambda () (values 1 2)) +) ;=> 3
(call-with-values (lambda () 4) (lambda (x) x)) ;=> 4
(call-with-values values list) ;=> ()
(receive-none) ;=> refused unbound-name
(call-with-values (lambda () (values 1 2)) (lambda (a) a)) ;=> raises wrong-arguments
(apply values '(1)) ;=> 1
(let-values ((all (apply values '(1 2 3)))) all) ;=> (1 2 3)
; letrec gives no variable its value before all values are there: a value that comes again finds the others as they came
(let ((again #f))
  (letrec ((a (call/cc (lambda (k) (set! again k) 1))) (b (call/cc (lambda (k) (set! again k) 2))))
    (if again
        (let ((k again)) (set! again #f) (set! a 10) (set! b 20) (k 3))
        (list a b)))) ;=> (1 3)
; letrec* gives each its value as it comes
(let ((again #f))
  (letrec* ((a (call/cc (lambda (k) (set! again k) 1))) (b (call/cc (lambda (k) (set! again k) 2))))
    (if again
        (let ((k again)) (set! again #f) (set! a 10) (set! b 20) (k 3))
        (list a b)))) ;=> (10 3)
(letrec ((even? (lambda (n) (or (= n 0) (odd? (- n 1))))) (start (+ 5 5)) (odd? (lambda (n) (and (> n 0) (even? (- n 1))))) (end (* 2 3))) (list (even? start) (odd? end))) ;=> (#t #f)
