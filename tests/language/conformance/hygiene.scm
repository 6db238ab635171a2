; Hygiene where it is hard: shadowing on every side, macros that make macros, identifiers that travel.

; a template's own names and the author's never meet
(let ((x 1))
  (let-syntax ((pick (syntax-rules () ((_ a) (let ((x 'own)) (let ((a 'given)) x))))))
    (pick x))) ;=> own
(define-syntax loop-until
  (syntax-rules () ((_ var init test step) (let again ((var init)) (if test var (again step))))))
(let ((again 3)) (loop-until i 0 (>= i again) (+ i 1))) ;=> 3
(define-syntax my-if (syntax-rules () ((_ c t e) (cond (c t) (else e)))))
(let ((else #f) (cond 5)) (my-if #f 1 cond)) ;=> 5
(define-syntax my-let*
  (syntax-rules ()
    ((_ () e ...) (let () e ...))
    ((_ ((n v) r ...) e ...) (let ((n v)) (my-let* (r ...) e ...)))))
(my-let* ((x 1) (x (+ x 1)) (y x)) (list x y)) ;=> (2 2)

; keywords may be shadowed, also by definitions of a body
(let () (define if list) (if 1 2 3)) ;=> (1 2 3)
(let ((define list)) (define 1 2)) ;=> (1 2)
(let ((quote -)) '5) ;=> -5
(let ((unquote 1)) `(a unquote b)) ;=> (a unquote b)

; words that travel through several macros keep their meaning
(define-syntax pass-else (syntax-rules () ((_ k) (is-else k else))))
(define-syntax is-else (syntax-rules (else) ((_ k else) 'else) ((_ k x) 'other)))
(pass-else 1) ;=> else
(let ((else 1)) (is-else 1 else)) ;=> other
(let ((else 1)) (pass-else 1)) ;=> else

; quasiquotation in templates
(define-syntax show (syntax-rules () ((_ x) `(x ,x free))))
(let ((z 5)) (show z)) ;=> (z 5 free)

; macros inside macros
(define-syntax with-reader
  (syntax-rules ()
    ((_ reader value) (let-syntax ((reader (syntax-rules () ((_ ignored) 'value)))) (reader 1)))))
(with-reader get free) ;=> free
(let ((a 'outermost))
  (letrec-syntax
      ((start (syntax-rules () ((_ given) (next a given))))
       (next (syntax-rules () ((_ one two) (list one (let ((one 'inner)) (list two one 'one)))))))
    (let ((a 'innermost)) (start a)))) ;=> (outermost (innermost inner a))
(let-syntax ((a (syntax-rules () ((_) 1))))
  (let-syntax ((b (syntax-rules () ((_) (a)))))
    (let-syntax ((a (syntax-rules () ((_) 2)))) (list (a) (b))))) ;=> (2 1)
(let loop ((i 0))
  (define-syntax next (syntax-rules () ((_ x) (+ x 1))))
  (if (< i 3) (loop (next i)) i)) ;=> 3

; definitions that macros make
(define-syntax define-all (syntax-rules () ((_ n ...) (begin (define n 'n) ...))))
(let () (define-all a b c) (list a b c)) ;=> (a b c)
(let () (define-record-type p (mk a) p? (a get)) (get (mk 4))) ;=> 4
(define-syntax define-box
  (syntax-rules () ((_ name make get) (define-record-type name (make content) box? (content get)))))
(define-box one make-one get-one)
(define-box two make-two get-two)
(list (get-one (make-one 1)) (get-two (make-two 2))) ;=> (1 2)
(get-one (make-two 2)) ;=> raises wrong-type

; ellipses
(define-syntax nest
  (syntax-rules () ((_ (a (b c ...) ...) ...) '((a (c ... b) ...) ...))))
(nest (1 (2 3 4) (5)) (6)) ;=> ((1 (3 4 2) (5)) (6))
(define-syntax swap-pairs (syntax-rules () ((_ (x . y) ...) '((y . x) ...))))
(swap-pairs (1 . 2) (3 4)) ;=> ((2 . 1) ((4) . 3))
(define-syntax whole (syntax-rules () ((_ . x) 'x)))
(list (whole) (whole 1 2) (whole . 3)) ;=> (() (1 2) 3)
(define-syntax flat (syntax-rules () ((_ (a ...) ... z) '(z a ... ...))))
(flat (1 2) () (3) 4) ;=> (4 1 2 3)
(define-syntax middle
  (syntax-rules () ((_ a (m n) ... x y) '(a (m ...) (n ...) (x y))) ((_ . rest) 'none)))
(list (middle 1 (2 3) (4 5) 6 7) (middle 1 2 3) (middle 1 2)) ;=> ((1 (2 4) (3 5) (6 7)) (1 () () (2 3)) none)
(let ((... 2))
  (let-syntax ((s (syntax-rules () ((_ x ...) 'two) ((_ . r) 'any)))) (s a b c))) ;=> any
(define-syntax underline (syntax-rules () ((_ _) '_)))
(underline anything) ;=> _

; what a body defines is known to all of it, and has no value before its turn
(let () (define (g) (h)) (define-values (h i) (values (lambda () i) 5)) (g)) ;=> 5
(letrec ((a (lambda () b)) (b 2)) (a)) ;=> 2
(letrec ((a b) (b 2)) a) ;=> raises undefined-variable
(let () (define x y) (define y 1) x) ;=> raises undefined-variable
(parameterize () 1) ;=> 1
(let*-values () 1) ;=> 1
(case-lambda) ;=> refused bad-syntax
