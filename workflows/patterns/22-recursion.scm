;;; 22. Recursion: a task is made of the same task on a smaller scale.
;;; Direct: a procedure with effects calls itself, here with work left to do on the way back.

(define-role operator "Carries changes out.")

(define (within-layers layers)
  (if (null? layers)
      (task fix-the-core (by operator))
      (begin
        (task open-layer (by operator) (key (car layers)))
        (within-layers (cdr layers))
        (task close-layer (by operator) (key (car layers))))))

(define-workflow wcp-22-recursion
  "What is opened on the way in is closed on the way out, in the opposite order."
  (applies-to (type wcp-22))
  (within-layers (field 'systems '())))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define-test "the way out mirrors the way in"
  (let ((c (new-change wcp-22-recursion (author "dana") (title "Fix the core") (systems '(edge proxy)))))
    (done! c '(open-layer edge))
    (done! c '(open-layer proxy))
    (done! c 'fix-the-core)
    (check (open-requests c) => '((close-layer proxy)))
    (done! c '(close-layer proxy))
    (done! c '(close-layer edge))
    (check (outcome-of c) => 'completed)))
