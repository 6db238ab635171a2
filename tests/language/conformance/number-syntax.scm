; Numbers as they are written and read: radix, exactness, exponents, infinities; and number->string of every radix.

'(0 -0 +5 007 1. .5 -.5 +.5 1.50) ;=> (0 0 5 7 1.0 0.5 -0.5 0.5 1.5)
'(#b101 #o17 #d19 #xfF #B11 #O7 #D9 #XAb) ;=> (5 15 19 255 3 7 9 171)
'(#x-ff #b-1/10 #o+7 #x1/F) ;=> (-255 -1/2 7 1/15)
'(#e1.5 #e-.25 #e1e3 #e1.2e-3 #e5 #e1/2) ;=> (3/2 -1/4 1000 3/2500 5 1/2)
'(#i1 #i1/4 #i-3 #i1e2 #i0) ;=> (1.0 0.25 -3.0 100.0 0.0)
'(#x#e10 #e#x10 #i#b101 #b#i101) ;=> (16 16 5.0 5.0)
'(1e3 1E3 -1e-3 1.5e+2 .5e1 5.e1 12e-1) ;=> (1000.0 1000.0 -0.001 150.0 5.0 50.0 1.2)
'(+inf.0 -inf.0 +nan.0 -nan.0 +INF.0 #i+inf.0) ;=> (+inf.0 -inf.0 +nan.0 +nan.0 +inf.0 +inf.0)
'(6/4 -6/4 4/2 0/5 1/3) ;=> (3/2 -3/2 2 0 1/3)
'(#xabcdef #xABCDEF #b1111) ;=> (11259375 11259375 15)
(map symbol? '(+ - ... +a -a .a .. -> <=? !$%&*/:<=>?^_~ +.a a.b a@b)) ;=> (#t #t #t #t #t #t #t #t #t #t #t #t #t)
(map symbol? '(|1| |+1| |.5| 1 .5)) ;=> (#t #t #t #f #f)
'(100000000000000000000 -9007199254740993 9007199254740992) ;=> (100000000000000000000 -9007199254740993 9007199254740992)
'(1e400 -1e400 1e-400) ;=> (+inf.0 -inf.0 0.0)
'(4.9e-324 1.7976931348623157e308 2.2250738585072014e-308) ;=> (5e-324 1.7976931348623157e308 2.2250738585072014e-308)
'(0.1 123456789012345680.0 1e21 1e20 12345.678 1e-6 1e-7) ;=> (0.1 123456789012345680.0 1e21 100000000000000000000.0 12345.678 0.000001 1e-7)

(map string->number '("0" "-5" "+5" "1/2" "-1/2" "1." ".5" "1e2" "#xff" "#e1.5" "#i1/2" "+inf.0" "-inf.0")) ;=> (0 -5 5 1/2 -1/2 1.0 0.5 100.0 255 3/2 0.5 +inf.0 -inf.0)
(map string->number '("" "+" "-" "." "e" "1e" "1/" "/2" "1/0" "1 2" " 1" "1 " "--1" "1-1" "a" "#" "#x" "0x10" "1_000" "1,5")) ;=> (#f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f)
(map (lambda (r) (string->number "101" r)) '(2 8 10 16)) ;=> (5 65 101 257)
(list (string->number "ff" 16) (string->number "FF" 16) (string->number "fg" 16) (string->number "12" 2) (string->number "-7" 8)) ;=> (255 255 #f #f -7)
(list (string->number "#b101" 16) (string->number "#d10" 2) (string->number "1/10" 2) (string->number "e" 16)) ;=> (5 10 1/2 14)
(string->number "1e2" 16) ;=> 482
(nan? (string->number "+nan.0")) ;=> #t
(string->number "1+2i") ;=> #f
(string->number 5) ;=> raises wrong-type
(map (lambda (r) (number->string 255 r)) '(2 8 10 16)) ;=> ("11111111" "377" "255" "ff")
(map (lambda (r) (number->string -5/6 r)) '(2 8 10 16)) ;=> ("-101/110" "-5/6" "-5/6" "-5/6")
(map number->string '(0 -1 1.5 -0.0 +inf.0 -inf.0 +nan.0 1e100 1/3)) ;=> ("0" "-1" "1.5" "-0.0" "+inf.0" "-inf.0" "+nan.0" "1e100" "1/3")
(number->string 123456789012345678901234567890 16) ;=> "18ee90ff6c373e0ee4e3f0ad2"
(number->string 0.1 10) ;=> "0.1"
(number->string 5 7) ;=> raises out-of-range
(let ((xs (list 0.1 1/3 -2.5e-10 123456789.123 1e308 5e-324 (/ 1.0 3))))
  (every (lambda (x) (eqv? x (string->number (number->string x)))) xs)) ;=> #t
(every (lambda (r) (every (lambda (x) (eqv? x (string->number (number->string x r) r))) '(0 1 -1 255 -1/3 123456789012345678901234567890))) '(2 8 10 16)) ;=> #t
