; Characters, strings, symbols, output.

(string-length "日本語") ;=> 3
(string-length "a😀b") ;=> 3
(string-ref "a😀b" 1) ;=> #\😀
(string-ref "abc" 3) ;=> raises out-of-range
(substring "hello" 1 3) ;=> "el"
(substring "a😀b" 1 2) ;=> "😀"
(string-append "a" "" "bc") ;=> "abc"
(string-append) ;=> ""
(string #\a #\b) ;=> "ab"
(make-string 3 #\x) ;=> "xxx"
(string-copy "hello" 2) ;=> "llo"
(string-copy "hello" 1 3) ;=> "el"
(string->list "abc" 1) ;=> (#\b #\c)
(list->string '(#\a #\b)) ;=> "ab"
(string->vector "abc") ;=> #(#\a #\b #\c)
(vector->string #(#\a #\b)) ;=> "ab"
(string=? "a" "a" "a") ;=> #t
(string<? "a" "b" "c") ;=> #t
(string<? "\xffff;" "😀") ;=> #t
(string<? "Z" "a") ;=> #t
(string-ci=? "Straße" "STRASSE") ;=> #t
(string>? "b" "a") ;=> #t
(string-upcase "straße") ;=> "STRASSE"
(string-downcase "ABC") ;=> "abc"
(string-foldcase "ABC") ;=> "abc"
(string? "x") ;=> #t
(eq? "" "") ;=> #t
(string-set! (make-string 1 #\a) 0 #\b) ;=> refused unbound-name
(char->integer #\λ) ;=> 955
(integer->char 955) ;=> #\λ
(integer->char #xd800) ;=> raises out-of-range
(char-upcase #\a) ;=> #\A
(char-downcase #\A) ;=> #\a
(char-alphabetic? #\λ) ;=> #t
(char-numeric? #\5) ;=> #t
(char-whitespace? #\space) ;=> #t
(char-upper-case? #\A) ;=> #t
(char-lower-case? #\a) ;=> #t
(digit-value #\7) ;=> 7
(digit-value #\a) ;=> #f
(digit-value #\x0664) ;=> 4
(char<? #\a #\b #\c) ;=> #t
(char-ci=? #\a #\A) ;=> #t
'(#\null #\delete #\escape #\alarm #\backspace #\return) ;=> (#\null #\delete #\escape #\alarm #\backspace #\return)
(symbol->string 'abc) ;=> "abc"
(string->symbol "a b") ;=> |a b|
(string->symbol "") ;=> ||
(string->symbol "12") ;=> |12|
(symbol=? 'a 'a 'a) ;=> #t
(eq? (string->symbol "abc") 'abc) ;=> #t
'(A |b| |c d|) ;=> (A b |c d|)
(call-with-output-string (lambda (p) (display '("a" #\b c) p))) ;=> "(a b c)"
(call-with-output-string (lambda (p) (write '("a\n\\" #\b c) p))) ;=> "(\"a\\n\\\\\" #\\b c)"
(call-with-output-string (lambda (p) (write-string "ab" p) (write-char #\c p) (newline p))) ;=> "abc\n"
(let ((p (open-output-string))) (display 1 p) (display 2 p) (get-output-string p)) ;=> "12"
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (call-with-output-string (lambda (p) (write x p)))) ;=> "#0=(1 2 . #0#)"
(let ((x (list 1))) (call-with-output-string (lambda (p) (write (list x x) p)))) ;=> "((1) (1))"
(let ((x (list 1))) (call-with-output-string (lambda (p) (write-shared (list x x) p)))) ;=> "(#0=(1) #0#)"
(output-port? (current-output-port)) ;=> #t
