; R7RS 6.13, what is left of it: text goes to string ports, or to the trace.

(define (written write-it . values) (call-with-output-string (lambda (port) (for-each (lambda (v) (write-it v port)) values))))
(written display "a" #\b 'c 1.5 "d e") ;=> "abc1.5d e"
(written write "a\n\"\\" #\a #\space '|a b| 'sym 1/2) ;=> "\"a\\n\\\"\\\\\"#\\a#\\space|a b|sym1/2"
(written write '(1 . (2 . (3 . ()))) '(1 . 2) '() #() #t #f) ;=> "(1 2 3)(1 . 2)()#()#t#f"
(written write ''a '`(a ,b ,@c) '(quote) '(quote a b)) ;=> "'a`(a ,b ,@c)(quote)(quote a b)"
(written display '("a" (#\b "c") #("d"))) ;=> "(a (b c) #(d))"
(written write (string #\tab #\return #\alarm #\backspace #\null #\delete)) ;=> "\"\\t\\r\\a\\b\\x0;\\x7f;\""
(written write (if #f #f) (eof-object)) ;=> "#<unspecified>#<eof>"
(let ((x (list 'a 'b))) (set-cdr! (cdr x) x) (written write x)) ;=> "#0=(a b . #0#)"
(let ((x (list 'a 'b))) (set-car! (cdr x) x) (written write x)) ;=> "#0=(a #0#)"
(let ((v (vector 1 2))) (vector-set! v 0 v) (written write v)) ;=> "#0=#(#0# 2)"
(let ((x (list 1))) (written write (list x x))) ;=> "((1) (1))"
(let ((x (list 1))) (written write-shared (list x x) (vector x x))) ;=> "(#0=(1) #0#)#(#0=(1) #0#)"
(let ((x (list 1 2))) (written write-shared (list (cdr x) x))) ;=> "(#0=(2) (1 . #0#))"
(let ((a (list 1)) (b (list 2))) (set-cdr! a a) (set-cdr! b b) (written write (list a b))) ;=> "(#0=(1 . #0#) #1=(2 . #1#))"
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (written display x)) ;=> "#0=(1 2 . #0#)"
(written write-simple '(1 "a" #\b)) ;=> "(1 \"a\" #\\b)"
(let ((s "shared")) (written write-shared (list s s 'a 'a))) ;=> "(\"shared\" \"shared\" a a)"
(written write-char #\a #\λ) ;=> "aλ"
(written write-string "a\"b" "") ;=> "a\"b"
(call-with-output-string (lambda (p) (write-string "abcdef" p 2) (write-string "abcdef" p 2 4) (write-string "a😀b" p 1 2))) ;=> "cdefcd😀"
(write-string "abc" (open-output-string) 4) ;=> raises out-of-range
(call-with-output-string (lambda (p) (newline p) (display "x" p) (newline p))) ;=> "\nx\n"
(let ((p (open-output-string))) (write 'a p) (let ((first (get-output-string p))) (write 'b p) (list first (get-output-string p)))) ;=> ("a" "ab")
(let ((p (open-output-string))) (list (port? p) (output-port? p) (textual-port? p) (input-port? p) (binary-port? p) (port? "p"))) ;=> (#t #t #t #f #f #f)
(let ((p (open-output-string))) (display "kept" p) (close-port p) (list (output-port-open? p) (get-output-string p))) ;=> (#f "kept")
(let ((p (open-output-string))) (close-output-port p) (display 1 p)) ;=> raises wrong-type
(output-port-open? (open-output-string)) ;=> #t
(let ((p (open-output-string))) (flush-output-port p) (get-output-string p)) ;=> ""
(let ((p (open-output-string))) (list (call-with-port p (lambda (p) (write 'x p) 'answer)) (output-port-open? p) (get-output-string p))) ;=> (answer #f "x")
(call-with-values (lambda () (call-with-port (open-output-string) (lambda (p) (values 1 2)))) list) ;=> (1 2)
(display 1 5) ;=> raises wrong-type
(get-output-string 5) ;=> raises wrong-type
(write-char "a") ;=> raises wrong-type
(output-port? (current-output-port)) ;=> #t
(let ((p (open-output-string))) (parameterize ((current-output-port p)) (display "in") (write 'port) (newline) (write-char #\!) (write-string "...")) (get-output-string p)) ;=> "inport\n!..."
(let ((p (open-output-string)) (q (open-output-string)))
  (parameterize ((current-output-port p)) (display 1) (parameterize ((current-output-port q)) (display 2)) (display 3))
  (list (get-output-string p) (get-output-string q))) ;=> ("13" "2")
(parameterize ((current-output-port 5)) 1) ;=> raises wrong-type
(let ((p (open-output-string))) (parameterize ((current-output-port p)) (eq? (current-output-port) p))) ;=> #t
(list (eof-object? (eof-object)) (eof-object? 'eof) (eq? (eof-object) (eof-object))) ;=> (#t #f #t)
; names that begin like numbers keep their bars
(call-with-output-string (lambda (p) (write '(|+inf.0| |-NaN.0x| |+inf| |-infinite|) p))) ;=> "(|+inf.0| |-NaN.0x| +inf -infinite)"
