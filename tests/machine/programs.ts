/** Programs that use everything a state must keep, for tests that stop them anywhere. */
export const programs: { readonly [name: string]: string } = {
  generators: `
    (define (generator list)
      (define return #f)
      (define (next)
        (call/cc (lambda (back)
          (set! return back)
          (for-each (lambda (x) (call/cc (lambda (resume) (set! next (lambda () (resume #f))) (return x)))) list)
          (return 'done))))
      (lambda () (call/cc (lambda (back) (set! return back) (next)))))
    (define (main)
      (let* ((g (generator '(1 2 3))) (a (g)) (b (g)) (c (g)) (d (g))) (list a b c d)))`,
  reentry: `
    (define (main)
      (let ((k #f) (count 0) (seen '()))
        (let ((x (call/cc (lambda (c) (set! k c) 0))))
          (set! seen (cons (list x count) seen))
          (set! count (+ count 1))
          (if (< x 3) (k (+ x 1)) (list count (reverse seen))))))`,
  winds: `
    (define (main)
      (let ((log '()) (k #f))
        (define (note x) (set! log (cons x log)))
        (dynamic-wind
          (lambda () (note 'in))
          (lambda () (call/cc (lambda (c) (set! k c))) (note 'body))
          (lambda () (note 'out)))
        (if (< (length log) 6) (k 'again))
        (reverse log)))`,
  conditions: `
    (define (risky n) (if (= n 3) (raise (list 'three n)) (vector-ref (vector 1 2) n)))
    (define (attempt n) (guard (e ((pair? e) e) ((error-object? e) (condition-kind e))) (risky n)))
    (define (main)
      (list (attempt 0) (attempt 3) (attempt 7)
            (with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 'need))))))`,
  sharing: `
    (define-record-type node (make-node value next) node? (value node-value) (next node-next set-node-next!))
    (define (main)
      (let* ((shared (list 1 2)) (ring (list 'a 'b)) (table (make-hash-table)) (v (vector shared shared))
             (one (make-node 1 #f)) (two (make-node 2 one)))
        (set-cdr! (cdr ring) ring)
        (set-node-next! one two)
        (hash-table-set! table '(k 1) one)
        (hash-table-set! table 'self table)
        (let ((ask-for (lambda (x) x)))
          (map ask-for '(1 2 3))
          (list (eq? (vector-ref v 0) (vector-ref v 1)) (eq? (cddr ring) ring)
                (eq? (hash-table-ref table '(k 1)) (node-next two)) (eq? (hash-table-ref table 'self) table)
                (node-value (node-next (node-next (node-next two))))))))`,
  parameters: `
    (define p (make-parameter 10 (lambda (x) (* x 2))))
    (define (main) (list (p) (parameterize ((p 3)) (list (p) (parameterize ((p 4)) (p)) (p))) (p)))`,
  numbers: `
    (define (factorial n) (if (= n 0) 1 (* n (factorial (- n 1)))))
    (define (main) (list (factorial 30) (/ (factorial 5) 7) (exact->text (sqrt 2)) (expt 2.5 3)))
    (define (exact->text x) (number->string x))`,
  letrec: `
    (define (main)
      (define (even? n) (if (= n 0) #t (odd? (- n 1))))
      (define (odd? n) (if (= n 0) #f (even? (- n 1))))
      (define counter (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
      (define f (case-lambda ((a) (list 'one a)) ((a b . rest) (list 'more a b rest))))
      (counter) (counter)
      (list (even? 20) (odd? 7) (counter) (f 1) (f 1 2) (f 1 2 3 4) (call-with-values (lambda () (values 1 2)) list)))`,
  branches: `
    (define (work n) (if (= n 0) 'end (work (- n 1))))
    (define (main)
      (guard (e (#t (list 'caught e)))
        (parallel (list
          (lambda () (dynamic-wind (lambda () (effect 'in 1)) (lambda () (work 5) (parallel (list (lambda () (work 20)) (lambda () (work 30))) #f 'cancel)) (lambda () (effect 'out 1))))
          (lambda () (dynamic-wind (lambda () (effect 'in 2)) (lambda () (work 15) (raise 'bad)) (lambda () (work 3) (effect 'out 2))))
          (lambda () (dynamic-wind (lambda () (effect 'in 3)) (lambda () (work 100)) (lambda () (work 2) (effect 'out 3)))))
          #f 'cancel)))`,
  race: `
    (define (work n) (if (= n 0) 'end (work (- n 1))))
    (define (main)
      (list (first (list (lambda () (work 50) 'slow) (lambda () (work 5) 'fast)))
            (parallel (map (lambda (n) (lambda () (work n) n)) '(30 10 20)) (lambda (values) (= (length values) 2)) 'cancel)
            (nursery (lambda (spawn) (spawn (lambda () (work 9) (effect 'spawned '()))) (work 3) 'body))))`,
  promises: `
    (define (stream n) (cons n (delay (stream (+ n 1)))))
    (define (main) (let loop ((s (stream 0)) (n 0)) (if (= n 10) (car s) (loop (force (cdr s)) (+ n 1)))))`,
  ports: `
    (define (main) (let ((port (open-output-string))) (for-each (lambda (x) (write x port)) '(1 "a" #\\b (c . d))) (display "seen") (get-output-string port)))`,
};
