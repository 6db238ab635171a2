; if, cond, case, and, or, when, unless.

(if (> 3 2) 'yes 'no) ;=> yes
(if '() 'true 'false) ;=> true
(if 0 'true 'false) ;=> true
(cond ((> 3 2) 'greater) ((< 3 2) 'less)) ;=> greater
(cond ((> 3 3) 'greater) ((< 3 3) 'less) (else 'equal)) ;=> equal
(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f)) ;=> 2
(cond (#f 1) (2)) ;=> 2
(cond ((values #f)) (else 'last)) ;=> last
(let ((=> #f)) (cond (#t => 'ok))) ;=> ok
(let ((else #f)) (cond (#f 1) (else 2) (#t 3))) ;=> 3
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite)) ;=> composite
(case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x))) ;=> c
(case 'x ((x) => (lambda (k) (list k k))) (else 'no)) ;=> (x x)
(case #\a ((#\a #\b) 'letter) (else 'other)) ;=> letter
(case 1 ((1.0) 'inexact) ((1) 'exact)) ;=> exact
(case 5 (() 'never) (else 'other)) ;=> other
(and (= 2 2) (> 2 1)) ;=> #t
(and 1 2 'c '(f g)) ;=> (f g)
(and) ;=> #t
(and #f (car '())) ;=> #f
(or (= 2 2) (< 2 1)) ;=> #t
(or #f #f) ;=> #f
(or) ;=> #f
(or (memq 'b '(a b c)) (/ 3 0)) ;=> (b c)
(when (> 1 0) 'a 'b) ;=> b
(unless (> 1 0) 'a 'b 'c) ;=> #<unspecified>
(unless #f 'a 'b 'c) ;=> c
(let ((t 5)) (or #f t)) ;=> 5
(let ((if list)) (if 1 2 3)) ;=> (1 2 3)

(cond-expand (r7rs 'yes) (else 'no)) ;=> yes
(cond-expand ((and r7rs (not r6rs)) 'yes) (else 'no)) ;=> yes
(cond-expand ((library (scheme base)) 'yes) (else 'no)) ;=> yes
(cond-expand ((library (scheme file)) 'yes) (else 'no)) ;=> no
(cond-expand ((or changeflow other) 'ours) (else 'no)) ;=> ours
(cond-expand (ratios (define portable 1)) (else (define portable 2)))
portable ;=> 1
(cond-expand (nothing 1)) ;=> refused bad-syntax

(cond (else 1) (#t 2)) ;=> refused bad-syntax
(case 1 (1 2)) ;=> refused bad-syntax
(when #t) ;=> refused bad-syntax

; what stands under `not`, or before the last of `or`
(map (lambda (x y) (list (if (not (< x y)) 'a 'b) (if (not (not (= x y))) 'a 'b) (if (and (not (null? x)) (not (eqv? x y)) (not (> x y))) 'a 'b))) '(1 2 3) '(2 2 2)) ;=> ((b b a) (a a b) (a b b))
(map (lambda (l) (or (null? l) (pair? l) (eq? l 'x) 'other)) '(() (1) x y)) ;=> (#t #t #t other)
(map (lambda (l) (list (or (null? l) (pair? (cdr l))) (if (or (null? l) (null? (cdr l))) 'short 'long))) '(() (1) (1 2))) ;=> ((#t short) (#f short) (#t long))
(let ((x (null? '(1)))) (if x x (let ((y (list x 1))) (set! x y) (list x y)))) ;=> ((#f 1) (#f 1))
((let ((x (pair? 5))) (if x x (lambda () x)))) ;=> #f
