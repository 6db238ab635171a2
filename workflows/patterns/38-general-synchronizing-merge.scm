;;; 38. General Synchronizing Merge: a merge that waits for whatever may still arrive, also around loops.
;;; Partial: in structured form only. A branch may loop, leave early or start others, and the end of `parallel` waits for
;;; exactly those that can still end. A merge without a form around its branches cannot be written.

(define-role operator "Carries changes out.")

(define-workflow wcp-38-general-synchronizing-merge
  "One side may go round as often as it likes; the merge waits while it may still come."
  (applies-to (type wcp-38))
  (parallel
    (let again ((round 1))
      (task polish-surface (by operator) (key round))
      (race ((await-signal polish-again (by operator)) (again (+ round 1)))
            ((await-signal smooth-enough (by operator)))))
    (when (memq 'frame (field 'systems '()))
      (task paint-frame (by operator))))
  (task assemble-parts (by operator)))

(define (done! change name)
  (complete! change name "Done." (as "olga" operator)))

(define (say! change name)
  (signal! change name (as "olga" operator)))

(define-test "the merge waits for the loop, and not for what was not started"
  (let ((c (new-change wcp-38-general-synchronizing-merge (author "dana") (title "Assemble"))))
    (done! c '(polish-surface 1))
    (say! c 'polish-again)
    (check (open-requests c) => '((polish-surface 2)))
    (done! c '(polish-surface 2))
    (say! c 'smooth-enough)
    (check (open-requests c) => '(assemble-parts))))
