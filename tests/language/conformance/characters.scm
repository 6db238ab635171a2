; R7RS 6.6: characters.

'(#\a #\A #\( #\space #\newline #\tab #\null #\null #\alarm #\backspace #\delete #\escape #\return) ;=> (#\a #\A #\( #\space #\newline #\tab #\null #\null #\alarm #\backspace #\delete #\escape #\return)
'(#\x41 #\x #\x3bb #\x1F600 #\λ #\; #\" #\# #\\ #\') ;=> (#\A #\x #\λ #\😀 #\λ #\; #\" #\# #\\ #\')
(map char? '(#\a "a" a 97)) ;=> (#t #f #f #f)
(map char->integer '(#\A #\z #\null #\λ #\x10FFFF)) ;=> (65 122 0 955 1114111)
(map integer->char '(65 955 128512)) ;=> (#\A #\λ #\😀)
(integer->char 1114112) ;=> raises out-of-range
(integer->char -1) ;=> raises out-of-range
(integer->char 'a) ;=> raises wrong-type
(list (char=? #\a #\a) (char=? #\a #\b) (char<? #\a #\b) (char<? #\b #\a) (char>? #\b #\a) (char<=? #\a #\a #\b) (char>=? #\b #\a #\a)) ;=> (#t #f #t #f #t #t #t)
(list (char<? #\a #\b #\c) (char<? #\a #\c #\b) (char=? #\a #\a #\b) (char>? #\c #\b #\b)) ;=> (#t #f #f #f)
(list (char-ci=? #\a #\A) (char-ci<? #\a #\B) (char-ci>? #\B #\a) (char-ci<=? #\a #\A #\b) (char-ci>=? #\b #\B #\A) (char-ci=? #\Σ #\σ #\ς)) ;=> (#t #t #t #t #t #t)
(char<? #\a "b") ;=> raises wrong-type
(map char-alphabetic? '(#\a #\Z #\λ #\5 #\space #\日)) ;=> (#t #t #t #f #f #t)
(map char-numeric? '(#\5 #\a #\x0664 #\½)) ;=> (#t #f #t #f)
(map char-whitespace? '(#\space #\newline #\tab #\xA0 #\a)) ;=> (#t #t #t #t #f)
(map char-upper-case? '(#\A #\a #\5 #\Σ)) ;=> (#t #f #f #t)
(map char-lower-case? '(#\a #\A #\5 #\σ)) ;=> (#t #f #f #t)
(map digit-value '(#\3 #\0 #\9 #\x0664 #\x0AE6 #\x0EA6 #\a)) ;=> (3 0 9 4 0 #f #f)
(map char-upcase '(#\i #\a #\λ #\1 #\ß)) ;=> (#\I #\A #\Λ #\1 #\ß)
(map char-downcase '(#\I #\Λ #\1)) ;=> (#\i #\λ #\1)
(map char-foldcase '(#\Λ #\a #\A #\ς)) ;=> (#\λ #\a #\a #\σ)

; letters whose cases are not one another's alone
(map char-foldcase '(#\ẞ #\ß #\ı #\İ #\ſ)) ;=> (#\ß #\ß #\ı #\İ #\s)
(list (char-ci=? #\ı #\i) (char-ci=? #\İ #\i) (char-ci=? #\ẞ #\ß)) ;=> (#f #f #t)
(map char-upcase '(#\ı #\ǆ #\x1FB3 #\x1F80 #\ŉ)) ;=> (#\I #\Ǆ #\ᾼ #\ᾈ #\ŉ)
(map char-downcase '(#\İ #\ǅ #\x1FBC #\ẞ)) ;=> (#\i #\ǆ #\ᾳ #\ß)
; runs of decimal digits that follow one another
(map digit-value '(#\x1D7CE #\x1D7D7 #\x1D7D8 #\x1D7D9 #\x1D7FF)) ;=> (0 9 0 1 9)
