; The pattern language of syntax-rules, rule by rule of R7RS 4.3.2.

(define-syntax m-tail (syntax-rules () ((_ a ... b c) '((a ...) b c))))
(m-tail 1 2) ;=> (() 1 2)
(m-tail 1 2 3 4) ;=> ((1 2) 3 4)
(m-tail 1) ;=> refused no-matching-rule
(define-syntax m-dot (syntax-rules () ((_ a ... b . c) '((a ...) b c))))
(m-dot 1 2 3 . 4) ;=> ((1 2) 3 4)
(m-dot 1 2 3) ;=> ((1 2) 3 ())
(m-dot 1 . 2) ;=> (() 1 2)
(define-syntax m-vec (syntax-rules () ((_ #(a ... b)) '((a ...) b)) ((_ x) 'no-vector)))
(m-vec #(1 2 3)) ;=> ((1 2) 3)
(m-vec #(1)) ;=> (() 1)
(m-vec #()) ;=> no-vector
(m-vec (1 2)) ;=> no-vector
(define-syntax m-vec-mid (syntax-rules () ((_ #(a (b ...) ... c)) '(a (b ... ...) c))))
(m-vec-mid #(1 (2 3) () (4) 5)) ;=> (1 (2 3 4) 5)
(define-syntax m-vec-out (syntax-rules () ((_ (a b) ...) '#(#(a ...) #(b ... end)))))
(m-vec-out (1 2) (3 4)) ;=> #(#(1 3) #(2 4 end))
(define-syntax m-vec-quasi (syntax-rules () ((_ a ...) `#(,a ... ,@(list a ...)))))
(m-vec-quasi 1 2) ;=> #(1 2 1 2)
(define-syntax m-deep (syntax-rules () ((_ (((a ...) ...) ...)) '(a ... ... ...))))
(m-deep (((1 2) (3)) () ((4)))) ;=> (1 2 3 4)
(define-syntax m-deep-keep (syntax-rules () ((_ ((x (y ...) ...) ...)) '((x y ... ...) ...))))
(m-deep-keep ((a (1 2) (3)) (b) (c (4)))) ;=> ((a 1 2 3) (b) (c 4))
(define-syntax m-mixed (syntax-rules () ((_ k (a b ...) ...) '((k a (b k) ...) ...))))
(m-mixed z (1 2 3) (4)) ;=> ((z 1 (2 z) (3 z)) (z 4))
(define-syntax m-parallel (syntax-rules () ((_ (a ...) (b ...)) '((a . b) ...))))
(m-parallel (1 2) (3 4)) ;=> ((1 . 3) (2 . 4))
(m-parallel () ()) ;=> ()
(define-syntax m-escape (syntax-rules () ((_ a) '(a (... ...) (... (a ...)) (... (... a))))))
(m-escape 1) ;=> (1 ... (1 ...) (... 1))
(define-syntax m-escape-vec (syntax-rules () ((_ a) '(... #(a ...)))))
(m-escape-vec 1) ;=> #(1 ...)
(define-syntax m-own (syntax-rules etc () ((_ (a b etc) etc) '((b etc ... a) etc))))
(m-own (1 2 3) (4)) ;=> ((2 3 ... 1) (... 4))
(define-syntax m-own-literal (syntax-rules etc (etc) ((_ etc) 'literal) ((_ x) 'other)))
(list (m-own-literal etc) (m-own-literal 1)) ;=> (literal other)
(define-syntax m-dots-literal (syntax-rules (...) ((_ ... a) '(dots a)) ((_ a b) '(plain a b))))
(list (m-dots-literal ... 1) (m-dots-literal 1 2)) ;=> ((dots 1) (plain 1 2))
(define-syntax m-under-literal (syntax-rules (_) ((m _) 'under) ((m x) 'other)))
(list (m-under-literal _) (m-under-literal 1)) ;=> (under other)
(define-syntax m-under (syntax-rules () ((_ _ (_ a) #(_ b) _ ...) '(a b))))
(m-under 1 (2 3) #(4 5) 6 7) ;=> (3 5)
(define-syntax m-under-rest (syntax-rules () ((_ a . _) 'a)))
(list (m-under-rest 1) (m-under-rest 1 2 3)) ;=> (1 1)
(define-syntax m-datum (syntax-rules () ((_ 1 "s" #\c #t) 'all) ((_ . x) 'none)))
(list (m-datum 1 "s" #\c #t) (m-datum 1.0 "s" #\c #t) (m-datum 1 "t" #\c #t)) ;=> (all none none)
(define-syntax m-quoted (syntax-rules (quote) ((_ 'x) 'x) ((_ x) '(not x))))
(list (m-quoted 'a) (m-quoted a)) ;=> (a (not a))
(define-syntax m-keyword-ignored (syntax-rules () ((anything a) 'a)))
(m-keyword-ignored 1) ;=> 1
(define-syntax m-keyword-own (syntax-rules () ((m-keyword-own a) '(m-keyword-own a))))
(m-keyword-own 1) ;=> (m-keyword-own 1)
(define-syntax m-empty (syntax-rules ()))
(m-empty) ;=> refused no-matching-rule
(define-syntax m-first-wins (syntax-rules () ((_ a ...) 'first) ((_ a) 'second)))
(m-first-wins 1) ;=> first
(define-syntax m-nil (syntax-rules () ((_ ()) 'nil) ((_ (a)) 'one) ((_ a) 'atom)))
(list (m-nil ()) (m-nil (1)) (m-nil 1)) ;=> (nil one atom)
(define-syntax m-improper (syntax-rules () ((_ (a . b)) '(a b)) ((_ c) 'c)))
(list (m-improper (1 . 2)) (m-improper (1 2)) (m-improper 3)) ;=> ((1 2) (1 (2)) 3)
(define-syntax m-pairs (syntax-rules () ((_ (a . b) ...) '((a ...) (b ...)))))
(m-pairs (1 . 2) (3 4) (5)) ;=> ((1 3 5) (2 (4) ()))
(define-syntax m-prefix (syntax-rules () ((_ a ... (b ...)) '(a ... / b ...))))
(m-prefix 1 2 (3 4)) ;=> (1 2 / 3 4)
(define-syntax m-strings (syntax-rules () ((_ "a" x) (list "a" x)) ((_ y x) (list 'other x))))
(list (m-strings "a" 1) (m-strings "b" 2)) ;=> (("a" 1) (other 2))
(define-syntax m-nested-lit (syntax-rules (in to) ((_ (x in (a to b)) ...) '((x a b) ...))))
(m-nested-lit (i in (1 to 2)) (j in (3 to 4))) ;=> ((i 1 2) (j 3 4))
(define-syntax m-many
  (syntax-rules () ((_ (name val) ... body) ((lambda (name ...) body) val ...))))
(m-many (a 1) (b 2) (list a b)) ;=> (1 2)
(m-many 5) ;=> 5
(define-syntax m-number-of (syntax-rules () ((_) 0) ((_ a b ...) (+ 1 (m-number-of b ...)))))
(m-number-of a b c d e) ;=> 5

; mistakes in the rules are told where they stand
(let-syntax ((m (syntax-rules ()))) (m)) ;=> refused no-matching-rule
(let-syntax ((m (syntax-rules () ((_ a b a) 1)))) 1) ;=> refused bad-pattern
(let-syntax ((m (syntax-rules () ((_ (a ... b ... c)) 1)))) 1) ;=> refused bad-pattern
(let-syntax ((m (syntax-rules () ((_ ... a) 1)))) 1) ;=> refused bad-pattern
(let-syntax ((m (syntax-rules () ((_ (a ...)) '(a ... ...))))) 1) ;=> refused bad-template
(let-syntax ((m (syntax-rules () ((_ ((a ...) ...)) '(a ...))))) 1) ;=> refused bad-template
(let-syntax ((m (syntax-rules () (5 1)))) 1) ;=> refused bad-pattern
(let-syntax ((m (syntax-rules () ((_))))) 1) ;=> refused bad-syntax
(let-syntax ((m (syntax-rules () ((_) 1 2)))) 1) ;=> refused bad-syntax
(let-syntax ((m (syntax-rules (1) ((_) 1)))) 1) ;=> refused bad-syntax
(let-syntax ((m (syntax-rules))) 1) ;=> refused bad-syntax
(let-syntax ((m (lambda (x) x))) 1) ;=> refused bad-syntax
(define-syntax) ;=> refused bad-syntax
(define-syntax (m x) x) ;=> refused bad-syntax
(let ((x 1)) (define-syntax 5 (syntax-rules ())) x) ;=> refused bad-syntax
(let () (define-syntax m (syntax-rules () ((_) 1)))) ;=> refused bad-syntax
(let ((m 1)) (let-syntax ((m (syntax-rules () ((_ x) x)))) m)) ;=> refused not-an-expression
(let-syntax ((m (syntax-rules () ((_ x) x)))) (set! m 1)) ;=> refused not-an-expression
(let-syntax ((m (syntax-rules () ((_ x) x)) ) (m (syntax-rules () ((_ x) x)))) 1) ;=> refused defined-twice
(syntax-error "stop" (1 2)) ;=> refused bad-syntax
(let-syntax ((m (syntax-rules () ((_) (syntax-error "needs an operand")) ((_ a) a)))) (m)) ;=> refused bad-syntax

; a variable may stand under more ellipses than in its pattern: the outermost repeat it, but for what needs it inside
(let-syntax ((m (syntax-rules () ((_ (a ...) (b ...)) '((a b ...) ...))))) (m (1 2) (3 4))) ;=> ((1 3 4) (2 3 4))
(let-syntax ((m (syntax-rules () ((_ (a b ...) ...) '(((a b) ...) ...))))) (m (1 2 3) (4 5))) ;=> (((1 2) (1 3)) ((4 5)))
(let-syntax ((m (syntax-rules () ((_ b ...) '((b (b ...)) ...))))) (m 1 2)) ;=> ((1 (1 2)) (2 (1 2)))
(let-syntax ((m (syntax-rules () ((_ b ...) '((b b ...) ...))))) (m 1 2)) ;=> ((1 1 2) (2 1 2))
(let-syntax ((m (syntax-rules () ((_ (a ...) (b ...) ...) '((a b ...) ...))))) (m (1 2) (3 4) (5 6))) ;=> ((1 3 4) (2 5 6))
(let-syntax ((m (syntax-rules () ((_ (a ...) b ...) '((a . #(b ...)) ...))))) (m (1 2) 3 4)) ;=> ((1 . #(3 4)) (2 . #(3 4)))
(let-syntax ((m (syntax-rules () ((_ (x ...) (y ...) (z ...)) '((z (y x ...) ...) ...)))))
  (m (1 2) (3 4) (5 6))) ;=> ((5 (3 1 2) (4 1 2)) (6 (3 1 2) (4 1 2)))
(let-syntax ((m (syntax-rules () ((_ (v ...) body ...) (list (let ((v 'v)) body ...) ...))))) (m (a b) 'skipped 5)) ;=> (5 5)
(let-syntax ((m (syntax-rules () ((_ (a ...)) '((a ...) ...))))) 1) ;=> refused bad-template
(let-syntax ((m (syntax-rules () ((_ a) '((a) ...))))) 1) ;=> refused bad-template
