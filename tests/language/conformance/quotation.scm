; quote and quasiquote.

'a ;=> a
'(a . b) ;=> (a . b)
'(a . (b . (c))) ;=> (a b c)
''a ;=> 'a
'#(a 1 "x" #\y) ;=> #(a 1 "x" #\y)
'() ;=> ()
#(1 2) ;=> #(1 2)
"text" ;=> "text"
`(list ,(+ 1 2) 4) ;=> (list 3 4)
(let ((name 'a)) `(list ,name ',name)) ;=> (list a 'a)
`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b) ;=> (a 3 4 5 6 b)
`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons))) ;=> ((foo 7) . cons)
`#(10 5 ,(sqrt 4) ,@(map sqrt '(16 9)) 8) ;=> #(10 5 2 4 3 8)
`,@'(1 2) ;=> refused bad-syntax
`(1 . ,(+ 1 1)) ;=> (1 . 2)
`(1 ,@'() . 2) ;=> (1 . 2)
`(,@'(1 2) . 3) ;=> (1 2 . 3)
`(,@'(1 2)) ;=> (1 2)
`(a `(b ,(foo ,(+ 1 3) d) e) f) ;=> (a `(b ,(foo 4 d) e) f)
(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e)) ;=> (a `(b ,x ,'y d) e)
`(1 `(2 ,(3 ,@(list 4 5)))) ;=> (1 `(2 ,(3 4 5)))
(quasiquote (list (unquote (+ 1 2)) 4)) ;=> (list 3 4)
`(1 unquote (list 2 3)) ;=> (1 2 3)
(eq? 'abc 'ABC) ;=> #f
'|a b| ;=> |a b|
(symbol->string '|x\x41;y|) ;=> "xAy"
"tab\there\x3bb;" ;=> "tab\thereλ"
"one \
   line" ;=> "one line"
(string-length "a\\b\"c") ;=> 5
'(1 #;2 3 #|4 #|5|# |# 6) ;=> (1 3 6)
'(a #;(hidden) . b) ;=> (a . b)
'(#t #true #f #false) ;=> (#t #t #f #f)
'(#\space #\newline #\x41 #\( #\λ) ;=> (#\space #\newline #\A #\( #\λ)
'(#xff #b-101 #o17 #d10 #e1.5 #i1/2 1/3 -4/6 1e3 .5 -0.0 +inf.0 -inf.0 +nan.0) ;=> (255 -5 15 10 3/2 0.5 1/3 -2/3 1000.0 0.5 -0.0 +inf.0 -inf.0 +nan.0)
123456789012345678901234567890 ;=> 123456789012345678901234567890
#e1e3 ;=> 1000
'(+ - ... -> +x) ;=> (+ - ... -> +x)
(symbol->string '.x) ;=> ".x"
; a symbol may begin with @: behind a comma a space tells it from splicing
(let ((@who 'dana) (some '(1 2))) `(,@some , @who)) ;=> (1 2 dana)
(map symbol->string '(@ @x |@y|)) ;=> ("@" "@x" "@y")
