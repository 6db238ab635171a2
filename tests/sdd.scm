;;; Specification-driven changes: the stages of each type and size, and what the last one checks.

;; Hands in every stage of a change and answers their names in order.
(define (stages-of workflow-change)
  (let loop ((stages '()))
    (let ((open (open-requests workflow-change)))
      (if (null? open)
          (reverse stages)
          (begin
            (complete! workflow-change (car open) "Something was written." (as "dana"))
            (loop (cons (car open) stages)))))))

(define-syntax check-stages
  (syntax-rules ()
    ((_ (kind extent stage ...) ...)
     (begin
       (let ((c (new-change _ (type 'kind) (size 'extent) (author "dana") (title "Search without words"))))
         (check (stages-of c) => '(stage ...))
         (check (outcome-of c) => 'completed))
       ...))))

(define-test "the stages follow from type and size alone"
  (check-stages
    (fix         small  describe tasks verify)
    (fix         medium describe spec tasks verify)
    (fix         large  describe spec design tasks verify)
    (feature     small  describe tasks verify)
    (feature     medium propose spec tasks verify)
    (feature     large  propose spec clarify design tasks verify)
    (refactor    small  scope tasks verify)
    (refactor    medium scope design tasks verify)
    (refactor    large  scope spec design tasks verify)
    (enhancement small  describe tasks verify)
    (enhancement medium propose spec tasks verify)
    (enhancement large  propose spec clarify design tasks verify)))

(define-test "a project has one such change at a time"
  (let ((first (new-change fix-small (size 'small) (author "dana") (description "Fix FTS5 empty query crash"))))
    (check first => "fix-fts5-empty-query-crash")
    (check-refused (new-change fix-small (size 'small) (author "joe") (description "Fix the other crash")))
    (stages-of first)
    (check (new-change fix-small (size 'small) (author "joe") (description "Fix FTS5 empty query crash"))
           => "fix-fts5-empty-query-crash-2")))

(define-test "the last stage wants every earlier text, or a reason"
  (let ((c (new-change fix-small (size 'small) (author "dana") (description "Fix the crash"))))
    (complete! c 'describe "It crashes on empty queries." (as "dana"))
    (complete! c 'tasks '((done . "told in the meeting")) (as "dana"))
    (check-refused (complete! c 'verify "All is well." (as "dana")))
    (check-refused (complete! c 'verify '((waived . " ")) (as "dana")))
    (check (open-requests c) => '(verify))
    (complete! c 'verify '((waived . "The steps were agreed on in the meeting.")) (as "dana"))
    (check (outcome-of c) => 'completed)))
