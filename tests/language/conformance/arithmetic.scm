; R7RS 6.2: the numeric tower without complex numbers, operation by operation, exactness kept and lost.

; predicates
(map number? '(1 1.5 1/2 +inf.0 +nan.0 a "1" #\1)) ;=> (#t #t #t #t #t #f #f #f)
(map complex? '(1 1.5 a)) ;=> (#t #t #f)
(map real? '(1 1.5 +nan.0 -inf.0)) ;=> (#t #t #t #t)
(map rational? '(1 1.5 1/2 +inf.0 -inf.0 +nan.0)) ;=> (#t #t #t #f #f #f)
(map integer? '(3 3.0 8/4 3.5 1/2 +inf.0)) ;=> (#t #t #t #f #f #f)
(map exact? '(1 1/2 1.0 +inf.0)) ;=> (#t #t #f #f)
(map inexact? '(1 1/2 1.0 +nan.0)) ;=> (#f #f #t #t)
(map exact-integer? '(32 32.0 32/5 100000000000000000000 a)) ;=> (#t #f #f #t #f)
(exact? 'a) ;=> raises wrong-type
(map finite? '(3 1.5 +inf.0 -inf.0 +nan.0 1/2)) ;=> (#t #t #f #f #f #t)
(map infinite? '(3 +inf.0 -inf.0 +nan.0)) ;=> (#f #t #t #f)
(map nan? '(+nan.0 32 1.5 +inf.0)) ;=> (#t #f #f #f)
(map zero? '(0 0.0 -0.0 1 1/2 +nan.0)) ;=> (#t #t #t #f #f #f)
(map positive? '(1 0 -1 0.5 -0.0 +inf.0 1/2)) ;=> (#t #f #f #t #f #t #t)
(map negative? '(1 0 -1 -0.5 -0.0 -inf.0 -1/2)) ;=> (#f #f #t #t #f #t #t)
(map odd? '(1 2 -1 0 3.0 100000000000000000001)) ;=> (#t #f #t #f #t #t)
(map even? '(1 2 -2 0 4.0 100000000000000000000)) ;=> (#f #t #t #t #t #t)
(odd? 1.5) ;=> raises wrong-type
(even? 1/2) ;=> raises wrong-type
(zero? 'a) ;=> raises wrong-type

; comparison is transitive across exactness
(= 1 1.0 1) ;=> #t
(= 1 2 1) ;=> #f
(list (= 1) (< 1) (> 1)) ;=> (#t #t #t)
(=) ;=> refused wrong-arguments
(= 9007199254740993 9007199254740992.0) ;=> #f
(< 9007199254740992.0 9007199254740993) ;=> #t
(= 1/3 .3333333333333333) ;=> #f
(list (< 1/2 0.5) (<= 1/2 0.5) (= 1/2 0.5)) ;=> (#f #t #t)
(list (< -inf.0 0 +inf.0) (= +nan.0 +nan.0) (< +nan.0 1) (> +nan.0 1)) ;=> (#t #f #f #f)
(list (< 100000000000000000000 1e20) (= 100000000000000000000 1e20) (< 1e20 100000000000000000001)) ;=> (#f #t #t)
(list (< 1 3 2) (> 3 2 2) (>= 3 2 2) (<= 1 1 2 0)) ;=> (#f #f #t #f)
(< 1 2 'a) ;=> raises wrong-type
(< 2 1 'a) ;=> raises wrong-type
(list (max 3 4) (max 3.9 4) (max 1/2 1/3) (max 1)) ;=> (4 4.0 1/2 1)
(list (min 3 4) (min 1 2.0) (min 1/2 1/3) (min +inf.0 1)) ;=> (3 1.0 1/3 1.0)
(list (max +nan.0 1) (min 1 +nan.0)) ;=> (+nan.0 +nan.0)

; the four operations
(list (- 0.0) (- -0.0) (- 0 0.0) (+ -0.0) (* -1 0.0) (- -0.0 0)) ;=> (-0.0 0.0 0.0 -0.0 -0.0 -0.0)
(list (+) (+ 3) (+ 1/2 1/2) (+ 1 0.5) (+ 1/2 0.5)) ;=> (0 3 1 1.5 1.0)
(list (*) (* 4) (* 2/3 3/2) (* 2 0.5)) ;=> (1 4 1 1.0)
(list (- 3) (- 3 4 5) (- 1/2) (- 0.0) (- 5 1/2)) ;=> (-3 -6 -1/2 -0.0 9/2)
(list (/ 3) (/ 3 4 5) (/ 0.5) (/ 1 2.0) (/ -4 6) (/ 4 -6)) ;=> (1/3 3/20 2.0 0.5 -2/3 -2/3)
(list (/ 0 5) (/ 0.0 5) (/ 5 1) (/ 1.0 0.0) (/ -1.0 0.0)) ;=> (0 0.0 5 +inf.0 -inf.0)
(/ 0) ;=> raises divide-by-zero
(/ 5 0) ;=> raises divide-by-zero
(+ 9007199254740991 1) ;=> 9007199254740992
(- -9007199254740991 2) ;=> -9007199254740993
(* 4294967296 4294967296) ;=> 18446744073709551616
(exact-integer? (- (expt 2 60) (- (expt 2 60) 5))) ;=> #t
(+ (expt 2 60) (- (expt 2 60))) ;=> 0
(let fact ((n 30)) (if (= n 0) 1 (* n (fact (- n 1))))) ;=> 265252859812191058636308480000000
(+ 1/3 2/3) ;=> 1
(+ 'a) ;=> raises wrong-type
(* 2 "3") ;=> raises wrong-type
(- "3") ;=> raises wrong-type
(map abs '(-7 7 -7.5 -1/2 -0.0 -inf.0 -9007199254740993)) ;=> (7 7 7.5 1/2 0.0 +inf.0 9007199254740993)
(map square '(42 2.0 -3 1/2)) ;=> (1764 4.0 9 1/4)

; integer division
(define (both divide) (map (lambda (p) (call-with-values (lambda () (divide (car p) (cadr p))) list)) '((5 2) (-5 2) (5 -2) (-5 -2))))
(both floor/) ;=> ((2 1) (-3 1) (-3 -1) (2 -1))
(both truncate/) ;=> ((2 1) (-2 -1) (-2 1) (2 -1))
(call-with-values (lambda () (floor/ -5.0 2)) list) ;=> (-3.0 1.0)
(call-with-values (lambda () (truncate/ -5.0 2)) list) ;=> (-2.0 -1.0)
(list (modulo 13 4) (modulo -13 4) (modulo 13 -4) (modulo -13 -4) (modulo -13 4.0)) ;=> (1 3 -3 -1 3.0)
(list (remainder 13 4) (remainder -13 4) (remainder 13 -4) (remainder -13 -4) (remainder -13 -4.0)) ;=> (1 -1 1 -1 -1.0)
(list (quotient 17 5) (quotient -17 5) (quotient 17 -5) (quotient 100000000000000000000 3)) ;=> (3 -3 -3 33333333333333333333)
(list (modulo -100000000000000000001 3) (remainder -100000000000000000001 3) (floor-quotient -100000000000000000001 3)) ;=> (1 -2 -33333333333333333334)
(modulo 5 0) ;=> raises divide-by-zero
(floor/ 5 0) ;=> raises divide-by-zero
(truncate-remainder 5.0 0.0) ;=> raises divide-by-zero
(quotient 1.5 1) ;=> raises wrong-type
(quotient 1/2 1) ;=> raises wrong-type
(list (gcd) (gcd 0 4) (gcd 32 -36) (gcd 12 18 8) (gcd 32.0 36)) ;=> (0 4 4 2 4.0)
(list (lcm) (lcm 32 -36) (lcm 2 3 4) (lcm 0 5) (lcm 32.0 -36)) ;=> (1 288 12 0 288.0)
(gcd 1/2) ;=> raises wrong-type

; fractions
(list (numerator 6/4) (denominator 6/4) (numerator 5) (denominator 0) (numerator -6/4)) ;=> (3 2 5 1 -3)
(list (numerator 0.5) (denominator 0.5) (denominator (inexact 6/4)) (denominator 0.0)) ;=> (1.0 2.0 2.0 1.0)
(numerator +inf.0) ;=> raises wrong-type
(map floor '(-4.3 3.5 7/2 -7/2 7 -0.0 +inf.0)) ;=> (-5.0 3.0 3 -4 7 -0.0 +inf.0)
(map ceiling '(-4.3 3.5 7/2 -7/2 7 -0.5)) ;=> (-4.0 4.0 4 -3 7 -0.0)
(map truncate '(-4.3 3.5 7/2 -7/2)) ;=> (-4.0 3.0 3 -3)
(map round '(-4.3 3.5 7/2 2.5 -2.5 5/2 -5/2 -7/2 0.5 1.5 7)) ;=> (-4.0 4.0 4 2.0 -2.0 2 -2 -4 0.0 2.0 7)
(round 4503599627370497.5) ;=> 4503599627370498.0
(list (rationalize (exact .3) 1/10) (rationalize .3 1/10) (rationalize 3/10 1/10) (rationalize 5 1)) ;=> (1/3 0.3333333333333333 1/3 4)
(list (rationalize -3/10 1/10) (rationalize 1/10 1/2) (rationalize +inf.0 1)) ;=> (-1/3 0 +inf.0)

; roots and powers
(list (sqrt 9) (sqrt 16.0) (sqrt 1/4) (sqrt 0) (sqrt 15241578750190521)) ;=> (3 4.0 1/2 0 123456789)
(list (sqrt 2) (sqrt 1/3) (sqrt (expt 10 40)) (sqrt 1e100)) ;=> (1.4142135623730951 0.5773502691896257 100000000000000000000 1e50)
(map (lambda (n) (call-with-values (lambda () (exact-integer-sqrt n)) list)) '(0 1 4 5 17 100000000000000000001)) ;=> ((0 0) (1 0) (2 0) (2 1) (4 1) (10000000000 1))
(exact-integer-sqrt -1) ;=> raises wrong-type
(exact-integer-sqrt 4.0) ;=> raises wrong-type
(list (expt 0 0) (expt 0 5) (expt 2 10) (expt 2 -2) (expt 1/2 3) (expt 2.0 3) (expt -2 3)) ;=> (1 0 1024 1/4 1/8 8.0 -8)
(list (expt 10 -3) (expt 2.0 -1) (expt -1 1000001) (expt 3/4 -2)) ;=> (1/1000 0.5 -1 16/9)
(expt 7 77) ;=> 118181386580595879976868414312001964434038548836769923458287039207
(expt 0 -1) ;=> raises divide-by-zero
(expt 2 0.5) ;=> raises wrong-type

; between exact and inexact
(map exact '(2.0 2.5 -0.25 1e20 0.0)) ;=> (2 5/2 -1/4 100000000000000000000 0)
(map inexact '(1 1/3 100000000000000000000 -1/4)) ;=> (1.0 0.3333333333333333 100000000000000000000.0 -0.25)
(inexact 9007199254740993) ;=> 9007199254740992.0
(inexact 9007199254740995) ;=> 9007199254740996.0
(inexact (/ (expt 10 400) (+ (expt 10 400) 1))) ;=> 1.0
(inexact (/ (expt 10 400) 3)) ;=> +inf.0
(inexact (/ 1 (expt 10 320))) ;=> 1e-320
(exact (inexact 1/3)) ;=> 6004799503160661/18014398509481984
(exact +nan.0) ;=> raises wrong-type
(exact (floor 1e18)) ;=> 1000000000000000000
(exact 'a) ;=> raises wrong-type
