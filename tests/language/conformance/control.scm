; Conditions, continuations, dynamic extent, parameters, promises, values.

(call-with-current-continuation
  (lambda (exit) (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19)) #t)) ;=> -3
(call/cc (lambda (k) (+ 1 (k 42)))) ;=> 42
(call-with-values (lambda () (call/cc (lambda (k) (k 1 2)))) list) ;=> (1 2)
(call-with-values (lambda () (values)) list) ;=> ()
(call-with-values * -) ;=> -1
(+ 1 (call/cc (lambda (k) (dynamic-wind (lambda () #f) (lambda () (k 1)) (lambda () #f))))) ;=> 2

; re-entrant continuations
(let ((k #f) (n 0))
  (call/cc (lambda (c) (set! k c)))
  (set! n (+ n 1))
  (if (< n 3) (k #f) n)) ;=> 3
(let ((r '()))
  (let ((k (call/cc (lambda (c) c))))
    (set! r (cons 'visit r))
    (if (procedure? k) (k 'again) (length r)))) ;=> 2
(let* ((saved #f)
       (result (map (lambda (x) (call/cc (lambda (k) (if (= x 2) (set! saved k)) x))) '(1 2 3))))
  (if saved
      (let ((k saved)) (set! saved #f) (k 'changed))
      result)) ;=> (1 changed 3)
(define (tree->generator tree)
  (define caller #f)
  (define (yield value) (call/cc (lambda (rest) (set! resume (lambda () (rest #f))) (caller value))))
  (define resume
    (lambda ()
      (let walk ((tree tree))
        (cond ((null? tree) #f) ((pair? tree) (walk (car tree)) (walk (cdr tree))) (else (yield tree))))
      (caller 'end)))
  (lambda () (call/cc (lambda (k) (set! caller k) (resume)))))
(let ((next (tree->generator '((1 2) (3 (4)))))) (let* ((a (next)) (b (next)) (c (next)) (d (next))) (list a b c d (next)))) ;=> (1 2 3 4 end)

; dynamic-wind
(let ((path '()) (k #f))
  (define (add x) (set! path (cons x path)))
  (dynamic-wind (lambda () (add 'in)) (lambda () (add (call/cc (lambda (c) (set! k c) 'talk1)))) (lambda () (add 'out)))
  (if (< (length path) 4) (k 'talk2) (reverse path))) ;=> (in talk1 out in talk2 out)
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (call/cc (lambda (k)
    (dynamic-wind (lambda () (note 'a)) (lambda () (dynamic-wind (lambda () (note 'b)) (lambda () (k 1)) (lambda () (note 'c)))) (lambda () (note 'd)))))
  (reverse log)) ;=> (a b c d)
(call-with-values (lambda () (dynamic-wind (lambda () #f) (lambda () (values 1 2)) (lambda () #f))) list) ;=> (1 2)
(let ((p (make-parameter 1)) (seen '()))
  (dynamic-wind (lambda () #f)
    (lambda () (parameterize ((p 2)) (call/cc (lambda (k) (dynamic-wind (lambda () (set! seen (cons (p) seen))) (lambda () (parameterize ((p 3)) (k #f))) (lambda () (set! seen (cons (p) seen))))))))
    (lambda () (set! seen (cons (p) seen))))
  seen) ;=> (1 2 2)

; conditions
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'caught e))) (lambda () (+ 1 (raise 'an-error)))))) ;=> (caught an-error)
(with-exception-handler
  (lambda (con) (if (string? con) 42 0))
  (lambda () (+ (raise-continuable "should be a number") 23))) ;=> 65
(with-exception-handler (lambda (e) 'ignored) (lambda () (raise 'oops))) ;=> raises handler-returned
(guard (e ((symbol? e) (list 'sym e)) ((string? e) (list 'str e))) (raise 'boom)) ;=> (sym boom)
(guard (e ((symbol? e) (list 'sym e)) ((string? e) (list 'str e))) (raise "boom")) ;=> (str "boom")
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42)))) ;=> 42
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23)))) ;=> (b . 23)
(guard (e (else 'other)) (raise 1)) ;=> other
(guard (e (#f 'never)) 'value) ;=> value
(call-with-values (lambda () (guard (e (#f 'never)) (values 1 2))) list) ;=> (1 2)
(guard (e (#t (error-object-message e))) (error "went wrong" 1 2)) ;=> "went wrong"
(guard (e (#t (error-object-irritants e))) (error "went wrong" 1 2)) ;=> (1 2)
(guard (e ((error-object? e) (condition-kind e))) (car 5)) ;=> wrong-type
(guard (e ((error-object? e) (condition-kind e))) (vector-ref #(1 2) 9)) ;=> out-of-range
(guard (e ((string? e) 'inner)) (guard (e ((number? e) 'number)) (raise "text"))) ;=> inner
(raise 'nobody) ;=> raises nobody
(error "plain" 'x) ;=> raises error

; a condition that no clause wants passes on without leaving
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (guard (e (#t (note 'outer)))
    (dynamic-wind
      (lambda () (note 'in))
      (lambda () (guard (e ((begin (note 'asked) #f) 'never)) (raise 'x)))
      (lambda () (note 'out))))
  (reverse log)) ;=> (in asked out outer)
(with-exception-handler
  (lambda (e) 10)
  (lambda () (guard (e ((string? e) 'string)) (+ 1 (raise-continuable 'number))))) ;=> 11
; a handler runs with the handlers outside its own
(guard (e (#t (list 'outer e)))
  (with-exception-handler (lambda (e) (raise (list 'inner e))) (lambda () (raise 1)))) ;=> (outer (inner 1))
; clauses of guard are tail positions
(let loop ((n 20000)) (if (= n 0) 'done (guard (e (#t (loop (- n 1)))) (raise 'again)))) ;=> done

; parameters
(define radix (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix" x)))))
(define (show n) (number->string n (radix)))
(show 12) ;=> "12"
(parameterize ((radix 2)) (show 12)) ;=> "1100"
(parameterize ((radix 0)) (show 12)) ;=> raises error
(let ((k #f) (p (make-parameter 'a)) (n 0))
  (parameterize ((p 'b)) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (if (eq? (p) 'b) 'fine (error "lost")))
  (if (< n 2) (k #f) (list n (p)))) ;=> (2 a)
(radix 5) ;=> raises wrong-arguments

; promises
(force (delay (+ 1 2))) ;=> 3
(let ((p (delay (+ 1 2)))) (list (force p) (force p))) ;=> (3 3)
(let* ((n 0) (p (delay (begin (set! n (+ n 1)) n)))) (force p) (force p) n) ;=> 1
(force (make-promise 5)) ;=> 5
(force 7) ;=> 7
(promise? (delay 1)) ;=> #t
(let loop ((n 10000) (p (delay 'end))) (if (= n 0) (force p) (loop (- n 1) (let ((q p)) (delay-force q))))) ;=> end
(define (stream-from n) (delay-force (delay (cons n (stream-from (+ n 1))))))
(define (stream-ref s n) (if (= n 0) (car (force s)) (stream-ref (cdr (force s)) (- n 1))))
(stream-ref (stream-from 0) 1000) ;=> 1000
(letrec ((x 5) (p (delay (if (> x 5) x (begin (set! x (+ x 1)) (force p) x))))) (begin (force p) (set! x 10) (force p))) ;=> 6
(define frozen-promise (delay (+ 20 22)))
(list (force frozen-promise) (force frozen-promise)) ;=> (42 42)

; deep recursion and tail calls
(let loop ((n 1000000)) (if (= n 0) 0 (+ 1 (loop (- n 1))))) ;=> 1000000
(let loop ((n 1000000)) (if (= n 0) 'done (loop (- n 1)))) ;=> done
(let loop ((n 100000)) (cond ((= n 0) 'done) (else (when #t (and #t (or #f (loop (- n 1)))))))) ;=> done
(apply + 1 2 '(3 4)) ;=> 10
(apply max '(3 9 2)) ;=> 9
