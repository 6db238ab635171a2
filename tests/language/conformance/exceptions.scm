; R7RS 6.11 and 4.2.7: raise, handlers and guard.

(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'condition e))) (lambda () (+ 1 (raise 'an-error)))))) ;=> (condition an-error)
(with-exception-handler (lambda (e) 42) (lambda () (+ (raise-continuable 'c) 23))) ;=> 65
(with-exception-handler (lambda (e) 'back) (lambda () (raise 'non-continuable))) ;=> raises handler-returned
(guard (e (#t (list 'second e))) (with-exception-handler (lambda (e) 'back) (lambda () (raise 'first)))) ;=> (second #<condition handler-returned "a handler returned from a raise" (first)>)
(guard (e (#t (condition-kind e))) (with-exception-handler (lambda (e) 'back) (lambda () (raise 'first)))) ;=> handler-returned
(with-exception-handler 5 (lambda () 1)) ;=> raises wrong-type
(with-exception-handler (lambda (e) 1)) ;=> refused wrong-arguments
; handlers nest: while one runs, the one outside it is in force
(with-exception-handler (lambda (e) (list 'outer e))
  (lambda () (with-exception-handler (lambda (e) (list 'inner (raise-continuable (list e 'again)))) (lambda () (raise-continuable 'first))))) ;=> (inner (outer (first again)))
(with-exception-handler (lambda (e) 1) (lambda () (+ (raise-continuable 'a) (with-exception-handler (lambda (e) 10) (lambda () (raise-continuable 'b))) (raise-continuable 'c)))) ;=> 12
; a handler runs where the raise stands
(let ((p (make-parameter 'outside)))
  (with-exception-handler (lambda (e) (p)) (lambda () (parameterize ((p 'inside)) (raise-continuable 'ask))))) ;=> inside
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (with-exception-handler (lambda (e) (note 'handler) 5)
    (lambda () (dynamic-wind (lambda () (note 'in)) (lambda () (note (raise-continuable 'x))) (lambda () (note 'out)))))
  (reverse log)) ;=> (in handler 5 out)
; errors of the system may be handled like any other, and a handler's answer stands for the call's
(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 'x)))) ;=> 11
(guard (e (#t 'caught)) (vector-ref #(1) 5)) ;=> caught
(guard (e (#t 'caught)) (undefined-procedure-of-mine)) ;=> refused unbound-name
(guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e)))) (error "msg" 'a "b" 3)) ;=> ("msg" (a "b" 3))
(guard (e ((string? (error-object-message e)) 'told)) (car '())) ;=> told
(guard (e ((list? (error-object-irritants e)) 'told)) (+ 'a 1)) ;=> told
(map error-object? (list 1 'a "s" (guard (e (#t e)) (error "x")) (guard (e (#t e)) (car 1)) (guard (e (#t e)) (raise 'x)))) ;=> (#f #f #f #t #t #f)
(map (lambda (x) (list (file-error? x) (read-error? x))) (list 1 (guard (e (#t e)) (error "x")))) ;=> ((#f #f) (#f #f))
(error-object-message 5) ;=> raises wrong-type
(guard (e (#t (error-object-message e))) (error 'not-a-string 1)) ;=> not-a-string

; guard
(guard (e ((symbol? e) (list 'sym e)) ((string? e) (list 'str e))) 'no-raise) ;=> no-raise
(guard (e ((symbol? e) (list 'sym e))) (raise 'x)) ;=> (sym x)
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42)))) ;=> 42
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23)))) ;=> (b . 23)
(guard (e (else 'always)) (raise #f)) ;=> always
(guard (e ((memv e '(1 2)) => (lambda (tail) (length tail))) (else 0)) (raise 1)) ;=> 2
(guard (e (#f 'never)) (raise 'passes-on)) ;=> raises passes-on
(guard (e) 'empty) ;=> empty
(guard (e) (raise 'x)) ;=> raises x
(guard (outer (#t (list 'outer outer))) (guard (inner ((number? inner) 'number)) (raise 'sym))) ;=> (outer sym)
(guard (outer (#t (list 'outer outer))) (guard (inner (#t (raise (list 'again inner)))) (raise 'sym))) ;=> (outer (again sym))
(guard (e (#t (define x 5) (+ x e))) (raise 1)) ;=> 6
(let ((x 1)) (guard (x ((eq? x 2) (list 'raised x))) (raise 2))) ;=> (raised 2)
(call-with-values (lambda () (guard (e (#t (values 1 2))) (raise 'x))) list) ;=> (1 2)
(guard (e (#t e)) (define local 5) (raise local)) ;=> 5
; the clauses run outside the body's extent; the reraise inside it
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (guard (e (#t (note 'clause))) (dynamic-wind (lambda () (note 'in)) (lambda () (raise 'x)) (lambda () (note 'out))))
  (reverse log)) ;=> (in out clause)
(let ((p (make-parameter 1)))
  (guard (e (#t (p))) (parameterize ((p 2)) (raise 'x)))) ;=> 1
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (with-exception-handler (lambda (e) (note (list 'handler e)) 'answer)
    (lambda () (note (guard (e ((string? e) 'string)) (dynamic-wind (lambda () (note 'in)) (lambda () (raise-continuable 'x)) (lambda () (note 'out)))))))
  (reverse log)) ;=> (in (handler x) out answer)
(let ((p (make-parameter 1)))
  (with-exception-handler (lambda (e) (list e (p)))
    (lambda () (guard (e ((string? e) 'string)) (parameterize ((p 2)) (raise-continuable 'x)))))) ;=> (x 2)
(guard (e ((string? e) 'string)) (guard (e ((number? e) 'number)) (guard (e ((symbol? e) 'symbol)) (raise "text")))) ;=> string
(let loop ((n 10000) (sum 0)) (if (= n 0) sum (loop (- n 1) (+ sum (guard (e (#t e)) (raise 1)))))) ;=> 10000
(let ((k (guard (e (#t 'none)) (call/cc (lambda (k) k))))) (if (procedure? k) (k 'again) k)) ;=> again
(let ((k #f) (n 0))
  (let ((v (guard (e (#t (list 'caught e n))) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (raise 'boom))))
    (if (< n 3) (k #f) v))) ;=> (caught boom 3)
(guard (e ((symbol? e) e)) (for-each (lambda (x) (if (= x 2) (raise 'two))) '(1 2 3))) ;=> two
(raise-continuable 'nobody) ;=> raises nobody
(error "plain") ;=> raises error

; what fails under `not`, or in a test, fails as it does elsewhere
(map (lambda (thunk) (guard (e (#t (error-object-irritants e))) (thunk))) (list (lambda () (if (not (< 'a 1)) 'yes 'no)) (lambda () (if (and (not (= 1 1.5)) (not (> 1 'b))) 'yes 'no)) (lambda () (list (not (= 'c 1)))) (lambda () (or (null? 1) (= 'd 1) 'else)))) ;=> ((a) (b) (c) (d))

; the clauses of guard are asked with the parameters of the guard, not of the raise
(let ((p (make-parameter #t)))
  (guard (e ((p) 'outside) (else 'inside)) (parameterize ((p #f)) (raise 'x)))) ;=> outside
(let ((p (make-parameter 1)))
  (guard (outer (#t (list outer (p))))
    (parameterize ((p 2))
      (guard (inner ((begin (if (not (= (p) 2)) (raise 'wrong)) #f) 'never)) (parameterize ((p 3)) (raise 'x)))))) ;=> (x 1)
; what no clause wants is still raised with the parameters of its raise
(let ((p (make-parameter 1)))
  (with-exception-handler (lambda (e) (p))
    (lambda () (guard (e ((string? e) 'never)) (parameterize ((p 2)) (raise-continuable 'x)))))) ;=> 2
