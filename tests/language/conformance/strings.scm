; R7RS 6.7: strings, which never change and count code points.

(map string? '("a" "" a #\a)) ;=> (#t #t #f #f)
(list (make-string 0 #\x) (make-string 3 #\λ) (string-length (make-string 4))) ;=> ("" "λλλ" 4)
(list (string) (string #\a) (string #\a #\😀)) ;=> ("" "a" "a😀")
(map string-length '("" "abc" "日本" "a😀b")) ;=> (0 3 2 3)
(map (lambda (i) (string-ref "a😀b" i)) '(0 1 2)) ;=> (#\a #\😀 #\b)
(string-ref "" 0) ;=> raises out-of-range
(string-ref "abc" -1) ;=> raises out-of-range
(string-ref 'abc 0) ;=> raises wrong-type
"a\a\b\t\n\r\"\\\|b" ;=> "a\a\b\t\n\r\"\\|b"
"x\x41;\x3bb;y" ;=> "xAλy"
"one \
   two" ;=> "one two"
"line one
line two" ;=> "line one\nline two"
(string-length "\x0;") ;=> 1
(list (string=? "a" "a") (string=? "a" "ab") (string=? "a" "a" "b")) ;=> (#t #f #f)
(list (string<? "a" "ab") (string<? "ab" "a") (string<? "a" "b" "c") (string<? "" "a") (string<? "a" "a")) ;=> (#t #f #t #t #f)
(list (string>? "b" "a" "A") (string<=? "a" "a" "b") (string>=? "b" "b" "c")) ;=> (#t #t #f)
(string<? "\xFFFD;" "\x10000;") ;=> #t
(string=? "a" 'a) ;=> raises wrong-type
(list (string-ci=? "abc" "ABC" "aBc") (string-ci<? "abc" "ABD") (string-ci>? "b" "A") (string-ci=? "Straße" "STRASSE") (string-ci=? "ΑΣ" "ας" "ασ")) ;=> (#t #t #t #t #t)
(list (string-upcase "abc λ ß") (string-downcase "ABC Λ") (string-foldcase "AbC ß ΑΣ")) ;=> ("ABC Λ SS" "abc λ" "abc ss ασ")
(string-downcase "ΧΑΟΣ ΧΑΟΣ") ;=> "χαος χαος"
(list (substring "abcdef" 2 4) (substring "abc" 0 0) (substring "abc" 3 3) (substring "a😀b" 1 3)) ;=> ("cd" "" "" "😀b")
(substring "abc" 2 1) ;=> raises out-of-range
(substring "abc" 0 4) ;=> raises out-of-range
(list (string-append) (string-append "a") (string-append "a" "b" "" "c")) ;=> ("" "a" "abc")
(string-append "a" #\b) ;=> raises wrong-type
(list (string->list "") (string->list "abc") (string->list "abc" 1) (string->list "abc" 1 2) (string->list "a😀")) ;=> (() (#\a #\b #\c) (#\b #\c) (#\b) (#\a #\😀))
(list (list->string '()) (list->string '(#\a #\b))) ;=> ("" "ab")
(list->string '(a)) ;=> raises wrong-type
(list->string '(#\a . #\b)) ;=> raises wrong-type
(list (string-copy "abc") (string-copy "abc" 1) (string-copy "abc" 1 2) (string-copy "")) ;=> ("abc" "bc" "b" "")
(list (string->vector "abc") (string->vector "abc" 1) (string->vector "abc" 1 2) (vector->string #(#\a #\b)) (vector->string #(#\a #\b #\c) 1 2)) ;=> (#(#\a #\b #\c) #(#\b #\c) #(#\b) "ab" "b")
(vector->string #(1)) ;=> raises wrong-type
(list (string-map char-foldcase "AbdEgH") (string-map (lambda (c k) (if (eqv? k #\u) (char-upcase c) (char-downcase c))) "studlycaps xxx" "ululululul")) ;=> ("abdegh" "StUdLyCaPs")
(string-map (lambda (c) "no") "a") ;=> raises wrong-type
(let ((v '())) (string-for-each (lambda (c) (set! v (cons (char->integer c) v))) "abcde") v) ;=> (101 100 99 98 97)
(let ((v '())) (string-for-each (lambda (a b) (set! v (cons (string a b) v))) "abc" "xy") v) ;=> ("by" "ax")
(list (string-join '("a" "b") "-") (string-join '() "-") (string-join '("a"))) ;=> ("a-b" "" "a")
(list (string->symbol "a") (symbol->string 'b) (string->number "12")) ;=> (a "b" 12)
(string-copy! "abc" 0 "x") ;=> refused unbound-name

; full case folding
(map string-foldcase '("ẞ" "Straße" "ΑΣ" "ςa" "ı" "ŉ")) ;=> ("ss" "strasse" "ασ" "σa" "ı" "ʼn")
(list (string-ci=? "ẞ" "ß" "SS") (string-ci=? "ı" "I") (string-ci=? "ΑΣ" "ας")) ;=> (#t #f #t)
(list (string-downcase "ΑΣ") (string-downcase "ΑΣΑ") (string-length (string-downcase "İ"))) ;=> ("ας" "ασα" 2)
