;;; 39. Critical Section: of several parts of a process, or of several processes, one runs at a time.
;;; Direct: `lock`, which holds its name in the whole tenant.

(define-role operator "Carries changes out.")

(define-workflow wcp-39-critical-section
  "Whoever touches the schema is alone with it."
  (applies-to (type wcp-39))
  (task write-script (by operator))
  (lock 'schema
    (task run-script (by operator))
    (task look-at-schema (by operator)))
  (task thank-everybody (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (new-script title)
  (new-change wcp-39-critical-section (author "dana") (title title)))

(define-test "a second change waits until the first has left the section"
  (let ((first (new-script "Add a column"))
        (second (new-script "Drop a column")))
    (done! first 'write-script)
    (done! second 'write-script)
    (check (open-requests first) => '(run-script))
    (check (open-requests second) => '((lock schema)))
    (done! first 'run-script)
    (check (open-requests second) => '((lock schema)))
    (done! first 'look-at-schema)
    (check (open-requests second) => '(run-script))))
