; syntax-rules: hygiene and every corner of its patterns.

(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other)) ;=> (2 1)

(define-syntax my-or
  (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(let ((t 5)) (my-or #f t)) ;=> 5
(let ((if list)) (my-or #f 3)) ;=> 3
(let ((x 1)) (let-syntax ((get-x (syntax-rules () ((_) x)))) (let ((x 2)) (get-x)))) ;=> 1

; a free symbol of a template speaks of the place of the macro's definition
(define outer-value 'outer)
(define-syntax get-outer (syntax-rules () ((_) outer-value)))
(let ((outer-value 'inner)) (get-outer)) ;=> outer

; literals match by binding
(define-syntax has-arrow
  (syntax-rules (=>) ((_ a => b) (list 'arrow a b)) ((_ a b c) (list 'plain a b c))))
(has-arrow 1 => 2) ;=> (arrow 1 2)
(let ((=> 0)) (has-arrow 1 => 2)) ;=> (plain 1 0 2)
(define-syntax word
  (syntax-rules (own) ((_ own) 'literal) ((_ x) 'variable)))
(word own) ;=> literal
(let ((own 1)) (word own)) ;=> variable

; ellipses: nested, with tails, in vectors, escaped, of one's own
(define-syntax my-let
  (syntax-rules ()
    ((_ ((name value) ...) body ...) ((lambda (name ...) body ...) value ...))
    ((_ tag ((name value) ...) body ...) ((letrec ((tag (lambda (name ...) body ...))) tag) value ...))))
(my-let ((a 1) (b 2)) (+ a b)) ;=> 3
(my-let loop ((n 4) (acc '())) (if (= n 0) acc (loop (- n 1) (cons n acc)))) ;=> (1 2 3 4)
(define-syntax flatten
  (syntax-rules () ((_ ((a b ...) ...)) '(a ... (b ... ) ... b ... ...))))
(flatten ((1 2 3) (4) (5 6))) ;=> (1 4 5 (2 3) () (6) 2 3 6)
(define-syntax last-of (syntax-rules () ((_ x ... y) 'y)))
(last-of 1 2 3) ;=> 3
(last-of 1) ;=> 1
(define-syntax ends (syntax-rules () ((_ (a b ... c d)) '(a (b ...) c d))))
(ends (1 2 3)) ;=> (1 () 2 3)
(ends (1 2 3 4 5)) ;=> (1 (2 3) 4 5)
(define-syntax dotted (syntax-rules () ((_ (a b ... . c)) '(a (b ...) c))))
(dotted (1 2 3 . 4)) ;=> (1 (2 3) 4)
(dotted (1 2 3)) ;=> (1 (2 3) ())
(define-syntax rest (syntax-rules () ((_ a . b) '(a b))))
(rest 1 2 3) ;=> (1 (2 3))
(rest 1) ;=> (1 ())
(define-syntax vectors (syntax-rules () ((_ #(a b ...)) '(a #(b ... a)))))
(vectors #(1 2 3)) ;=> (1 #(2 3 1))
(define-syntax with-constant
  (syntax-rules () ((_ x ...) '((k x) ...))))
(with-constant 1 2) ;=> ((k 1) (k 2))
(define-syntax repeat-first
  (syntax-rules () ((_ (a b ...) ...) '((a b) ... ...))))
(repeat-first (1 2 3) (4 5)) ;=> ((1 2) (1 3) (4 5))
(define-syntax escaped (syntax-rules () ((_ x) '(x (... ...)))))
(escaped 1) ;=> (1 ...)
(define-syntax own-ellipsis
  (syntax-rules ::: () ((_ (a :::) ...) '(a ::: ...))))
(own-ellipsis (1 2) 3) ;=> (1 2 3)
(define-syntax ellipsis-literal (syntax-rules (...) ((_ ...) 'dots) ((_ x) 'other)))
(ellipsis-literal ...) ;=> dots
(ellipsis-literal 1) ;=> other
(define-syntax ignore (syntax-rules () ((_ _ x _) 'x)))
(ignore 1 2 3) ;=> 2
(define-syntax matches-datum (syntax-rules () ((_ 1) 'one) ((_ "a") 'a) ((_ #\b) 'b) ((_ x) 'other)))
(list (matches-datum 1) (matches-datum "a") (matches-datum #\b) (matches-datum 1.0)) ;=> (one a b other)

; macros that define macros
(define-syntax make-adder
  (syntax-rules () ((_ name n) (define-syntax name (syntax-rules () ((_ x) (+ x n)))))))
(make-adder add5 5)
(add5 3) ;=> 8
(define-syntax begin-by-name
  (syntax-rules () ((_ name) (define-syntax name (syntax-rules () ((_ e (... ...)) (begin e (... ...))))))))
(begin-by-name sequence)
(sequence 1 2 3) ;=> 3
(let ((x 1))
  (define-syntax outer
    (syntax-rules () ((_ y) (let-syntax ((inner (syntax-rules () ((_ z) (list x y z))))) (let ((x 10)) (inner x))))))
  (outer 2)) ;=> (1 2 10)
(define-syntax define-getter
  (syntax-rules () ((_ getter value) (begin (define hidden value) (define (getter) hidden)))))
(define-getter get-one 1)
(define-getter get-two 2)
(list (get-one) (get-two)) ;=> (1 2)
(let () (define-getter get 7) (get)) ;=> 7

; scopes of macros
(let-syntax ((given-that (syntax-rules () ((_ test stmt) (if test stmt 'no)))))
  (let ((if #t)) (given-that if 'now))) ;=> now
(letrec-syntax
    ((even-many? (syntax-rules () ((_) #t) ((_ x . r) (odd-many? . r))))
     (odd-many? (syntax-rules () ((_) #f) ((_ x . r) (even-many? . r)))))
  (list (even-many? 1 2) (even-many? 1))) ;=> (#t #f)
(let ((x 'outer))
  (let-syntax ((m (syntax-rules () ((m) x))))
    (let ((x 'inner)) (m)))) ;=> outer
(let () (define-syntax five (syntax-rules () ((_) 5))) (define x (five)) (* x x)) ;=> 25
(let ()
  (define-syntax define-twice (syntax-rules () ((_ a b v) (begin (define a v) (define b v)))))
  (define-twice p q 4)
  (+ p q)) ;=> 8
(define (shadowed when) (when 3))
(shadowed (lambda (x) (* x x))) ;=> 9
(let ((unless (lambda (x) x))) (unless 2)) ;=> 2

; quoted syntax loses its renaming
(define-syntax quoted (syntax-rules () ((_ x) '(x y))))
(quoted z) ;=> (z y)
(define-syntax kind-of
  (syntax-rules (quote) ((_ 'x) 'quoted) ((_ x) 'plain)))
(list (kind-of 'a) (kind-of a)) ;=> (quoted plain)

; tail of the language: loops as macros
(define-syntax while
  (syntax-rules () ((_ test body ...) (let loop () (when test body ... (loop))))))
(let ((loop 0) (n 0)) (while (< n 3) (set! n (+ n 1)) (set! loop (+ loop n))) loop) ;=> 6
(define-syntax my-cond
  (syntax-rules (else) ((_ (else e)) e) ((_ (c e) clause ...) (if c e (my-cond clause ...)))))
(my-cond (#f 1) (else 2)) ;=> 2

; mistakes
(swap! 1) ;=> refused no-matching-rule
(let-syntax ((m (syntax-rules () ((_ a a) a)))) 1) ;=> refused bad-pattern
(let-syntax ((m (syntax-rules () ((_ a ... b ...) 1)))) 1) ;=> refused bad-pattern
(let-syntax ((m (syntax-rules () ((_ a ...) a)))) 1) ;=> refused bad-template
(let-syntax ((m (syntax-rules () ((_ a) (a ...))))) 1) ;=> refused bad-template
(let-syntax ((m (syntax-rules () ((_ (a ...) (b ...)) '((a b) ...))))) (m (1 2) (3))) ;=> refused bad-template
(let-syntax ((m 5)) 1) ;=> refused bad-syntax
(let-syntax ((m (syntax-rules () ((_ x) (m x x))))) 1) ;=> 1
(letrec-syntax ((m (syntax-rules () ((_ x) (m x))))) (m 1)) ;=> refused expansion-limit
(letrec-syntax ((m (syntax-rules () ((_ x ...) (m x ... x ...))))) (m 1)) ;=> refused expansion-limit
(syntax-error "no such thing" 5) ;=> refused bad-syntax
(swap! . 1) ;=> refused no-matching-rule
