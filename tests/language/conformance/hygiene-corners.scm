; Hygiene in its far corners: words shadowed by locals, definitions that macros hide, macros that carry others' names.

; an auxiliary word matches when both places mean the same by it, whatever is meant
(define-syntax arrow? (syntax-rules (=>) ((_ =>) #t) ((_ x) #f)))
(arrow? =>) ;=> #t
(let ((=> 1)) (arrow? =>)) ;=> #f
(let () (define => 1) (arrow? =>)) ;=> #f
(let-syntax ((=> (syntax-rules ()))) (arrow? =>)) ;=> #f
(let ((=> 'local))
  (let-syntax ((here? (syntax-rules (=>) ((_ =>) #t) ((_ x) #f)))) (here? =>))) ;=> #t
(let ((=> 'local))
  (let-syntax ((here? (syntax-rules (=>) ((_ =>) #t) ((_ x) #f)))) (let ((=> 'other)) (here? =>)))) ;=> #f
(define-syntax ask-arrow (syntax-rules () ((_) (arrow? =>))))
(let ((=> 1)) (ask-arrow)) ;=> #t
(define-syntax same-word?
  (syntax-rules ()
    ((_ a b) (let-syntax ((test (syntax-rules (a) ((_ a) #t) ((_ x) #f)))) (test b)))))
(list (same-word? x x) (same-word? x y)) ;=> (#t #f)
(let ((x 1)) (same-word? x x)) ;=> #t
(let ((else 1)) (cond (#f 'no) (else 'yes))) ;=> yes
(let ((else #f)) (cond (#f 'no) (else 'yes) (#t 'last))) ;=> last
(let ((else #f)) (case 1 ((2) 'two) (else 'other))) ;=> refused bad-syntax
(let ((=> #f)) (case 1 ((1) => 'one))) ;=> one
(let ((=> list)) (guard (e (#t => e)) (raise 'x))) ;=> x
(define-syntax my-case
  (syntax-rules (else) ((_ k ((d) e) ... (else z)) (case k ((d) e) ... (else z)))))
(my-case 3 ((1) 'one) ((2) 'two) (else 'many)) ;=> many
(let ((list vector)) (let-syntax ((three (syntax-rules () ((_ a) (list a a a))))) (let ((list cons)) (three 1)))) ;=> #(1 1 1)

; the core's words can be bound to anything
(let ((lambda 1) (let 2) (if 3)) (list lambda let if)) ;=> (1 2 3)
(let* ((begin list)) (begin 1 2)) ;=> (1 2)
(let ((set! list) (x 1)) (set! x 2)) ;=> (1 2)
(define (uses-define define) (define 3))
(uses-define (lambda (x) (* x x))) ;=> 9
(let ((or list)) (let ((t 1)) (or t 2))) ;=> (1 2)
(let ((quasiquote list)) `1) ;=> (1)
(let ((unquote list)) `(1 ,2)) ;=> (1 ,2)
(let ((... 1) (_ 2)) (list ... _)) ;=> (1 2)
(let ((syntax-rules 1)) syntax-rules) ;=> 1
(letrec ((cond (lambda (x) (if x 'called 'not)))) (cond #t)) ;=> called
(do ((do 0 (+ do 1))) ((= do 3) do)) ;=> 3
(let-syntax ((if (syntax-rules () ((_ a b c) (cond (a c) (else b)))))) (if #t 1 2)) ;=> 2
(let () (define-syntax if (syntax-rules () ((_ . x) 'mine))) (if 1 2 3)) ;=> mine

; what the expansion of a library form speaks of is the library's
(let ((car cdr) (call-with-values #f) (dynamic-wind #f)) (let-values (((a b) (values 1 2))) (list a b))) ;=> (1 2)
(let ((raise-continuable #f) (with-exception-handler #f) (call/cc #f)) (guard (e (#t (list 'caught e))) (raise 1))) ;=> (caught 1)
(let ((list #f) (cons #f) (append #f)) `(1 ,(+ 1 1) ,@(vector->list #(3 4)))) ;=> (1 2 3 4)
(let ((make-promise #f)) (force (delay 5))) ;=> 5
(let ((eqv? (lambda (a b) #t)) (memv (lambda (a b) #t))) (case 1 ((2) 'wrong) (else 'right))) ;=> right
(let ((not (lambda (x) x))) (unless #f 'right)) ;=> right
(let ((%parameterize 1)) %parameterize) ;=> 1

; temporaries of one macro, made many times over, are never one
(define-syntax both (syntax-rules () ((_ a b) (let ((t a)) (if t b t)))))
(let ((t 'outer)) (both (both #t t) t)) ;=> outer
(define-syntax my-or2 (syntax-rules () ((_ a b) (let ((t a)) (if t t b)))))
(let ((t 1)) (my-or2 #f (my-or2 #f t))) ;=> 1
(define-syntax tmps
  (syntax-rules ()
    ((_ "go" () ((t v) ...)) (let ((t v) ...) (list t ...)))
    ((_ "go" (v r ...) (b ...)) (tmps "go" (r ...) (b ... (t v))))
    ((_ v ...) (tmps "go" (v ...) ()))))
(tmps 1 2 3) ;=> (1 2 3)
(define-syntax my-let-values
  (syntax-rules ()
    ((_ "bind" () (a ...) e body) (call-with-values (lambda () e) (lambda (a ...) body)))
    ((_ "bind" (f r ...) (a ...) e body) (my-let-values "bind" (r ...) (a ... t) e (let ((f t)) body)))
    ((_ (f ...) e body) (my-let-values "bind" (f ...) () e body))))
(my-let-values (a b c) (values 1 2 3) (list c b a)) ;=> (3 2 1)
(define-syntax rotate!
  (syntax-rules () ((_ a) (if #f #f)) ((_ a b c ...) (let ((tmp a)) (set! a b) (set! b tmp) (rotate! b c ...)))))
(let ((tmp 1) (a 2) (b 3)) (rotate! tmp a b) (list tmp a b)) ;=> (2 3 1)

; a definition that a macro makes of its own name is hidden; of a name it is given, seen
(define-syntax define-hidden (syntax-rules () ((_ v) (define hidden v))))
(let ((hidden 1)) (define-hidden 2) hidden) ;=> 1
(let () (define-hidden 2) (define-hidden 3) 'both) ;=> both
(define-syntax define-given (syntax-rules () ((_ n v) (define n v))))
(let ((given 1)) (define-given given 2) given) ;=> 2
(define-syntax define-pair
  (syntax-rules () ((_ get set) (begin (define cell 0) (define (get) cell) (define (set v) (set! cell v))))))
(let () (define-pair get-a set-a) (define-pair get-b set-b) (set-a 1) (set-b 2) (list (get-a) (get-b))) ;=> (1 2)
(define-syntax with-hidden-helper
  (syntax-rules () ((_ e) (let () (define (helper x) (* x 2)) (helper e)))))
(let ((helper 21)) (with-hidden-helper helper)) ;=> 42
(let ()
  (define-syntax def-m (syntax-rules () ((_ m v) (define-syntax m (syntax-rules () ((_) v))))))
  (define x 'first)
  (def-m get x)
  (let ((x 'second)) (get))) ;=> first

; macros that make macros: whose ellipsis, whose names
(define-syntax be-like-begin
  (syntax-rules () ((_ name) (define-syntax name (syntax-rules () ((_ expr (... ...)) (begin expr (... ...))))))))
(let () (be-like-begin sequence) (sequence 1 2 3 4)) ;=> 4
(define-syntax make-matcher
  (syntax-rules () ((_ name word) (define-syntax name (syntax-rules (word) ((_ word) 'hit) ((_ x) 'miss))))))
(let () (make-matcher m stop) (list (m stop) (m go))) ;=> (hit miss)
(define-syntax nested-dots
  (syntax-rules ()
    ((_ name) (define-syntax name (syntax-rules ::: () ((_ (a b :::) :::) '((b ::: a) :::)))))))
(let () (nested-dots turn) (turn (1 2 3) (4))) ;=> ((2 3 1) (4))
(define-syntax lets
  (syntax-rules ()
    ((_ dots) (let-syntax ((m (syntax-rules dots () ((_ a dots) (list 'a dots))))) (m 1 2 3)))))
(lets ooo) ;=> (1 2 3)
(define-syntax through (syntax-rules () ((_ m . args) (m . args))))
(through through through through list 1 2) ;=> (1 2)
(define-syntax call-with-macro
  (syntax-rules () ((_ k) (let-syntax ((inner (syntax-rules () ((_ a) '(inner a))))) (k inner)))))
(define-syntax use-it (syntax-rules () ((_ m) (m here))))
(call-with-macro use-it) ;=> (inner here)
(define-syntax cps-reverse
  (syntax-rules ()
    ((_ () done (k ...)) (k ... done))
    ((_ (a . r) done k) (cps-reverse r (a . done) k))))
(cps-reverse (1 2 3) () (quote)) ;=> (3 2 1)

; let-syntax sees what is around it, letrec-syntax also itself
(let ((f (lambda (x) (list 'outer x))))
  (let-syntax ((f (syntax-rules () ((_ x) (f x)))) (g (syntax-rules () ((_ x) (f x))))) (list (f 1) (g 2)))) ;=> ((outer 1) (outer 2))
(letrec-syntax ((len (syntax-rules () ((_ ()) 0) ((_ (a . b)) (+ 1 (len b)))))) (len (a b c))) ;=> 3
(let ((x 1))
  (let-syntax ((m (syntax-rules () ((_) x))))
    (define x 2)
    (list x (m)))) ;=> (2 1)
(let-syntax () 5) ;=> 5
(letrec-syntax () (define x 5) (* x 2)) ;=> 10
(let ()
  (define-syntax even-form (syntax-rules () ((_) #t) ((_ x . r) (odd-form . r))))
  (define-syntax odd-form (syntax-rules () ((_) #f) ((_ x . r) (even-form . r))))
  (list (even-form 1 2) (even-form 1))) ;=> (#t #f)
(let ((a 1))
  (define-syntax get-a (syntax-rules () ((_) a)))
  (let ((a 2)) (define-syntax get-inner (syntax-rules () ((_) (list a (get-a))))) (let ((a 3)) (get-inner)))) ;=> (2 1)
(let ()
  (define (f) (later))
  (define-syntax m (syntax-rules () ((_ v) (define later (lambda () v)))))
  (define-syntax n (syntax-rules () ((_ name v) (define name (lambda () v)))))
  (n later 5)
  (f)) ;=> 5

; quoting strips the renaming, also deep inside
(define-syntax quote-all (syntax-rules () ((_ x ...) '(own (x own) ... #(own x ...) . own))))
(quote-all a b) ;=> (own (a own) (b own) #(own a b) . own)
(eq? (let-syntax ((m (syntax-rules () ((_) 'a)))) (m)) 'a) ;=> #t
(define-syntax quasi-all (syntax-rules () ((_ x) `(own ,x ,@(list x 'own) . own))))
(quasi-all 1) ;=> (own 1 1 own . own)
(define-syntax sym-case (syntax-rules () ((_ e) (case e ((own) 'yes) (else 'no)))))
(sym-case 'own) ;=> yes
(define-syntax rec-of
  (syntax-rules () ((_ v) (let () (define-record-type thing (make field) thing? (field get)) (get (make v))))))
(rec-of 7) ;=> 7
(define-syntax named (syntax-rules () ((_ n) (let loop ((i 0) (l '())) (if (= i n) l (loop (+ i 1) (cons 'loop l)))))))
(let ((loop 2)) (named loop)) ;=> (loop loop)

; a macro may be used before its definition in a body is reached, and after
(let () (define (f) (m)) (define-syntax m (syntax-rules () ((_) 'expanded))) (f)) ;=> expanded
(define (top-f) (top-m 1))
(define-syntax top-m (syntax-rules () ((_ x) (list 'top x))))
(top-f) ;=> (top 1)

; set! and macros
(define-syntax inc! (syntax-rules () ((_ x) (inc! x 1)) ((_ x n) (set! x (+ x n)))))
(let ((x 1) (n 5)) (inc! x) (inc! n x) (list x n)) ;=> (2 7)
(define-syntax for
  (syntax-rules (in) ((_ x in list body ...) (for-each (lambda (x) body ...) list))))
(let ((sum 0)) (for y in '(1 2 3) (set! sum (+ sum y))) sum) ;=> 6
(let ((in 1) (sum 0)) (for y in '(1) (set! sum y))) ;=> refused no-matching-rule
